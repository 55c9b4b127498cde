"""Which columns of which files hold text in an old font, judged by the share of cells that look like it."""

from dataclasses import dataclass

from etl.engine import Engine
from etl.sources.declaration import Source

FONTS = ("tcvn3", "vni", "mojibake")
SAMPLE = 20_000  # rows of a file that are looked at, evenly spread
WHOLE, MIXED = 0.5, 0.02  # shares of cells beyond ASCII from which a column is in the font, or partly so
REAL = "'[ĂăĐđĨĩŨũƠơƯư\\x{1EA0}-\\x{1EF9}]'"  # letters that no old font's text has


@dataclass(frozen=True)
class Font:
    """A column of a file in an old font; `is_mixed` where other cells of it are sound."""

    file_no: int
    column: str
    font: str
    is_mixed: bool


def find_fonts(engine: Engine, source: Source) -> list[Font]:
    """Judge every text column of every file. Reads landing_raw and landing_files (file_no, stride)."""
    columns = [column.name for column in source.columns if column.kind.family == "text"]
    counts = [_counts(name) for name in columns]
    rows = engine.execute(
        f"select file_no, {', '.join(counts)} from landing_raw join landing_files using (file_no)"
        " where source_row % stride = 0 group by file_no order by file_no"
    )
    width = len(FONTS) + 1
    judged = [
        _judge(row[0], name, *row[1 + i * width : 1 + (i + 1) * width])
        for row in rows
        for i, name in enumerate(columns)
    ]
    return [font for font in judged if font]


def _counts(column: str) -> str:
    """Cells beyond ASCII, and of these the ones that look like each font."""
    strange = f"strlen({column}) <> length({column})"
    looks = [f"count(*) filter (where {strange} and looks_{font}({column}))" for font in FONTS]
    return ", ".join([f"count(*) filter (where {strange})", *looks])


def _judge(file_no: int, column: str, strange: int, *looks: int) -> Font | None:
    most = max(looks)
    if not strange or most < MIXED * strange:
        return None
    return Font(file_no, column, FONTS[looks.index(most)], most < WHOLE * strange)


def conditions(fonts: list[Font]) -> dict[str, dict[str, str]]:
    """Column → font → SQL condition under which a cell is decoded.

    A column wholly in a font is decoded cell by cell unless a letter shows that the cell is sound; a mixed
    one only where the cell itself looks like the font.
    """
    found: dict[str, dict[str, str]] = {}
    for column, font in sorted({(each.column, each.font) for each in fonts}):
        parts = []
        for is_mixed in (False, True):
            files = [
                each.file_no
                for each in fonts
                if (each.column, each.font, each.is_mixed) == (column, font, is_mixed)
            ]
            look = f"looks_{font}({column})" if is_mixed else f"not regexp_matches({column}, {REAL})"
            if files:
                parts.append(f"(file_no in ({', '.join(map(str, files))}) and {look})")
        found.setdefault(column, {})[font] = (
            f"strlen({column}) <> length({column}) and ({' or '.join(parts)})"
        )
    return found


def told(fonts: list[Font]) -> dict[int, str]:
    """File → its fonts as a delivery tells them: `payee_name:tcvn3,address:tcvn3`."""
    found: dict[int, list[str]] = {}
    for each in fonts:
        found.setdefault(each.file_no, []).append(f"{each.column}:{each.font}")
    return {number: ",".join(names) for number, names in found.items()}
