"""A list as Parquet, CSV and JSON Lines, written by DuckDB from the lake in the order of the model.

All formats hold the same rows and the same text. Two things happen to text on the way out:

- Characters that XML and PostgreSQL's JSON cannot hold (C0 controls other than tab and line ends, U+FFFE,
  U+FFFF) are left out, everywhere, so that all formats and the database agree.
- In CSV alone, a text that a spreadsheet could take for a formula (first character one of = + - @, their
  full-width forms, tab, CR or LF) or that starts with an apostrophe gets one apostrophe in front. To read it
  back, take one leading apostrophe away from every text that has one. Numbers and dates are left as they are.
"""

from pathlib import Path

from etl import engine as sql
from etl.engine import Engine
from etl.errors import BaophuError
from etl.publish.columns import Heading, require_explained

BOM = "\ufeff"  # without it Excel reads UTF-8 as the machine's old code page
CONTROLS = r"[\x{00}-\x{08}\x{0B}\x{0C}\x{0E}-\x{1F}\x{FFFE}\x{FFFF}]"
FORMULA = r"^[=+\-@＝＋－＠\t\r\n']"
CSV_RULE = (
    "Text that begins with = + - @ (also full-width), tab, CR, LF or ' has one ' put in front: take it away."
)


def list_name(table: str) -> str:
    """The list's name: the table's, without `out_`."""
    return table.removeprefix("out_")


def column_types(engine: Engine, file: Path) -> dict[str, str]:
    """Columns of a Parquet file with their DuckDB types, in order."""
    return {row[0]: row[1] for row in engine.execute("describe from read_parquet($file)", file=str(file))}


def require_order(table: str) -> None:
    """A list's model must state its order: the files keep it, and a re-run must write the same bytes.

    Raises:
        BaophuError: its last select has no `order by`.
    """
    if sql.model(table).tree.args.get("order") is None:
        raise BaophuError(
            f"{table}: sql/out/{table}.sql states no order",
            ["without one, two runs over the same data write different bytes"],
            "The last release is still served.",
            "End it with `order by …, line_id asc nulls last`.",
        )


def write_data_files(
    engine: Engine, table: str, heading: Heading, source: Path, folder: Path
) -> dict[str, Path]:
    """Write the list into `folder`; gives the files by format.

    Args:
        source: the table's file in the lake.
    Raises:
        BaophuError: the table's columns and their explanations differ.
    """
    types = column_types(engine, source)
    require_explained(table, heading, list(types))
    files = {kind: folder / f"{list_name(table)}.{kind}" for kind in ("parquet", "csv", "jsonl")}
    _copy(engine, _cleaned(types), source, files["parquet"], "format parquet, compression zstd")
    write_csv(engine, files["parquet"], files["csv"])
    _copy(engine, ", ".join(types), files["parquet"], files["jsonl"], "format json")
    return files


def write_csv(engine: Engine, source: Path, target: Path) -> None:
    """Write a Parquet file as CSV that a spreadsheet opens right and cannot take for formulas."""
    _copy(engine, _neutralised(column_types(engine, source)), source, target, "format csv, header true")


def quoted(path: Path) -> str:
    """A path as it stands between the quotes of a statement that cannot bind it."""
    return str(path).replace("'", "''")


def _copy(engine: Engine, columns: str, source: Path, target: Path, options: str) -> None:
    select = f"select {columns} from read_parquet($source)"
    engine.execute(f"copy ({select}) to '{quoted(target)}' ({options})", source=str(source))


def _cleaned(types: dict[str, str]) -> str:
    """Columns without the characters, and the not-a-numbers, that some format cannot hold."""
    as_is = "{name}"
    how = {
        "VARCHAR": "regexp_replace({name}, '" + CONTROLS + "', '', 'g') as {name}",
        "DOUBLE": "case when isfinite({name}) then {name} end as {name}",
    }
    return ", ".join(how.get(kind, as_is).replace("{name}", name) for name, kind in types.items())


def _neutralised(types: dict[str, str]) -> str:
    """Columns as CSV shows them; the byte-order mark stands in the first one's name, heading the file."""
    pattern = FORMULA.replace("'", "''")
    shown = []
    for number, (name, kind) in enumerate(types.items()):
        safe = f"case when regexp_matches({name}, '{pattern}') then '''' || {name} else {name} end"
        label = (BOM if number == 0 else "") + name
        shown.append(f'{safe if kind == "VARCHAR" else name} as "{label}"')
    return ", ".join(shown)
