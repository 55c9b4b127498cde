"""The rows of a workbook's data sheets, made by DuckDB and pumped into the finished frame.

XlsxWriter makes the frame (styles, notes, filters, print setup, one specimen row a sheet) and knows how to
make it right; but cell by cell in Python it writes some 65,000 cells a second: minutes for a big province.
So the specimen row is replaced by rows that DuckDB writes as text, each cell in the specimen's style.
2026-11-22, 2 cores: 50,000 lines took 17.6 s by XlsxWriter (23 columns), 2.3 s so (27 columns).

A text cell is an inline string: Excel never reads one as a formula, a link or a number.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from xlsxwriter.utility import xl_col_to_name

from etl.database.streams import stream_text
from etl.engine import Engine

LONGEST_TEXT = 16_000  # Excel holds 32,767 UTF-16 units a cell; a letter takes at most two
CUT = " […]"
SPECIMEN = re.compile(rb'<row r="2".*?</row>')
STYLE = re.compile(rb'<c r="[A-Z]+2"(?: s="(\d+)")?')
DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
COMPRESSION = 3  # of zlib's 9; 6 takes three times as long to save a tenth of the size
STAMP = (1980, 1, 1, 0, 0, 0)  # as XlsxWriter's: the same content is the same bytes
NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE"}
FIRST_SERIAL_DAY = "1900-03-01"  # Excel counts a 29 February 1900 that never was; before it days are text


@dataclass(frozen=True)
class Sheet:
    """One data sheet: the part of the workbook that holds it, and which rows of the file go there.

    Attributes:
        part: name inside the workbook's zip.
        first, last: rows of the Parquet file, 0-based, `last` excluded.
    """

    part: str
    first: int
    last: int


def fill(
    engine: Engine, frame: IO[bytes], file: Path, types: dict[str, str], sheets: list[Sheet], target: Path
) -> None:
    """Write the workbook: the frame with every data sheet's rows in the place of its specimen row.

    Args:
        frame: the workbook with a header and a specimen row on each data sheet.
        file: the list as Parquet; its rows keep their order.
        types: the file's columns with their DuckDB types.
        target: the finished workbook.
    """
    wanted = {sheet.part: sheet for sheet in sheets}
    with zipfile.ZipFile(frame) as source, zipfile.ZipFile(target, "w") as book:
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry._compresslevel = COMPRESSION  # type: ignore[attr-defined]  # public from Python 3.13 on
            entry.external_attr = part.external_attr
            with book.open(entry, "w") as out:
                if part.filename in wanted:
                    _fill_sheet(engine, source.read(part), file, types, wanted[part.filename], out)
                else:
                    out.write(source.read(part))


def _fill_sheet(
    engine: Engine, frame: bytes, file: Path, types: dict[str, str], sheet: Sheet, out: IO[bytes]
) -> None:
    specimen = SPECIMEN.search(frame)
    assert specimen is not None, "the frame has one specimen row a sheet"
    styles = [int(style or 0) for style in STYLE.findall(specimen[0])]
    ref = f'<dimension ref="A1:{xl_col_to_name(len(types) - 1)}{sheet.last - sheet.first + 1}"/>'
    out.write(DIMENSION.sub(ref.encode(), frame[: specimen.start()]))
    values = {"file": str(file), "first": sheet.first, "last": sheet.last}
    for lines in stream_text(engine, _select(types, styles), values):
        out.write(lines)
    out.write(frame[specimen.end() :])


def _select(types: dict[str, str], styles: list[int]) -> str:
    """A select of one text column, each value one `<row>` of the sheet."""
    cells = [
        _cell(xl_col_to_name(number), name, kind, style)
        for number, ((name, kind), style) in enumerate(zip(types.items(), styles, strict=True))
    ]
    return (
        f"""select '<row r="' || sheet_row || '">' || {" || ".join(cells)} || '</row>' as text """
        "from (select *, cast(file_row_number - $first + 2 as varchar) as sheet_row "
        "from read_parquet($file, file_row_number = true) "
        "where file_row_number >= $first and file_row_number < $last)"
    )


def _cell(letters: str, name: str, kind: str, style: int) -> str:
    """SQL for one cell's XML; an empty cell keeps its style, so that the sheet's lines are whole."""
    head = f"""'<c r="{letters}' || sheet_row || '" s="{style}"'"""
    text = f"""' t="inlineStr"><is><t xml:space="preserve">' || {_escaped(name, kind)} || '</t></is></c>'"""
    value = f"'><v>' || cast({name} as varchar) || '</v></c>'"
    if kind == "DATE":
        serial = f"""'><v>' || (({name} - date '1899-12-30')) || '</v></c>'"""
        content = f"case when {name} >= date '{FIRST_SERIAL_DAY}' then {serial} else {text} end"
    elif kind == "BOOLEAN":
        content = f"""' t="b"><v>' || cast({name} as integer) || '</v></c>'"""
    else:
        content = value if kind in NUMBERS or kind.startswith("DECIMAL") else text
    return f"({head} || case when {name} is null then '/>' else {content} end)"


def _escaped(name: str, kind: str) -> str:
    """SQL for a text as XML text; `_x000D_` is Excel's own way to write what XML would change."""
    text = f"strftime({name}, '%d/%m/%Y')" if kind == "DATE" else f"cast({name} as varchar)"
    short = f"left({text}, {LONGEST_TEXT}) || '{CUT}'"
    text = f"case when length({text}) > {LONGEST_TEXT} then {short} else {text} end"
    text = rf"regexp_replace({text}, '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\1', 'g')"
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = f"replace({text}, '{plain}', '{escaped}')"
    return f"replace({text}, chr(13), '_x000D_')"
