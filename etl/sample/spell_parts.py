"""Where spells of insurance come from: jobs, other insured people, earlier jobs, owners, voluntary payers."""

from dataclasses import dataclass

import numpy as np

from etl.sample import bases, reasons
from etl.sample import jobs as kinds
from etl.sample.bases import REFERENCE_LEVEL
from etl.sample.employers import Employers
from etl.sample.jobs import Jobs
from etl.sample.people import FOREIGNER, People
from etl.sample.text import Bools, Ints
from etl.sample.units import (
    FOREIGNERS,
    HI_ONLY,
    HOUSEHOLD_OWNER,
    MAIN,
    OPEN,
    SECOND,
    SELF_PAYING,
    UNPAID_MANAGERS,
    Units,
)

COMPULSORY, VOLUNTARY = range(2)
SCHEMES = ["compulsory", "voluntary"]
ALL, OWNERS, HI, ONLY_SI, NO_UI = range(5)
FUNDS = ["SI+OAI+UI+HI", "SI+HI", "HI", "SI", "SI+OAI+HI"]


@dataclass
class Part:
    """Spells of one origin, before days and old names are added."""

    person: Ints
    unit: Ints
    first: Ints
    last: Ints
    base: Ints
    funds: Ints
    scheme: int = COMPULSORY

    def __len__(self) -> int:
        return len(self.person)


class Months:
    """The months that matter: `january` and `december` of the tax year, `now` of the registries."""

    def __init__(self, year: int, now: int) -> None:
        self.january, self.december, self.now = year * 12, year * 12 + 11, now


def _bases(rng: np.random.Generator, n: int) -> Ints:
    return np.round(np.maximum(3_900_000, np.exp(rng.normal(15.6, 0.3, n))), -4).astype(np.int64)


def _unit_of_jobs(rng: np.random.Generator, units: Units, people: People, jobs: Jobs) -> Ints:
    """Foreigners are insured in the foreigners' unit, some others in the second workshop."""
    unit = units.of_site(jobs.insured_by, jobs.insured_branch)
    for role, chosen in (
        (FOREIGNERS, people.kind[jobs.person] == FOREIGNER),
        (SECOND, (rng.random(len(jobs)) < 0.5) & (jobs.insured_branch == 0)),
    ):
        of_employer = np.full(len(units.main), -1)
        at = np.flatnonzero(units.role == role)
        of_employer[units.employer[at]] = at
        there = of_employer[jobs.insured_by]
        unit = np.where(chosen & (there >= 0), there, unit)
    return unit


def of_jobs(rng: np.random.Generator, units: Units, people: People, jobs: Jobs, when: Months) -> Part:
    """Covered employments: hired long ago or in the year, open still or ended with the job or since."""
    insured = jobs.take(np.flatnonzero(jobs.insured_by >= 0))
    n, chance = len(insured), rng.random((len(insured), 3))
    before = np.minimum(rng.geometric(0.03, n), 170)
    lasting = ~insured.is_annex_2 & (insured.ground != kinds.LOCAL_STAFF)
    long_ago = lasting & (insured.first == when.january)
    first = np.where(long_ago, when.january - before * (chance[:, 0] < 0.85), insured.first)
    unit = _unit_of_jobs(rng, units, people, insured)
    to_december = lasting & (insured.last >= when.december)
    later = when.december + 1 + rng.integers(0, max(1, when.now - when.december), n)
    last = np.where(to_december, np.where(chance[:, 1] < 0.88, -1, later), insured.last)
    closed = units.last[unit]
    last = np.where((closed >= 0) & ((last < 0) | (last > closed)), np.maximum(closed, insured.first), last)
    return Part(insured.person, unit, first, last, insured.registered, _funds(insured))


def _funds(insured: Jobs) -> Ints:
    """Part-time staff of villages have no accident and unemployment funds, foreigners and civil servants no UI."""
    without_ui = np.isin(insured.ground, bases.WITHOUT_UI)
    return np.select([insured.ground == kinds.LOCAL_STAFF, without_ui], [OWNERS, NO_UI], ALL)


def begun(units: Units, jobs: Jobs, when: Months) -> Part:
    """Those hired late in December, insured from January on."""
    hired = jobs.take(np.flatnonzero(jobs.reason == reasons.HIRED_LATE))
    n = len(hired)
    unit = units.of_site(hired.employer, hired.branch)
    first = np.full(n, when.december + 1)
    return Part(hired.person, unit, first, np.full(n, -1), hired.base, np.full(n, ALL))


def _working_units(units: Units) -> Ints:
    return np.flatnonzero((units.role == MAIN) & (units.status == OPEN))


def untaxed(rng: np.random.Generator, units: Units, employers: Employers, pool: Ints, when: Months) -> Part:
    """Insured people whose employer's tax form was not delivered."""
    at = _working_units(units)
    at = at[~employers.is_payer[units.employer[at]]]
    n = len(pool) if len(at) else 0
    first = when.now - rng.integers(1, 120, n)
    return Part(
        pool[:n], rng.choice(at, n) if n else pool[:0], first, np.full(n, -1), _bases(rng, n), np.full(n, ALL)
    )


def hired_since(rng: np.random.Generator, units: Units, people: Ints, when: Months) -> Part:
    """People hired after the tax year, so that no list names them yet."""
    n = len(people)
    first = when.december + 1 + rng.integers(0, max(1, when.now - when.december), n)
    return Part(
        people, rng.choice(_working_units(units), n), first, np.full(n, -1), _bases(rng, n), np.full(n, ALL)
    )


def _past_units(rng: np.random.Generator, units: Units, last: Ints) -> Ints:
    """Units where spells up to `last` may have been: closed ones only while they were open."""
    unit = rng.choice(np.flatnonzero(units.role == MAIN), len(last))
    too_late = (units.last[unit] >= 0) & (units.last[unit] < last)
    return np.where(too_late, rng.choice(_working_units(units), len(last)), unit)


def lapsed(rng: np.random.Generator, units: Units, people: Ints, when: Months) -> Part:
    """Spells that ended before the tax year, some at units that are closed now."""
    n = len(people)
    last = when.january - rng.integers(4, 50, n)
    first = last - rng.integers(3, 70, n)
    return Part(people, _past_units(rng, units, last), first, last, _bases(rng, n), np.full(n, ALL))


def at_role(
    rng: np.random.Generator, units: Units, role: int, people: Ints, first: Ints, scheme: int, funds: int
) -> Part:
    at, n = np.flatnonzero(units.role == role), len(people)
    base = np.where(scheme == VOLUNTARY, 1_500_000 + 50_000 * rng.integers(0, 60, n), REFERENCE_LEVEL)
    return Part(people, rng.choice(at, n), first, np.full(n, -1), base, np.full(n, funds), scheme)


def owners(units: Units, employers: Employers, when: Months) -> Part:
    """Owners and unpaid managers, obliged since July 2025, in units that insure no workers."""
    at = np.flatnonzero(np.isin(units.role, [UNPAID_MANAGERS, HOUSEHOLD_OWNER]))
    n, since = len(at), max(2025 * 12 + 6, when.january + 6)
    start = np.full(n, min(since, when.now))
    return Part(
        employers.owner[units.employer[at]],
        at,
        start,
        np.full(n, -1),
        np.full(n, REFERENCE_LEVEL),
        np.full(n, OWNERS),
    )


def of_uncovered(rng: np.random.Generator, units: Units, jobs: Jobs, when: Months) -> list[Part]:
    """Enrolment that leaves the gap open: lapsed before, voluntary, health only, insured elsewhere since."""
    people = jobs.person[np.isin(jobs.reason, reasons.UNCOVERED)]
    chance = rng.random(len(people))
    before, voluntary = people[chance < 0.25], people[(chance > 0.25) & (chance < 0.265)]
    health, later = people[(chance > 0.3) & (chance < 0.31)], people[(chance > 0.4) & (chance < 0.43)]
    start = np.full(len(voluntary), when.january)
    return [
        lapsed(rng, units, before, when),
        at_role(rng, units, SELF_PAYING, voluntary, start, VOLUNTARY, ONLY_SI),
        at_role(rng, units, HI_ONLY, health, np.full(len(health), when.january), COMPULSORY, HI),
        hired_since(rng, units, later, when),
    ]


def history(rng: np.random.Generator, units: Units, present: Part) -> Part:
    """An earlier spell at another unit for a quarter of the insured."""
    at = np.flatnonzero(rng.random(len(present)) < 0.25)
    n, last = len(at), present.first[at] - rng.integers(1, 20, len(at))
    first = last - rng.integers(2, 60, n)
    return Part(
        present.person[at], _past_units(rng, units, last), first, last, _bases(rng, n), np.full(n, ALL)
    )


def raised(part: Part, month: int, chosen: Bools) -> Part:
    """Split long spells where the base was raised: one row per base, as in the extracts."""
    splits = (part.first < month) & ((part.last < 0) | (part.last >= month)) & chosen
    at = np.flatnonzero(splits)
    last = part.last.copy()
    last[at] = month - 1
    return Part(
        np.concatenate([part.person, part.person[at]]),
        np.concatenate([part.unit, part.unit[at]]),
        np.concatenate([part.first, np.full(len(at), month)]),
        np.concatenate([last, part.last[at]]),
        np.concatenate([np.where(splits, bases.lower(part.base), part.base), part.base[at]]),
        np.concatenate([part.funds, part.funds[at]]),
        part.scheme,
    )
