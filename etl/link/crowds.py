"""Identifiers that a crowd holds: a number typed to fill a box names nobody, and joins strangers by the million."""

from etl.engine import Engine
from etl.link.records import SIDES
from etl.link.spec import Spec

# So many pairs one value would join: some three thousand records on either side.
MOST_PAIRS = 10_000_000
# Crowds show in one record of so many, drawn by key; only what shows there is counted.
DRAWN = 16


def clear(engine: Engine, spec: Spec, within: bool = False) -> int:
    """Take an identifier away from the records that share it with a crowd, as if none had been written.

    Gives how many values were taken.
    """
    return sum(_clear(engine, identifier, within) for identifier in spec.identifiers)


def _clear(engine: Engine, identifier: str, within: bool) -> int:
    """Make `crowds` (value): those of one identifier; take them away from both sides."""
    drawn = f"hash(record_key) % {DRAWN} = 0"
    engine.execute(f"""
        create or replace temp table crowds as
        {_shared(identifier, drawn, MOST_PAIRS / DRAWN**2 / 2)}""")
    engine.execute(f"""
        create or replace temp table crowds as
        {_shared(identifier, f"{identifier} in (select value from crowds)", MOST_PAIRS)}""")
    found = int(engine.execute("select count(*) from crowds")[0][0])
    if found:
        for side in SIDES[:1] if within else SIDES:
            engine.execute(
                f"update {side}_rows set {identifier} = null where {identifier} in (select value from crowds)"
            )
    return found


def _shared(identifier: str, which: str, pairs: float) -> str:
    """SELECT of the values that join more than so many pairs of the records chosen."""
    left, right = (
        f"(select {identifier} as value, count(*) as n from {side}_records"
        f" where {identifier} is not null and {which} group by all)"
        for side in SIDES
    )
    return f"select l.value from {left} as l inner join {right} as r on l.value = r.value where l.n * r.n > {pairs}"
