"""A second opinion on the nearest candidates, by the Python Record Linkage Toolkit: other comparators, another model.

It sees what is not a number (one that ties would have been found before, one that differs rules out by itself): names,
birth, sex, commune, employer. Its classifier (ECM, unsupervised) learns from the candidates of the controls alone: one
in five is the control's own record, whatever the size of a province. Of all candidates so many are namesakes that it
would tell namesakes from others instead of same from not (2026-11-23: at a million people it stopped one true line in
ten). Whom all but the name makes alike is a colleague of the same age to it: without a like name nobody is the same
person.
"""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from etl.engine import Engine

if TYPE_CHECKING:
    import pandas as pd

FIELDS = ("name", "birth_year", "birth_day", "sex", "commune", "group_id")
# Pairs compared at once: so much memory is in use, however many leads there are.
CHUNK = 200_000


def give(engine: Engine, pairs: str) -> None:
    """Make `opinions` (pair, second_opinion: probability that the two are one person, to six digits).

    Args:
        pairs: table of `pair`, its number from 0 on, `teaches` (learn from it), and lead_… and enrolled_… of every
            field. Where nothing teaches, all do.
    """
    import pandas as pd
    from recordlinkage import ECMClassifier

    seen = _compare(engine, f"from {pairs} order by pair")
    probability = np.zeros(len(seen))
    if len(seen):
        teaches = np.array([row[0] for row in engine.execute(f"select teaches from {pairs} order by pair")])
        classifier = ECMClassifier()
        classifier.fit(
            pd.concat([*_made_up(seen), seen[teaches] if teaches.any() else seen], ignore_index=True)
        )
        probability = classifier.prob(seen).to_numpy() * seen["name"].to_numpy()
    given = pa.table({"pair": np.arange(len(seen)), "second_opinion": probability.round(6)})
    engine.connection.register("opinions_given", given)
    engine.execute("create or replace temp table opinions as from opinions_given order by pair")
    engine.connection.unregister("opinions_given")


def _made_up(vectors: "pd.DataFrame") -> list["pd.DataFrame"]:
    """Pairs that agree in all but one thing, and in nothing but one: the classifier then holds nothing impossible for
    not having seen it (it smooths nothing itself, and divides by zero)."""
    import pandas as pd

    one = np.eye(len(vectors.columns), dtype=int)
    return [pd.DataFrame(rows, columns=vectors.columns) for rows in (1 - one, one)]


def _compare(engine: Engine, pairs: str) -> "pd.DataFrame":
    """What each pair agrees in, 1 or 0. Birth, sex and commune agree also where a side lacks them: nothing differs."""
    import pandas as pd

    reader = engine.connection.sql(pairs).to_arrow_reader(CHUNK)
    found = [_vectors(pa.Table.from_batches([batch]).to_pandas()) for batch in reader if batch.num_rows]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _vectors(pairs: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd
    from recordlinkage import Compare

    sides = [
        pairs[[f"{side}_{field}" for field in FIELDS]].set_axis(list(FIELDS), axis=1)
        for side in ("enrolled", "lead")
    ]
    rules = Compare()
    rules.string("name", "name", method="jarowinkler", threshold=0.95, label="name")
    rules.exact("group_id", "group_id", label="employer")
    for field in ("birth_year", "birth_day", "sex", "commune"):
        rules.exact(field, field, missing_value=1, label=field)
    return rules.compute(pd.MultiIndex.from_arrays([pairs.index, pairs.index]), *sides).reset_index(drop=True)
