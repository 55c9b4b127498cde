"""Enrolment: who was insured where from month to month, as the insurance side recorded it."""

from dataclasses import dataclass

import numpy as np

from etl.sample import dates
from etl.sample.employers import Employers
from etl.sample.jobs import Jobs
from etl.sample.people import FOREIGNER, LIVING, RESIDENT, People
from etl.sample.pools import Pools
from etl.sample.spell_parts import (
    NO_UI,
    ONLY_SI,
    VOLUNTARY,
    Months,
    Part,
    at_role,
    begun,
    hired_since,
    history,
    lapsed,
    of_jobs,
    of_uncovered,
    owners,
    raised,
    untaxed,
)
from etl.sample.text import Bools, Ints
from etl.sample.units import SELF_PAYING, Units

# Of all residents, those without a job in the tax lists: insured by an employer whose list is missing, hired
# since the tax year, insured by themselves, insured once.
FREE_SHARES = (0.012, 0.035, 0.015, 0.041)


@dataclass
class Spells:
    """One entry per spell; months are year * 12 + month - 1, `last` -1 while open.

    Attributes:
        person, unit, scheme, funds: who, where, codes of SCHEMES and FUNDS.
        base: contribution base in VND; signed, submitted: days of the contract and of the dossier.
        under_old_name, under_previous_id, in_second_book: recorded with what the person had before.
    """

    person: Ints
    unit: Ints
    scheme: Ints
    funds: Ints
    first: Ints
    last: Ints
    base: Ints
    signed: dates.Days
    submitted: dates.Days
    under_old_name: Bools
    under_previous_id: Bools
    in_second_book: Bools

    def __len__(self) -> int:
        return len(self.person)


def _finish(rng: np.random.Generator, people: People, parts: list[Part], n_old: int, when: Months) -> Spells:
    """Put the parts under one another and add days, old names and second books.

    Args:
        n_old: how many of the last entries are earlier spells, written under what the person had then.
    """

    def column(name: str) -> Ints:
        return np.concatenate([getattr(part, name) for part in parts])

    person, first = column("person"), column("first")
    n = len(person)
    start = dates.first_day(first)
    is_old = np.arange(n) >= n - n_old
    chance = rng.random((n, 3))
    late = ~is_old & (first >= when.january) & (first <= when.december) & (chance[:, 0] < 0.02)
    handed_in = start + rng.integers(0, 45, n).astype("timedelta64[D]")
    afterwards = dates.first_day(np.full(n, min(when.december + 4, when.now))) + rng.integers(
        0, 100, n
    ).astype("timedelta64[D]")
    return Spells(
        person=person,
        unit=column("unit"),
        scheme=np.concatenate([np.full(len(part), part.scheme) for part in parts]),
        funds=np.where(people.kind[person] == FOREIGNER, NO_UI, column("funds")),
        first=first,
        last=column("last"),
        base=column("base"),
        signed=start - rng.integers(0, 20, n).astype("timedelta64[D]"),
        submitted=np.where(late, np.maximum(afterwards, handed_in), handed_in),
        under_old_name=people.old_name.is_valid().to_numpy(zero_copy_only=False)[person]
        & (chance[:, 1] < 0.7),
        under_previous_id=(people.numbers.previous_id[person] > 0) & (chance[:, 2] < 0.6),
        in_second_book=(people.numbers.second_si[person] > 0) & is_old,
    )


def draw(
    rng: np.random.Generator,
    people: People,
    pools: Pools,
    employers: Employers,
    units: Units,
    jobs: Jobs,
    when: Months,
    residents: int,
) -> Spells:
    """Draw everybody's enrolment up to the month of the registries."""
    busy = np.zeros(len(people), bool)
    busy[jobs.person] = True
    free = pools.workers[~busy[pools.workers]]
    free = free[(people.kind[free] == RESIDENT) & (people.status[free] == LIVING)]
    edges = np.cumsum([round(residents * share) for share in FREE_SHARES])
    others_insured, hired, voluntary, left = np.split(free[: edges[-1]], edges[:-1])
    present = of_jobs(rng, units, people, jobs, when)
    since = when.now - rng.integers(1, 60, len(voluntary))
    others = [
        begun(units, jobs, when),
        untaxed(rng, units, employers, others_insured, when),
        hired_since(rng, units, hired, when),
        at_role(rng, units, SELF_PAYING, voluntary, since, VOLUNTARY, ONLY_SI),
        owners(units, employers, when),
        *of_uncovered(rng, units, jobs, when),
    ]
    earlier = [history(rng, units, present), lapsed(rng, units, left, when)]
    present = raised(present, when.january + 6, jobs.is_raised[jobs.insured_by >= 0])
    present = raised(present, when.january, rng.random(len(present)) < 0.5)
    parts = [present, *others, *earlier]
    return _finish(rng, people, parts, sum(len(part) for part in earlier), when)
