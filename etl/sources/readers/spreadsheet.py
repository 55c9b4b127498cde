"""What XLSX and XLS share: numbers given back as the text that was meant, and the choice of the sheet."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from etl.sources import headers
from etl.sources.readers.base import Incoming, Row

DRESS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
DATE_FORMATS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
MONTH_FORMATS = {17, 55}
FIRST_SERIAL, LAST_SERIAL = 1, 2_958_465  # 1900-01-01 to 9999-12-31
EPOCH = date(1899, 12, 30)
SHIFT_1904 = 1462


@dataclass(frozen=True)
class Look:
    """How a number cell is shown.

    Attributes:
        zeros: digits that it is padded to, as identifiers are by the format `000000000000`.
        date: `day`, `month` or `year`, by the finest part that is shown; empty where it is no date.
    """

    zeros: int = 0
    date: str = ""


def look_of(format_id: int, code: str) -> Look:
    """The look of a number format, by its built-in number and its code (empty where built in)."""
    if not code:
        shown = "month" if format_id in MONTH_FORMATS else "day" if format_id in DATE_FORMATS else ""
        return Look(date=shown)
    plain = DRESS.sub("", code.split(";")[0]).strip().lower()
    if re.fullmatch("0{2,}", plain):
        return Look(zeros=len(plain))
    if plain == "general" or not re.search("[ymd]", plain) or re.search("[0#?]", plain):
        return Look()
    return Look(
        date="day"
        if "d" in plain
        else "month"
        if "m" in plain and "y" in plain
        else "year"
        if "y" in plain
        else ""
    )


def number_text(written: str, look: Look, starts_1904: bool = False) -> str:
    """A number cell as text: whole numbers without a point, padded zeros kept, dates as far as shown.

    Text that is no number comes back as it is.
    """
    if not look.date and not look.zeros and written.isdecimal() and written[0] != "0":
        return written
    try:
        number = Decimal(written)
        whole = number.to_integral_value()
    except InvalidOperation:
        return written
    if look.date and FIRST_SERIAL <= number <= LAST_SERIAL:
        return _date_text(number, look.date, starts_1904)
    if number != whole or not number.is_finite() or abs(number.adjusted()) > 30:
        return written
    text = format(whole, "f")
    return text.zfill(look.zeros) if look.zeros and whole >= 0 else text


def _date_text(serial: Decimal, shown: str, starts_1904: bool) -> str:
    days = int(serial) + (SHIFT_1904 if starts_1904 else 0)
    day = EPOCH + timedelta(days=min(days, LAST_SERIAL) + (1 if days < 60 else 0))
    return {"day": day.isoformat(), "month": f"{day:%m/%Y}", "year": f"{day.year:04d}"}[shown]


_Candidate = tuple[tuple[int, bool, int], str, headers.Header | None, list[list[str | None]], list[int]]


def choose_sheet(
    sheets: Iterable[tuple[str, bool, Sequence[Row]]], incoming: Incoming
) -> tuple[str, headers.Header, list[int]]:
    """The sheet whose first rows know the header best, with the header and the numbers of those rows.

    Args:
        sheets: name, whether it is visible, and first rows of each sheet, in the book's order.

    Raises:
        FileRefused: no sheet has the header, or two visible sheets hold data under it.
    """
    found: list[_Candidate] = []
    for name, visible, rows in sheets:
        cells = [row for _, row in rows]
        header = headers.find(cells, incoming.source)
        rank = (len(header.columns) if header else 0, visible, -len(found))
        found.append((rank, name, header, cells, [number for number, _ in rows]))
    if not found:
        raise incoming.refuse("has no sheet", todo="Have it sent again.")
    _, name, _, cells, numbers = max(found, key=lambda each: each[0])
    header = headers.require(cells, incoming)
    full = [
        each
        for each in found
        if each[2] and not each[2].missing(incoming.source) and _has_data(each[2], each[3])
    ]
    if len(full) > 1:
        raise incoming.refuse(
            f"holds this table on {len(full)} sheets",
            todo="Send one sheet a file, or delete the sheets that are not meant.",
        )
    return name, header, numbers


def _has_data(header: headers.Header, cells: Sequence[headers.Cells]) -> bool:
    return any(any(row) for row in cells[header.last + 1 :])
