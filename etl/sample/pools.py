"""Who may stand in which employment: ages against the law's limits, benefits, armed forces, owners."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.sample import dates
from etl.sample.people import DECEASED, FOREIGNER, LIVING, OUTSIDER, RESIDENT, People
from etl.sample.text import Bools, Ints

LAST_STEP = 2035  # the table of ages moves no further


def retirement_age(year: int, female: Bools) -> npt.NDArray[np.float64]:
    """Years of age at which people retire under normal conditions in a year (DOMAIN §3.7)."""
    steps = max(0, year - 2020)
    men, women = min(62.0, 60 + 0.25 * steps), min(60.0, 55 + steps / 3)
    return np.where(female, women, men)


def retirement_month(birth: dates.Days, female: Bools) -> Ints:
    """First month after the age is reached: the birthday of that age, or the January from which it is low enough."""
    born = dates.month_of(birth)
    reached = born + np.round(12 * retirement_age(LAST_STEP, female)).astype(np.int64)
    for year in range(LAST_STEP, 1999, -1):
        there = born + np.round(12 * retirement_age(year, female)).astype(np.int64)
        reached = np.where(there <= year * 12 + 11, np.maximum(there, year * 12), reached)
    return reached + 1


@dataclass
class Pools:
    """Person numbers by what they may be; in random order, nobody in two of the pools.

    Attributes:
        workers: of working age, a year or more from its limits; `leavers` are such who died or left since.
        retired_before, retiring, retiring_next: whose first month past the age is in the twelve up to January of the
            tax year, in its other months, in the year after.
        pensioners, beneficiaries, past_retirement, under_age, armed, deceased, foreigners: as `reasons` says.
        all_pensioners, all_beneficiaries, all_armed: everybody entitled, working or not, as masks.
    """

    workers: Ints
    leavers: Ints
    pensioners: Ints
    beneficiaries: Ints
    past_retirement: Ints
    under_age: Ints
    armed: Ints
    deceased: Ints
    foreigners: Ints
    retired_before: Ints
    retiring: Ints
    retiring_next: Ints
    all_pensioners: Bools
    all_beneficiaries: Bools
    all_armed: Bools


def draw(rng: np.random.Generator, people: People, owners: Ints, year: int) -> Pools:
    """Sort the people of working and other ages into pools for the tax year; employers' owners stay out."""
    n = len(people)
    start, end = np.datetime64(f"{year}-01-01", "D"), np.datetime64(f"{year}-12-31", "D")
    age, limit = people.age(start), retirement_age(year, people.female)
    is_owner = np.isin(np.arange(n), owners)
    here = (people.kind == RESIDENT) & ~is_owner
    alive = people.status == LIVING
    gone_later = ~alive & (dates.year_of(people.status_date) > year) & ~np.isnat(people.status_date)
    old = age > limit + 1
    pension = here & old & (rng.random(n) < 0.45)
    benefit = here & (age > 30) & (age < limit - 1) & (rng.random(n) < 0.006)
    armed = here & alive & ~benefit & (age > 20) & (age < 48) & (rng.random(n) < 0.008)
    working = (age > 18) & (people.age(end) < limit - 1) & ~benefit & ~armed & ~is_owner
    died_working = gone_later & (people.status == DECEASED) & (rng.random(n) < 0.5)

    turns = retirement_month(people.birth, people.female) - 12 * year
    at_limit = here & alive & ~old & ~working & ~benefit & ~armed

    def pool(mask: Bools) -> Ints:
        return rng.permutation(np.flatnonzero(mask))

    return Pools(
        workers=pool(working & ((here & alive) | (people.kind == OUTSIDER))),
        leavers=pool(working & here & gone_later & ~died_working),
        pensioners=pool(pension & alive & (age < 75)),
        beneficiaries=pool(benefit & alive),
        past_retirement=pool(here & alive & old & ~pension & (age < 78)),
        under_age=pool(here & alive & (people.age(end) < 14.9) & (age > 12.5)),
        armed=pool(armed),
        deceased=pool(working & here & died_working),
        foreigners=pool(people.kind == FOREIGNER),
        retired_before=pool(at_limit & (turns > -12) & (turns <= 0)),
        retiring=pool(at_limit & (turns > 0) & (turns <= 11)),
        retiring_next=pool(at_limit & (turns > 11) & (turns <= 23)),
        all_pensioners=pension,
        all_beneficiaries=benefit,
        all_armed=armed,
    )
