"""Human judgements on their way between the lake, where the records lie, and the serving database, which keeps the log.

Every run's step `link` puts those in force in view as `judgements_in_force`; sql/link/link_judgements.sql turns them to
the registers' order, and from there on SQL obeys them.
"""

from contextlib import AbstractContextManager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from etl.engine import Engine
from etl.errors import UsageFault
from etl.settings import Settings

# SQLAlchemy and Alembic take most of a second to load: only who has a database waits for them.
if TYPE_CHECKING:
    from sqlalchemy import Engine as Database

    from etl.database.judgements import Judged, Word

VIEW = "judgements_in_force"
#: Columns of the view, in DuckDB's types; `judged_at` is in UTC.
COLUMNS = {
    "judgement_id": "bigint",
    "left_record_id": "varchar",
    "right_record_id": "varchar",
    "verdict": "varchar",
    "judged_by": "varchar",
    "judged_at": "timestamp",
    "because": "varchar",
}
SCHEMA = pa.schema(
    [
        ("judgement_id", pa.int64()),
        *((name, pa.timestamp("us") if name == "judged_at" else pa.string()) for name in list(COLUMNS)[1:]),
    ]
)


def view_in_force(engine: Engine, settings: Settings, out: Path) -> int:
    """Put the judgements in force in view as `judgements_in_force`; gives their number.

    A run that nobody judged anything for needs no database: an embedded one that was never made is not made now.
    A database by URL has to answer, for without it nobody knows whether a person forbade a link.

    Raises:
        DatabaseUnavailable: the serving database does not answer.
    """
    held = read_in_force(settings, out)
    rows = [{name: getattr(event, name) for name in COLUMNS} for event in held]
    for row in rows:
        row["judged_at"] = row["judged_at"].astimezone(UTC).replace(tzinfo=None)
    engine.connection.register("judgements_read", pa.Table.from_pylist(rows, schema=SCHEMA))
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in COLUMNS.items())
    engine.execute(f"create or replace temp table {VIEW} as select {typed} from judgements_read")
    engine.connection.unregister("judgements_read")
    return len(held)


def obeyed(engine: Engine) -> list[int]:
    """Numbers of the judgements that the links obey; `link_judgements` is in view."""
    return [
        row[0] for row in engine.execute("select judgement_id from link_judgements order by judgement_id")
    ]


def require_known(engine: Engine, records: list[str]) -> None:
    """Refuse to judge a record that no month of this lake has linked.

    Raises:
        UsageFault: how many of the records are unknown, and where ids are found.
    """
    periods = engine.lake.periods("link_person_records")
    known: set[str] = set()
    if periods:
        engine.view("judged_records", [engine.lake.path("link_person_records", p) for p in periods])
        select = "select distinct record_id from judged_records where list_contains($records, record_id)"
        known = {row[0] for row in engine.execute(select, records=records)}
    unknown = [number for number, name in enumerate(records, start=1) if name not in known]
    if unknown:
        raise UsageFault(
            f"{len(unknown)} of {len(records)} records to judge are in no month of the lake",
            [f"record {number} of the call" for number in unknown],
            "Nothing was written.",
            "Give ids of link_person_records, 16 letters and digits each; person_id of a list is one.",
        )


def judge(
    engine: Engine, settings: Settings, out: Path, pair: tuple[str, str], verdict: str, word: "Word"
) -> int:
    """Write down a person's judgement about two records of the lake; gives its number.

    Raises:
        UsageFault: a record is unknown, or `etl.database.judgements.record` refuses the judgement.
        DatabaseUnavailable: the serving database does not answer.
    """
    from etl.database import judgements

    require_known(engine, list(pair))
    with _connect(settings, out) as database:
        return judgements.record(database, *pair, verdict, word)


def undo(settings: Settings, out: Path, judgement_id: int, word: "Word") -> int:
    """Take a judgement back; gives the number of the event that does.

    Raises:
        UsageFault: there is no such judgement in force.
        DatabaseUnavailable: the serving database does not answer.
    """
    from etl.database import judgements

    with _connect(settings, out) as database:
        return judgements.undo(database, judgement_id, word)


def read_history(settings: Settings, out: Path) -> list["Judged"]:
    """Every event of the log, oldest first; none where the embedded database was never made."""
    if not settings.database_url and not (out / "database" / "cluster").is_dir():
        return []
    from etl.database import judgements

    with _connect(settings, out) as database:
        return judgements.history(database)


def read_in_force(settings: Settings, out: Path) -> list["Judged"]:
    """The judgements that nobody undid, oldest first."""
    return [event for event in read_history(settings, out) if event.is_in_force]


def _connect(settings: Settings, out: Path) -> AbstractContextManager["Database"]:
    from etl.database.server import connect

    return connect(settings, out / "database")
