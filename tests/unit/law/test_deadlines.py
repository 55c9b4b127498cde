"""The calendar as a table: deadlines.csv is the table to read and to add to, one row a start month and run.

Its days were reckoned one by one with a wall calendar and the list of days off, not by the code under test; an empty
cell is no day.
"""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.engine import Engine
from etl.lake import Lake
from etl.law import book, clock, deadlines

with (Path(__file__).parent / "deadlines.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
LAW = book.load()
ORDER = ("not_due", "late", "evasion")
MONTHS = st.dates(date(2016, 1, 1), date(2032, 12, 31)).map(lambda day: day.replace(day=1))
NEVER, ALWAYS = date.max, date.min


@pytest.fixture(scope="module")
def calendar(tmp_path_factory):
    """Gives the rows of a run's table by start month, texts as they are read; each run is built once."""
    built: dict[str, dict[str, dict[str, str]]] = {}
    with Engine(Lake(tmp_path_factory.mktemp("lake")), threads=1) as engine:

        def rows(period: str) -> dict[str, dict[str, str]]:
            if period not in built:
                count = deadlines.build(engine, period)
                shown = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in deadlines.COLUMNS)
                found = engine.execute(f"select {shown} from {deadlines.TABLE}")
                assert count == len(found)
                built[period] = {row[0]: dict(zip(deadlines.COLUMNS, row, strict=True)) for row in found}
            return built[period]

        yield rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['start_month'][:7]} in {case['period']}")
def test_the_table(calendar, case):
    assert calendar(case["period"])[case["start_month"]] == {
        name: case[name] for name in deadlines.COLUMNS
    }, case["note"]


def test_the_table_shows_every_standing():
    assert {case["standing"] for case in CASES} == set(ORDER)


@pytest.mark.parametrize(
    ("period", "first", "number"),
    [
        ("2026-09", "2016-10-01", 120),
        ("2026-12", "2017-01-01", 120),  # ten years end in December
        ("2027-01", "2017-02-01", 120),
        ("2025-12", "2016-01-01", 120),
        ("2025-11", "2016-01-01", 119),  # December 2015 is before the book
        ("2016-01", "2016-01-01", 1),
    ],
)
def test_each_month_once_up_to_the_runs_as_far_as_the_book_knows(calendar, period, first, number):
    months = list(calendar(period))
    assert (months[0], months[-1], len(months)) == (first, f"{period}-01", number)
    assert months == sorted(months)


@pytest.mark.parametrize("period", ["2024-02", "2025-06", "2025-08", "2026-02", "2026-09", "2026-12"])
def test_a_later_start_has_no_earlier_date_and_no_graver_standing(calendar, period):
    for before, after in pairwise(calendar(period).values()):
        for name in deadlines.COLUMNS:
            if name not in ("standing", "underpaid_since_date"):
                assert before[name] <= after[name], (name, before["start_month"])
        assert before["underpaid_since_date"] <= after["underpaid_since_date"]  # none before the law
        assert ORDER.index(before["standing"]) >= ORDER.index(after["standing"])


def test_a_later_run_changes_no_date_once_the_law_is_there(calendar):
    earlier, later = calendar("2026-08"), calendar("2026-09")
    for month in earlier.keys() & later.keys():
        one, other = dict(earlier[month]), dict(later[month])
        assert ORDER.index(one.pop("standing")) <= ORDER.index(other.pop("standing"))
        assert one == other


def test_the_same_month_gives_the_same_bytes(tmp_path):
    lake = Lake(tmp_path)
    written = []
    with Engine(lake, threads=1) as engine:
        for _ in range(2):
            deadlines.build(engine, "2026-09")
            written.append(lake.path(deadlines.TABLE, "2026-09").read_bytes())
    assert written[0] == written[1]


@given(MONTHS, MONTHS, st.dates(date(2016, 1, 1), date(2032, 12, 31)))
def test_dates_keep_the_order_of_the_months(one, other, as_of):
    earlier, later = sorted((one, other))
    before, after = (clock.standing(LAW, clock.last_day(month), as_of) for month in (earlier, later))
    assert before.registration_due <= after.registration_due
    assert before.late_since <= after.late_since
    assert (before.evasion_since or NEVER) <= (after.evasion_since or NEVER)
    assert ORDER.index(before.state) >= ORDER.index(after.state)
    assert clock.payment_due(earlier) <= clock.payment_due(later)
    since = [clock.underpaid_since(LAW, month) or ALWAYS for month in (earlier, later)]
    assert since[0] <= since[1]


@given(MONTHS, st.dates(date(2016, 1, 1), date(2032, 12, 31)))
def test_due_before_late_before_evasion(month, as_of):
    found = clock.standing(LAW, clock.last_day(month), as_of)
    assert clock.last_day(month) < found.registration_due < found.late_since
    assert (found.evasion_since is None) == (as_of < date(2025, 7, 1))
    if found.evasion_since:
        assert (found.evasion_since - max(found.registration_due, date(2025, 6, 30))).days == 61


@given(MONTHS, st.sampled_from(clock.CYCLES))
def test_underpaid_is_the_day_after_the_payment_was_due(month, cycle):
    due, since = clock.payment_due(month, cycle), clock.underpaid_since(LAW, month, cycle)
    assert since == (None if due < date(2025, 7, 1) else due + clock.DAY)
