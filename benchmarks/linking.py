"""Linking two registries of people: ours, its peers and the floor on the same files, each in a process of its own.

    .venv/bin/python benchmarks/linking.py DIR [DIR …] [--tools floor antijoin ours …] [--model FILE]

A DIR holds a.parquet and b.parquet with the columns that registries/people.sql reads and the truth in
`entity_id` (sample_registries.py makes such a DIR). Printed a tool: seconds, ratio to the floor, seconds of all cores
(which other work on the machine changes less), peak memory, precision, recall and F1 of its one-to-one links at
probability 0.5, every true pair counted, also one that no block proposed. `ours` starts from raw
rows, `… from clean` from the tables that registries/people.sql made of them (Parquet on disk, as core tables
are); with --model the weights are pinned, else they are learned in the run; only links are written. Splink
(`pip install splink`) has our levels and blocks. recordlinkage works in pandas: up to a million rows.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from shutil import move

import duckdb

REGISTRIES = Path(__file__).parent / "registries"
SPEC, CLEAN_SPEC = REGISTRIES / "people.yml", REGISTRIES / "people_clean.yml"


def floor(folder: Path, out: Path, model: Path | None) -> None:
    """Join both files on the national id. The engine reads the numbers and the keys, no other column."""
    _join_on_id(duckdb.connect(), f"'{folder}/a.parquet'", f"'{folder}/b.parquet'", out)


def whole_floor(folder: Path, out: Path, model: Path | None) -> None:
    """Read both files whole, every column that linking compares, and join them on the national id."""
    columns = "full_name, sex, dob, national_id, phone, street, ward, district, province, rec_id"
    engine = duckdb.connect()
    for side in ("a", "b"):
        engine.execute(f"create temp table {side} as select {columns} from '{folder}/{side}.parquet'")
    _join_on_id(engine, "a", "b", out)


def _join_on_id(engine: duckdb.DuckDBPyConnection, left: str, right: str, out: Path) -> None:
    engine.execute(f"""
        copy (
            select l.rec_id as left_key, r.rec_id as right_key
            from {left} as l inner join {right} as r using (national_id)
            qualify row_number() over (partition by l.rec_id order by r.rec_id) = 1
                and row_number() over (partition by r.rec_id order by l.rec_id) = 1
        ) to '{out}' (format parquet)""")


def antijoin(folder: Path, out: Path, model: Path | None) -> None:
    """What offices do today: equal national id, or equal name and birth date."""
    duckdb.execute(f"""
        copy (
            select distinct l.rec_id as left_key, r.rec_id as right_key
            from (
                select national_id as key, rec_id from '{folder}/a.parquet'
                union all select upper(full_name) || dob, rec_id from '{folder}/a.parquet'
            ) as l
            inner join (
                select national_id as key, rec_id from '{folder}/b.parquet'
                union all select upper(full_name) || dob, rec_id from '{folder}/b.parquet'
            ) as r using (key)
            qualify row_number() over (partition by l.rec_id order by r.rec_id) = 1
                and row_number() over (partition by r.rec_id order by l.rec_id) = 1
        ) to '{out}' (format parquet)""")


def ours(folder: Path, out: Path, model: Path | None, spec: Path = SPEC) -> None:
    from etl.link import tables

    with tempfile.TemporaryDirectory() as made:
        tables.link(spec, folder / "a.parquet", folder / "b.parquet", Path(made), model, scores=False)
        move(Path(made) / "links.parquet", out)


def ours_from_clean(folder: Path, out: Path, model: Path | None) -> None:
    ours(folder / "clean", out, model, CLEAN_SPEC)


def splink_from_clean(folder: Path, out: Path, model: Path | None) -> None:
    """Splink with our levels and our blocks, its weights learned as its documentation says."""
    from peers import splink_links

    splink_links(folder / "clean", out, CLEAN_SPEC)


def recordlinkage_from_clean(folder: Path, out: Path, model: Path | None) -> None:
    """The recordlinkage toolkit: our strict blocks, its comparators, its ECM classifier."""
    from peers import recordlinkage_links

    recordlinkage_links(folder / "clean", out)


TOOLS = {
    "floor": floor,
    "floor of whole rows": whole_floor,
    "antijoin": antijoin,
    "ours": ours,
    "ours from clean": ours_from_clean,
    "splink from clean": splink_from_clean,
    "recordlinkage from clean": recordlinkage_from_clean,
}


def clean(folder: Path) -> None:
    """Write DIR/clean/a.parquet and b.parquet by registries/people.sql, once."""
    from etl.engine import Engine
    from etl.lake import Lake

    (folder / "clean").mkdir(exist_ok=True)
    select = (REGISTRIES / "people.sql").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as made, Engine(Lake(Path(made))) as engine:
        for side in ("a", "b"):
            file = folder / "clean" / f"{side}.parquet"
            if not file.is_file():
                engine.execute(f"create or replace view input as from '{folder}/{side}.parquet'")
                engine.execute(f"copy ({select}) to '{file}' (format parquet, compression zstd)")


def judged(folder: Path, links: Path) -> tuple[float, float, float]:
    """Precision, recall and F1 at probability 0.5 against `entity_id`."""
    held = {row[0] for row in duckdb.execute(f"describe from '{links}'").fetchall()}
    likely = "probability >= 0.5" if "probability" in held else "true"
    found, right, true = duckdb.execute(f"""
        select count(*), count(*) filter (l.entity_id = r.entity_id),
            (select count(*) from '{folder}/a.parquet' inner join '{folder}/b.parquet' using (entity_id))
        from '{links}' as links
        inner join '{folder}/a.parquet' as l on l.rec_id = links.left_key
        inner join '{folder}/b.parquet' as r on r.rec_id = links.right_key
        where {likely}""").fetchall()[0]
    precision, recall = right / max(found, 1), right / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measured(tool: str, folder: Path, model: Path | None, links: Path) -> dict[str, float]:
    """Seconds, seconds of all cores and peak GB of a tool in a process of its own."""
    call = [sys.executable, __file__, str(folder), "--inner", tool, "--links", str(links)]
    done = subprocess.run(
        call + (["--model", str(model)] if model else []), check=True, stdout=subprocess.PIPE, text=True
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def compare(folder: Path, tools: list[str], model: Path | None) -> None:
    print(
        f"\n{folder.name}\n\n| tool | s | × floor | core s | GB | precision | recall | F1 |"
        "\n|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    base = 0.0
    for tool in tools:
        if tool.startswith("splink") and find_spec("splink") is None:
            print(f"| {tool} | not installed | | | | | |")
            continue
        with tempfile.TemporaryDirectory() as made:
            links = Path(made) / "links.parquet"
            took = measured(tool, folder, model if tool.startswith("ours") else None, links)
            base = base or took["seconds"]
            p, r, f1 = judged(folder, links)
        print(
            f"| {tool} | {took['seconds']:.1f} | {took['seconds'] / base:.1f} | {took['core_seconds']:.1f}"
            f" | {took['peak_gb']:.1f} | {p:.4f} | {r:.4f} | {f1:.4f} |",
            flush=True,
        )


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--tools", nargs="+", choices=list(TOOLS), default=list(TOOLS))
    options.add_argument("--model", type=Path)
    options.add_argument("--inner", choices=list(TOOLS))
    options.add_argument("--links", type=Path)
    chosen = options.parse_args()
    if chosen.inner:
        begun = time.perf_counter()
        TOOLS[chosen.inner](chosen.folders[0], chosen.links, chosen.model)
        used = resource.getrusage(resource.RUSAGE_SELF)
        told = {
            "seconds": time.perf_counter() - begun,
            "core_seconds": used.ru_utime + used.ru_stime,
            "peak_gb": used.ru_maxrss / 1024**2,
        }
        print(json.dumps(told))
        return
    for folder in chosen.folders:
        clean(folder)
        compare(folder, chosen.tools, chosen.model)


if __name__ == "__main__":
    main()
