"""Health cards and monthly or one-off benefits, by what each person is."""

from dataclasses import dataclass

import numpy as np

from etl.sample import dates, reasons
from etl.sample.employers import Employers
from etl.sample.firms import COOPERATIVE, PUBLIC
from etl.sample.jobs import Jobs
from etl.sample.people import LIVING, RESIDENT, People
from etl.sample.pools import Pools, retirement_age
from etl.sample.spell_parts import COMPULSORY
from etl.sample.spells import Spells
from etl.sample.streams import Streams
from etl.sample.text import Bools, Ints
from etl.sample.units import Units

OBJECTS = ["DN", "HX", "HC", "QN", "CA", "HT", "TB", "TE", "HN", "CN", "DT", "HS", "SV", "GD"]
LEVELS = dict(zip(OBJECTS, "44455341222444", strict=True))
CODE = {name: at for at, name in enumerate(OBJECTS)}
BENEFITS = ["pension", "monthly_allowance", "disability", "unemployment", "lump_sum_withdrawal", "survivor"]
NONE = -1


@dataclass
class Cards:
    """One entry per card: whose, object code (position in OBJECTS), valid from and to."""

    person: Ints
    object: Ints
    valid_from: dates.Days
    valid_to: dates.Days


@dataclass
class Benefits:
    """One entry per benefit: whose, kind (position in BENEFITS), months; `last` -1 while it runs."""

    person: Ints
    kind: Ints
    first: Ints
    last: Ints


def _work_objects(people: People, employers: Employers, units: Units, spells: Spells) -> Ints:
    """Object code of those insured through work now, -1 for the others."""
    objects = np.full(len(people), NONE)
    at = np.flatnonzero((spells.last < 0) & (spells.scheme == COMPULSORY))
    kind = employers.kind[units.employer[spells.unit[at]]]
    objects[spells.person[at]] = np.select(
        [kind == PUBLIC, kind == COOPERATIVE], [CODE["HC"], CODE["HX"]], CODE["DN"]
    )
    return objects


def _objects(
    rng: np.random.Generator, people: People, pools: Pools, working: Ints, today: np.datetime64
) -> Ints:
    """Everybody's object code by the order of the law's groups, -1 for those without a card."""
    age, chance = people.age(today), rng.random(len(people))
    resident = people.kind == RESIDENT
    rules: list[tuple[Bools, Ints | int]] = [
        (working >= 0, working),
        (pools.all_armed, np.where(chance < 0.6, CODE["QN"], CODE["CA"])),
        (pools.all_pensioners, CODE["HT"]),
        (pools.all_beneficiaries, CODE["TB"]),
        (~resident, NONE),
        (age < 6, CODE["TE"]),
        (people.is_poor, np.where(chance < 0.5, CODE["HN"], CODE["CN"])),
        (people.is_minority, CODE["DT"]),
        (age < 18, CODE["HS"]),
        ((age < 22) & (chance < 0.5), CODE["SV"]),
        (chance < 0.89, CODE["GD"]),
    ]
    return np.select([mask for mask, _ in rules], [np.asarray(value) for _, value in rules], NONE)


def draw_cards(
    rng: np.random.Generator,
    people: People,
    pools: Pools,
    employers: Employers,
    units: Units,
    spells: Spells,
    today: np.datetime64,
) -> Cards:
    """Draw the cards: this year's, a tenth with last year's beside it, some of the dead not yet withdrawn."""
    objects = _objects(rng, people, pools, _work_objects(people, employers, units, spells), today)
    chance = rng.random((len(people), 3))
    shown = (chance[:, 0] < 0.985) | pools.all_armed  # nothing else tells that they serve
    holds = (objects >= 0) & shown & ((people.status == LIVING) | (chance[:, 1] < 0.3))
    now, before = np.flatnonzero(holds), np.flatnonzero(holds & (chance[:, 2] < 0.1))
    year = today.astype("datetime64[Y]")
    start = year.astype("datetime64[D]") + np.where(
        rng.random(len(now)) < 0.8, 0, rng.integers(0, 240, len(now))
    )
    length = np.where(rng.random(len(now)) < 0.85, 364, rng.integers(60, 364, len(now)))
    old_start = (year - 1).astype("datetime64[D]") + np.zeros(len(before), np.int64)
    return Cards(
        np.concatenate([now, before]),
        np.concatenate([objects[now], objects[before]]),
        np.concatenate([start, old_start]),
        np.concatenate([start + length, old_start + 364]),
    )


def _left_insurance(people: People, spells: Spells, now: int) -> Ints:
    """People who had compulsory insurance and have none now."""
    was, insured = np.zeros(len(people), bool), np.zeros(len(people), bool)
    was[spells.person[(spells.scheme == COMPULSORY) & (spells.last >= 0) & (spells.last < now)]] = True
    insured[spells.person[spells.last < 0]] = True
    return np.flatnonzero(was & ~insured)


def _that_do_not_exempt(
    rng: np.random.Generator, people: People, jobs: Jobs, january: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Person, kind, months: survivors' allowances, and unemployment benefits that ended with a new job."""
    age = people.age(dates.first_day(np.array([january]))[0])
    survivors = (people.kind == RESIDENT) & (people.status == LIVING) & (age > 20) & (age < 60)
    survivors = np.flatnonzero(survivors & (rng.random(len(people)) < 0.004))
    new = np.flatnonzero(np.isin(jobs.reason, reasons.UNCOVERED) & (jobs.first >= january + 3))
    new = new[rng.random(len(new)) < 0.3]
    person = np.concatenate([survivors, jobs.person[new]])
    is_new = np.arange(len(person)) >= len(survivors)
    start = np.concatenate([january - rng.integers(5, 150, len(survivors)), jobs.first[new] - 3])
    kind = np.where(is_new, BENEFITS.index("unemployment"), BENEFITS.index("survivor"))
    return person, kind, start, np.where(is_new, start + 2, -1)


def draw_benefits(
    streams: Streams, people: People, pools: Pools, spells: Spells, jobs: Jobs, year: int, now: int
) -> Benefits:
    """Draw benefits: pensions since retirement, allowances since long ago, what those who left took, and such as
    leave the duty as it is."""
    rng = streams["cards"]
    pensioners, others = np.flatnonzero(pools.all_pensioners), np.flatnonzero(pools.all_beneficiaries)
    limit = retirement_age(year, people.female[pensioners])
    retired = dates.month_of(people.birth[pensioners]) + np.round(limit * 12).astype(np.int64)
    left = _left_insurance(people, spells, now)
    took = rng.choice(5, len(left), p=[0.75, 0, 0, 0.15, 0.10])
    takers, kinds = left[took > 0], took[took > 0]
    start = now - rng.integers(1, 40, len(takers))
    end = np.where(kinds == BENEFITS.index("unemployment"), start + rng.integers(3, 12, len(takers)), start)
    person, kind, first, last = _that_do_not_exempt(streams["law"], people, jobs, year * 12)
    none = np.zeros(len(pensioners), np.int64)
    since = [np.minimum(retired, year * 12 - 1), year * 12 - rng.integers(12, 150, len(others)), start]
    return Benefits(
        person=np.concatenate([pensioners, others, takers, person]),
        kind=np.concatenate([none, rng.integers(1, 3, len(others)), kinds, kind]),
        first=np.concatenate([*since, first]),
        last=np.concatenate([np.full(len(pensioners) + len(others), -1), np.where(end < now, end, -1), last]),
    )


def has_card(people: People, cards: Cards) -> Bools:
    """Whether each person holds any card."""
    holds = np.zeros(len(people), bool)
    holds[cards.person] = True
    return holds
