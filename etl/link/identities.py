"""Identities from month to month: what the lake remembers of the months before, put in view for sql/link."""

from etl.engine import Engine

TABLE = "link_identities"
VIEW = "previous_link_identities"
#: Columns of the view, in DuckDB's types: those of link_identities.
COLUMNS = {
    "record_id": "varchar",
    "identity_id": "varchar",
    "since_period": "varchar",
    "last_period": "varchar",
    "source_rank": "integer",
    "link_pass": "integer",
    "link_block": "varchar",
    "period": "varchar",
}


def view_previous(engine: Engine, period: str) -> str | None:
    """Put the identities of the newest month before `period` in view; gives that month, None for an empty view."""
    before = [found for found in engine.lake.periods(TABLE) if found < period]
    if before:
        engine.view(VIEW, engine.lake.path(TABLE, before[-1]))
        return before[-1]
    typed = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in COLUMNS.items())
    engine.execute(f"create or replace view {VIEW} as select {typed} where false")
    return None
