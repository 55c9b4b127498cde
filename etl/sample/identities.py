"""The numbers people carry: personal ids and earlier ones, CMND, tax codes, insurance books, passports."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.sample import dates, ids, text
from etl.sample.geography import Geography
from etl.sample.households import Households
from etl.sample.text import Bools, Ints


@dataclass
class Numbers:
    """Identifiers of each person; -1 (NULL for passports) where there is none.

    Attributes:
        personal_id, previous_id: the 12-digit id, and the one before a correction.
        old_number: 9-digit CMND of those old enough; a few are shared by two people, as in life.
        tax, second_tax: 10-digit individual tax codes from before July 2025.
        si, second_si: ten-digit insurance books.
    """

    personal_id: Ints
    previous_id: Ints
    old_number: Ints
    tax: Ints
    second_tax: Ints
    si: Ints
    second_si: Ints
    passport: pa.Array


def birth_provinces(rng: np.random.Generator, geography: Geography, commune: Ints) -> Ints:
    """Where each birth was registered: mostly the old province of the home, else anywhere in the country."""
    local = np.array([int(code) for code in geography.old_province_code])[commune]
    country = np.array([int(code) for code in geography.birth_provinces])
    return np.where(rng.random(len(commune)) < 0.86, local, rng.choice(country, len(commune)))


def draw_personal_ids(rng: np.random.Generator, province: Ints, female: Bools, birth: dates.Days) -> Ints:
    return ids.personal_ids(rng, ids.personal_id_prefix(province, female, dates.year_of(birth)))


def twin_ids(rng: np.random.Generator, home: Households, personal_id: Ints) -> Ints:
    """The same ids, but most twins, registered on the same day, have serials one apart."""
    twins = np.flatnonzero(home.twin_of >= 0)
    serial = (personal_id[home.twin_of[twins]] + 1) % 1_000_000
    beside = personal_id[twins] // 1_000_000 * 1_000_000 + serial
    free = ~ids.member(beside, personal_id) & (rng.random(len(twins)) < 0.7)
    changed = personal_id.copy()
    free[ids.repeats(beside)] = False
    changed[twins[free]] = beside[free]
    return changed


def _previous_ids(rng: np.random.Generator, personal_id: Ints, share: float) -> Ints:
    """The number before a correction: another serial and, for half, another birth year; -1 for most."""
    n = len(personal_id)
    year = personal_id // 1_000_000 % 100
    shift = np.where((rng.random(n) < 0.5) & (year > 2) & (year < 97), rng.choice([-1, 1], n), 0)
    serial = rng.integers(0, 1_000_000, n)
    other = (personal_id // 1_000_000 + shift) * 1_000_000 + serial
    return np.where((personal_id > 0) & (rng.random(n) < share) & ~ids.member(other, personal_id), other, -1)


def _tax_numbers(rng: np.random.Generator, registered: Bools) -> Ints:
    numbers = np.full(len(registered), -1)
    n = int(registered.sum())
    numbers[registered] = ids.tax_codes(rng, rng.integers(80, 89, n))
    return numbers


def draw_numbers(
    rng: np.random.Generator, personal_id: Ints, birth_year: Ints, age: npt.NDArray[np.float64]
) -> Numbers:
    """Give everybody their numbers; those without a personal id (-1) are foreigners with a passport."""
    n = len(personal_id)
    native, adult = personal_id > 0, age >= 18
    had_card = native & (
        rng.random(n) < np.interp(birth_year, [1940, 1994, 2001, 2002], [0.95, 0.9, 0.5, 0.0])
    )
    books = ids.numbered(rng, 2 * n, 10**8, 97 * 10**8)
    both_tax = _tax_numbers(rng, np.concatenate([native & adult] * 2) & (rng.random(2 * n) < 0.6))
    has_two = (rng.random(n) < 0.03) & (both_tax[:n] > 0)
    return Numbers(
        personal_id=personal_id,
        previous_id=_previous_ids(rng, personal_id, 0.01),
        old_number=np.where(had_card, rng.integers(10_000_000, 400_000_000, n), -1),
        tax=both_tax[:n],
        second_tax=np.where(has_two, both_tax[n:], -1),
        si=books[:n],
        second_si=np.where(adult & (rng.random(n) < 0.015), books[n:], -1),
        passport=text.where(~native, text.join(["M", text.numbers(rng.integers(0, 10**8, n), 8)]), None),
    )
