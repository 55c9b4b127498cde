"""Days and months as text: every day is written once and looked up, so a million dates cost one `take`.

A day is a numpy `datetime64[D]`; a month is `year * 12 + month - 1`; -1 is no month and NaT no day.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import text

Days = npt.NDArray[np.datetime64]
ISO = "yyyy-mm-dd"
FIRST, LAST = np.datetime64("1900-01-01", "D"), np.datetime64("2060-01-01", "D")


@cache
def _days(style: str) -> pa.Array:
    iso = text.array(np.datetime_as_string(np.arange(FIRST, LAST)).tolist())
    if style == ISO:
        return iso
    day, month, year = (pc.utf8_slice_codeunits(iso, a, b) for a, b in ((8, 10), (5, 7), (0, 4)))
    return text.join([day, month, year], "/")


def written(days: Days, style: str = "dd/mm/yyyy") -> pa.Array:
    """Days as Vietnamese offices write them, or ISO; NaT gives NULL."""
    at = np.where(np.isnat(days), -1, (days - FIRST).astype(np.int64))
    return text.pick(_days(style), at)


@cache
def _months(style: str) -> pa.Array:
    iso = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(2060 * 12)]
    return text.array(iso if style == ISO else [f"{month[5:]}/{month[:4]}" for month in iso])


def months(values: text.Ints, style: str = "mm/yyyy") -> pa.Array:
    """Months as `mm/yyyy`, or as `yyyy-mm` in ISO style."""
    return text.pick(_months(style), values)


def first_day(month: text.Ints) -> Days:
    """First day of each month; NaT for -1."""
    days = (month - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    return np.where(month < 0, np.datetime64("NaT", "D"), days)


def month_of(days: Days) -> text.Ints:
    return days.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def year_of(days: Days) -> text.Ints:
    return days.astype("datetime64[Y]").astype(np.int64) + 1970
