"""The whole made-up world of one province and month, before any file is written."""

from dataclasses import dataclass

import numpy as np

from etl.sample import cards, employers, employment, geography, people, pools, spells, units
from etl.sample.cards import Benefits, Cards
from etl.sample.employers import Employers
from etl.sample.geography import Geography
from etl.sample.jobs import Jobs
from etl.sample.people import People
from etl.sample.pools import Pools
from etl.sample.spell_parts import Months
from etl.sample.spells import Spells
from etl.sample.streams import Streams
from etl.sample.text import Bools
from etl.sample.units import Units


@dataclass
class World:
    """What is true; see the modules for each part.

    Attributes:
        year: the tax year, the one before the registries' month; now: that month (year * 12 + month - 1);
        today: its first day.
    """

    residents: int
    period: str
    year: int
    now: int
    today: np.datetime64
    geography: Geography
    people: People
    pools: Pools
    employers: Employers
    takes_part: Bools
    jobs: Jobs
    units: Units
    spells: Spells
    cards: Cards
    benefits: Benefits


def draw(streams: Streams, province: str, residents: int, period: str) -> World:
    """Draw a world; only the arguments and the seed behind `streams` decide it."""
    today = np.datetime64(f"{period}-01", "D")
    year, now = int(period[:4]) - 1, int(period[:4]) * 12 + int(period[5:7]) - 1
    land = geography.load(province)
    everybody = people.draw(streams, land, residents, today)
    firms = employers.draw(streams, land, everybody, residents, today, year)
    sorted_people = pools.draw(streams["employment"], everybody, firms.owner, year)
    jobs = employment.draw(streams, everybody, firms, sorted_people, year)
    abroad = (everybody.kind[jobs.person] == people.FOREIGNER) & (jobs.insured_by >= 0)
    insured, takes_part = units.draw(streams["units"], land, firms, jobs.insured_by[abroad], now)
    months = Months(year, now)
    enrolled = spells.draw(
        streams["spells"], everybody, sorted_people, firms, insured, jobs, months, residents
    )
    rng = streams["cards"]
    return World(
        residents=residents,
        period=period,
        year=year,
        now=now,
        today=today,
        geography=land,
        people=everybody,
        pools=sorted_people,
        employers=firms,
        takes_part=takes_part,
        jobs=jobs,
        units=insured,
        spells=enrolled,
        cards=cards.draw_cards(rng, everybody, sorted_people, firms, insured, enrolled, today),
        benefits=cards.draw_benefits(streams, everybody, sorted_people, enrolled, jobs, year, now),
    )
