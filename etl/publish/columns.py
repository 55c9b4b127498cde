"""What a list says about itself: the header of its SQL file, read.

    -- One row per employer …                                     the grain, in English
    -- Reads: …
    -- Title: Đơn vị chưa tham gia | Employers not participating
    --   tax_code | Mã số thuế | tax code to use in letters        one line a column, in the table's order

The same lines head the columns of the workbooks, fill their notes, and make the data dictionary.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from etl.errors import BaophuError

COLUMN = re.compile(r"--   (?P<name>\w+) \| (?P<label>[^|]*[^| ]) \| (?P<meaning>.*\S)\s*")
TITLE = re.compile(r"-- Title: (?P<vi>[^|]*[^| ]) \| (?P<en>.*\S)\s*")
OTHER = re.compile(r"-- (Reads|Parameters):")


@dataclass(frozen=True)
class Column:
    """One column of a list: its name, its Vietnamese label, its meaning in English."""

    name: str
    label: str
    meaning: str


@dataclass(frozen=True)
class Heading:
    """The header of a list's SQL file.

    Attributes:
        title_vi, title_en: what the list is called; the table's name where no title is given.
        grain: what one row is, in English.
        columns: in the order of the table.
    """

    title_vi: str
    title_en: str
    grain: str
    columns: tuple[Column, ...]


def read_heading(file: Path) -> Heading:
    """Read the header comment of an out SQL file."""
    vi = en = file.stem
    grain: list[str] = []
    columns: list[Column] = []
    is_grain = True
    for line in _header(file):
        if found := COLUMN.fullmatch(line):
            columns.append(Column(**found.groupdict()))
        elif found := TITLE.fullmatch(line):
            vi, en = found["vi"], found["en"]
        elif OTHER.match(line):
            is_grain = False
        elif is_grain and not columns:
            grain.append(line.removeprefix("--").strip())
    return Heading(vi, en, " ".join(grain), tuple(columns))


def _header(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    end = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:end]


def require_explained(table: str, heading: Heading, names: list[str]) -> None:
    """Hold the explained columns against the table's.

    Raises:
        BaophuError: a column is explained and not there, there and not explained, or in another place.
    """
    explained = [column.name for column in heading.columns]
    if explained == names:
        return
    there, told = set(names), set(explained)
    details = [f"not explained: {', '.join(n for n in names if n not in told)}"] if there - told else []
    details += (
        [f"explained and not there: {', '.join(n for n in explained if n not in there)}"]
        if told - there
        else []
    )
    raise BaophuError(
        f"{table}: the columns and their explanations in sql/out/{table}.sql differ",
        details or ["the same columns in another order, or one of them twice"],
        "The last release is still served.",
        "Give each column of the select one line `--   column | nhãn | meaning`, in the same order.",
    )
