"""Numbers that people and firms carry, drawn distinct and with their own check digits (DOMAIN §1)."""

from collections.abc import Callable

import numpy as np

from etl.sample.text import Bools, Ints

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def member(values: Ints, pool: Ints) -> Bools:
    """Whether each value is in the pool; a sorted search, much quicker than numpy's hashing on millions."""
    if not len(pool):
        return np.zeros(len(values), bool)
    ordered = np.sort(pool)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return ordered[at] == values


def repeats(values: Ints) -> Ints:
    """Positions of values that already stand at an earlier position."""
    ordered = np.sort(values)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    at = np.flatnonzero(member(values, twice))
    first = np.unique(values[at], return_index=True)[1]
    return np.delete(at, first)


def distinct(draw: Callable[[Ints], Ints], n: int) -> Ints:
    """Draw one number per position, drawing again wherever a number was seen before or is negative.

    Args:
        draw: given positions, one number for each.
        n: how many positions.
    """
    values = draw(np.arange(n))
    while True:
        again = np.union1d(repeats(values), np.flatnonzero(values < 0))
        if not len(again):
            return values
        values[again] = draw(again)


def check_remainder(serial: Ints) -> Ints:
    """The weighted sum mod 11 of nine-digit tax serials; 0 means that no code exists."""
    total = np.zeros(len(serial), np.int64)
    for place, weight in enumerate(reversed(WEIGHTS)):
        total += weight * (serial // 10**place % 10)
    return total % 11


def tax_codes(rng: np.random.Generator, prefixes: Ints) -> Ints:
    """Distinct ten-digit tax codes; `prefixes` are the first two digits of each."""

    def draw(at: Ints) -> Ints:
        serial = prefixes[at] * 10_000_000 + rng.integers(0, 10_000_000, len(at))
        remainder = check_remainder(serial)
        return np.where(remainder == 0, -1, serial * 10 + 10 - remainder)

    return distinct(draw, len(prefixes))


def personal_id_prefix(province: Ints, female: Bools, birth_year: Ints) -> Ints:
    """First six digits: province of birth registration, century and sex, year."""
    century = np.where(birth_year < 2000, 0, 2) + female
    return province * 1000 + century * 100 + birth_year % 100


def personal_ids(rng: np.random.Generator, prefix: Ints) -> Ints:
    """Distinct twelve-digit personal ids; as numbers they have lost their leading zero."""
    return distinct(lambda at: prefix[at] * 1_000_000 + rng.integers(0, 1_000_000, len(at)), len(prefix))


def numbered(rng: np.random.Generator, n: int, low: int, high: int) -> Ints:
    """Distinct numbers of low to high - 1."""
    return distinct(lambda at: rng.integers(low, high, len(at)), n)
