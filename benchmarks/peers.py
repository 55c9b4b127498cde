"""The peers of benchmarks/linking.py: they get the same clean tables and, as far as they can, our levels and blocks."""

import re
from pathlib import Path

import duckdb
import pandas as pd

from etl.engine import Engine
from etl.lake import Lake
from etl.link import spec as specs

ONE_TO_ONE = """
    copy (
        select left_key, right_key, probability from pairs
        qualify row_number() over (partition by left_key order by probability desc, right_key) = 1
            and row_number() over (partition by right_key order by probability desc, left_key) = 1
    ) to '{out}' (format parquet)"""


def splink_links(folder: Path, out: Path, spec_file: Path) -> None:
    """Splink 5 on DuckDB: levels and blocks of our specification, u from random pairs, m by EM on two strict blocks."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    spec = specs.load(spec_file)
    comparisons = []
    for name, comparison in spec.comparisons.items():
        missing = " or ".join(f"{column}_l is null or {column}_r is null" for column in comparison.of)
        chosen = [cll.CustomLevel(missing, label_for_charts="missing").configure(is_null_level=True)]
        for level_name, level in comparison.levels.items():
            made = cll.CustomLevel(_sided(level.when), label_for_charts=level_name)
            if len(level.among) == 1:
                made = made.configure(tf_adjustment_column=level.among[0])
            chosen.append(made)
        chosen.append(cll.ElseLevel())
        comparisons.append(cl.CustomComparison(output_column_name=name, comparison_levels=chosen))
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name=spec.key,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(*block.equal) for block in spec.blocks.values()],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    # Our engine has the functions that the levels call.
    engine = Engine(Lake(out.parent))
    api = DuckDBAPI(engine.connection)
    for side in "ab":
        engine.view(f"side_{side}", folder / f"{side}.parquet")
    linker = Linker([api.register(f"side_{side}") for side in "ab"], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("id12")], recall=0.25)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in (block_on("id12"), block_on("name_sorted", "birth_year")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.05).as_duckdbpyrelation()
    pairs = found.select(
        f"{spec.key}_l as left_key, {spec.key}_r as right_key, match_probability as probability"
    ).to_df()
    duckdb.register("pairs", pairs)
    duckdb.execute(ONE_TO_ONE.format(out=out))


def _sided(condition: str) -> str:
    return re.sub(r"\b([lr])\.(\w+)", r"\2_\1", condition)


def recordlinkage_links(folder: Path, out: Path) -> None:
    """The recordlinkage toolkit: strict blocks, string comparators, the ECM classifier."""
    import recordlinkage

    left, right = (pd.read_parquet(folder / f"{side}.parquet").set_index("rec_id") for side in "ab")
    index = recordlinkage.Index()
    for block in (["national_id"], ["name_sorted", "birth_year"], ["birth_date", "given"]):
        index.block(block)
    pairs = index.index(left, right)
    compare = recordlinkage.Compare()
    compare.string("name", "name", method="jarowinkler", threshold=0.92, label="name")
    for column in ("birth_date", "sex", "commune", "street", "phone", "national_id", "given", "surname"):
        compare.exact(column, column, label=column)
    vectors = compare.compute(pairs, left, right)
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    classifier.fit(vectors)
    scored = classifier.prob(vectors).rename("probability").reset_index()
    scored.columns = ["left_key", "right_key", "probability"]
    duckdb.register("pairs", scored)
    duckdb.execute(ONE_TO_ONE.format(out=out))
