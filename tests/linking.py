"""Small tables to link, and the steps of a linkage over them in one engine."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from etl.engine import Engine
from etl.link import assignment, clusters, records, scoring, training
from etl.link.model import Learned, Model, checksum
from etl.link.spec import Spec

Row = Mapping[str, Any]
# People by name, birth year and town, and a number that some have.
PEOPLE: dict[str, Any] = {
    "key": "id",
    "identifiers": ["number"],
    "frequencies": {"of": {"name": []}},
    "comparisons": {
        "name": {
            "of": ["name"],
            "levels": {
                "same": {"when": "l.name = r.name", "among": ["name"]},
                "near": {"when": "levenshtein(l.name, r.name) <= 1"},
            },
        },
        "year": {"of": ["year"], "levels": {"same": {"when": "l.year = r.year"}}},
        "town": {"of": ["town"], "levels": {"same": {"when": "l.town = r.town"}}},
    },
    "blocks": {
        "number": {"pass": 1, "equal": ["number"]},
        "name": {"pass": 2, "equal": ["name"]},
        "year_town": {"pass": 2, "equal": ["year", "town"]},
    },
}
SHARES = {
    "name": {"same": Learned(0.9, 0.9), "near": Learned(0.08, 0.02), "other": Learned(0.02, 0.8)},
    "year": {"same": Learned(0.95, 0.05), "other": Learned(0.05, 0.95)},
    "town": {"same": Learned(0.8, 0.1), "other": Learned(0.2, 0.9)},
}


def spec(**changes: Any) -> Spec:
    """The specification of PEOPLE with some of it changed."""
    return Spec.model_validate(PEOPLE | changes)


def model(of: Spec, matches: float = 0.9) -> Model:
    """Weights for PEOPLE, written by hand."""
    return Model(checksum(of), matches, {"name": -4.0}, SHARES)


def put(engine: Engine, table: str, rows: Iterable[Row]) -> str:
    """Make a temporary table of rows; columns of missing values are text. Gives its name."""
    held = pa.Table.from_pylist(list(rows))
    engine.connection.register("put_here", held)
    columns = ", ".join(
        f"cast({field.name} as varchar) as {field.name}" if pa.types.is_null(field.type) else field.name
        for field in held.schema
    )
    engine.execute(f"create or replace temp table {table} as select {columns} from put_here")
    engine.connection.unregister("put_here")
    return table


def link(engine: Engine, of: Spec, left: list[Row], right: list[Row], weights: Model | None = None) -> Model:
    """Link two lists of rows: makes `scores`, `searches` and `links`; gives the weights, learned or as given."""
    records.prepare(engine, of, put(engine, "raw_left", left), put(engine, "raw_right", right))
    weights = weights or training.learn(engine, of)
    scoring.score(engine, of, weights)
    assignment.assign(engine, of)
    return weights


def dedupe(engine: Engine, of: Spec, rows: list[Row], weights: Model) -> dict[str, str]:
    """Key → the key of its cluster, of a list of rows."""
    table = put(engine, "raw_left", rows)
    records.prepare(engine, of, table, table)
    scoring.score(engine, of, weights, within=True)
    clusters.cluster(engine, of)
    return dict(engine.execute("select record_key, cluster_key from clusters"))


def links(engine: Engine) -> list[tuple[Any, ...]]:
    """What was linked, in the order of the keys, without the columns that tell where it was found."""
    return engine.execute("select left_key, right_key, probability, decision from links order by all")
