"""A release's lines streamed from Parquet into the database by COPY.

DuckDB makes the lines of the COPY text, Python only hands them on, a batch at a time: memory is flat.
2026-11-22, 2 cores: about 30 s of PostgreSQL's time for a million lines, most of it reading the JSON.
"""

from pathlib import Path

from sqlalchemy import Connection

from etl.database.streams import stream_text
from etl.engine import Engine

COMMON = ("line_id", "province_code", "commune_code", "grade", "priority")
COPY = (
    f"copy release_lines (release_id, list_name, {', '.join(COMMON)}, payload) "
    "from stdin (format csv, delimiter e'\\x02', quote e'\\x01')"
)


def load_lines(connection: Connection, engine: Engine, release_id: str, list_name: str, file: Path) -> None:
    """Copy a list's Parquet file into `release_lines`, inside the caller's transaction.

    Args:
        connection: on the serving database.
        engine: reads the Parquet file.
        file: the list as published: `line_id`, the other common columns where it has them, and its own.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    names = {row[0] for row in engine.execute("describe from read_parquet($file)", file=str(file))}
    values = {"release_id": release_id, "list_name": list_name, "file": str(file)}
    with driver.cursor() as cursor, cursor.copy(COPY) as copy:
        for lines in stream_text(engine, _select(names), values):
            copy.write(lines)


def _select(names: set[str]) -> str:
    """A select of one text column, each value one line for COPY with its end.

    Quote and delimiter are control characters, which a published file never holds (JSON writes them as
    escapes, the rest was cleaned), so nothing needs doubling and the text is made at the speed of a copy.
    """
    values = [
        "$release_id",
        "$list_name",
        *(name if name in names else "null" for name in COMMON),
        "to_json(line)",
    ]
    cells = ", ".join(f"coalesce(chr(1) || cast({value} as varchar) || chr(1), '')" for value in values)
    return f"select concat_ws(chr(2), {cells}) || chr(10) as text from read_parquet($file) as line"
