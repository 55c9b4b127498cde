"""Damage to numbers, dates and marks: lost zeros, floats, typing errors, swapped days, years alone."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import dates, text
from etl.sample.dirt import Dirt
from etl.sample.people import People
from etl.sample.text import Bools, Ints

PLACEHOLDERS = ["000000000000", "123456789012", "111111111111", "0", "không có", "999999999999"]


def lose_zeros(column: pa.Array) -> pa.Array:
    """As a spreadsheet shows a number: without its leading zeros."""
    return pc.utf8_ltrim(column, characters="0")


def as_float(column: pa.Array) -> pa.Array:
    return text.join([lose_zeros(column), ".0"])


def slip_digit(value: str, r: np.ndarray) -> str:
    """One digit wrong or two neighbours swapped, after the first six, so that the shape stays good."""
    at = min(6, len(value) - 3) + int(r[0] * (len(value) - min(6, len(value) - 3) - 1))
    if r[1] < 0.4 and value[at] != value[at + 1]:
        return value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    return value[:at] + str((int(value[at]) + 1 + int(r[2] * 9)) % 10) + value[at + 1 :]


def space_out(value: str, r: np.ndarray) -> str:
    """Spaces, dots or a leading apostrophe in a number."""
    if r[0] < 0.3:
        return "'" + value
    between = " " if r[0] < 0.6 else "." if r[0] < 0.8 else "\u00a0"
    return between.join(value[i : i + 3] for i in range(0, len(value), 3))


def numbers(dirt: Dirt, column: pa.Array, heavy: float = 1.0, safe: Bools | None = None) -> pa.Array:
    """Identifiers as typed: zeros lost, floats, spaces, and some one digit wrong.

    Args:
        safe: rows whose number must stay right, whatever its shape.
    """
    wrong = dirt.hits(len(column), 0.008 * heavy)
    wrong = wrong if safe is None else wrong & ~safe
    return reshaped(dirt, slipped(dirt, column, wrong), heavy)


def slipped(dirt: Dirt, column: pa.Array, mask: Bools) -> pa.Array:
    """The chosen numbers with one digit wrong."""
    chance = iter(dirt.rng.random((int(mask.sum()), 3)))
    return text.change(column, mask, text.each(lambda value: slip_digit(value, next(chance))))


def reshaped(dirt: Dirt, column: pa.Array, heavy: float = 1.0) -> pa.Array:
    """Right numbers in wrong shapes."""
    chance = dirt.rng.random(len(column)) / max(dirt.level * heavy, 1e-9)
    column = text.change(column, chance < 0.012, lose_zeros)
    column = text.change(column, (chance >= 0.012) & (chance < 0.016), as_float)
    mask = (chance >= 0.016) & (chance < 0.028)
    shapes = iter(dirt.rng.random((int(mask.sum()), 1)))
    return text.change(column, mask, text.each(lambda value: space_out(value, next(shapes))))


def birth_dates(
    dirt: Dirt, people: People, person: Ints, style: str, safe: Bools, heavy: float = 1.0
) -> pa.Array:
    """Birth dates as written: years alone, first of January, day and month swapped, slips, empty.

    Args:
        style: how the file writes days, see `dates`.
        safe: rows whose year must stay right and present.
    """
    birth, n = people.birth[person], len(person)
    year = dates.year_of(birth)
    year_only, first = dirt.hits(n, 0.03 * heavy), dirt.hits(n, 0.012 * heavy)
    day, month = (birth - birth.astype("datetime64[M]")).astype(int) + 1, dates.month_of(birth) % 12 + 1
    swapped = dirt.hits(n, 0.012 * heavy) & (day <= 12)
    turned = (
        (birth.astype("datetime64[Y]").astype("datetime64[M]") + np.where(swapped, day - 1, 0)).astype(
            "datetime64[D]"
        )
        + month
        - 1
    )
    written = np.where(swapped, turned, birth)
    slips = dirt.hits(n, 0.008 * heavy) & ~safe
    written = np.where(slips, written + dirt.rng.choice([-10, -1, 1, 9, 365], n), written)
    written = np.where(first, birth.astype("datetime64[Y]").astype("datetime64[D]"), written)
    column = text.where(
        year_only | people.year_only[person], text.numbers(year), dates.written(written, style)
    )
    return text.blank(column, dirt.hits(n, 0.006 * heavy) & ~safe)


def sexes(dirt: Dirt, female: Bools, style: tuple[str, str]) -> pa.Array:
    """Sex in the file's own signs (man, woman), a few wrong or empty."""
    wrong = dirt.hits(len(female), 0.004)
    return dirt.lose(text.where(female ^ wrong, style[1], style[0]), 0.006)
