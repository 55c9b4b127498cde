"""The calendar of a line: clock.csv is the table to read and to add to, what follows is money, fines, days to remind.

In clock.csv an empty cell is no day, `never` a deadline that a running pause keeps from coming; pauses are
since/until/why, one after another with `;`. Its days were reckoned one by one from the law and a list of the days off
written out by hand, not by the code under test.
"""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.law import book as law
from etl.law import clock
from etl.law.book import FOREVER
from etl.law.clock import Pause

with (Path(__file__).parent / "clock.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
BOOK = law.load()
ONE_DAY = timedelta(1)
DAYS = st.dates(date(2017, 1, 1), date(2032, 12, 31))
PAUSES = st.lists(
    st.builds(
        lambda since, days, why: Pause(since, None if days is None else since + timedelta(days), why),
        st.dates(date(2024, 1, 1), date(2027, 12, 31)),
        st.none() | st.integers(0, 90),
        st.sampled_from(["contested", "force_majeure"]),
    ),
    max_size=4,
)
# From nothing against the employer to the worst.
ORDER = ("not_due", "stopped", "late", "evasion")


def day(text):
    return date.fromisoformat(text) if text else None


def pauses(text):
    parts = [part.split("/") for part in text.split(";") if part]
    return [Pause(day(since), day(until), why) for since, until, why in parts]


def some(*days):
    """Days, written short; None stays None."""
    return tuple(day(each) for each in days)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_table(case):
    given_days = day(case["liable_since"]), day(case["as_of"]), pauses(case["pauses"])
    due = FOREVER if case["registration_due"] == "never" else day(case["registration_due"])
    found = clock.standing(BOOK, *given_days)
    assert (found.state, found.registration_due, found.late_since, found.evasion_since, found.days_late) == (
        case["state"],
        due,
        day(case["late_since"]),
        day(case["evasion_since"]),
        int(case["days_late"]),
    )
    assert " + ".join(found.articles) == case["article"]
    assert clock.registration_due(BOOK, given_days[0], given_days[2]) == due


def test_the_table_names_every_case_once_and_shows_every_state():
    assert len({case["case"] for case in CASES}) == len(CASES) >= 45
    assert {case["state"] for case in CASES} == set(ORDER)


@pytest.mark.parametrize(
    ("liable_since", "as_of", "to_confirm"),
    [
        ("2025-07-01", "2025-07-15", False),  # read in the text
        ("2025-07-01", "2025-12-01", False),
        ("2025-06-30", "2025-12-01", True),  # the old law's 30 days
        ("2019-03-01", "2025-05-01", True),
        ("2026-05-14", "2026-05-20", True),  # a deadline moved off a Saturday
    ],
)
def test_what_was_not_read_in_the_text_is_to_be_confirmed(liable_since, as_of, to_confirm):
    assert clock.standing(BOOK, day(liable_since), day(as_of)).to_confirm is to_confirm


def test_reading_the_60_days_back_stays_to_be_confirmed_when_the_old_law_is(tmp_path):
    told = yaml.safe_load(law.PARAMETERS.read_text(encoding="utf-8"))
    for version in told["registration_days"]["values"]:
        version["conf"] = "V"
    file = tmp_path / "parameters.yml"
    file.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    confirmed = law.load(file)
    asked = {
        due: clock.standing(confirmed, day(liable), day("2025-07-10"))
        for liable, due in [("2025-05-31", "2025-06-30"), ("2025-06-01", "2025-07-01")]
    }
    assert {due: str(found.registration_due) for due, found in asked.items()} == {due: due for due in asked}
    assert [found.to_confirm for found in asked.values()] == [True, False]


def test_before_the_first_law_of_the_book_there_is_no_answer():
    with pytest.raises(ValueError, match="no registration deadline for 2015-12-31"):
        clock.registration_due(BOOK, day("2015-12-31"))


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(day("2026-03-02"), day("2026-03-01"), "contested")


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ("2026-11-23", True),
        ("2026-11-24", False),  # Ngày Văn hóa Việt Nam
        ("2025-11-24", True),  # before there was one
        ("2029-11-26", False),  # of Saturday the 24th
        ("2030-11-25", False),  # of Sunday the 24th
        ("2030-11-26", True),
        ("2026-01-02", False),  # swapped for Saturday 10 January
        ("2026-01-10", False),  # worked in exchange, and still no day to fall due on
        ("2025-05-02", False),
        ("2026-08-31", False),
        ("2026-02-16", False),  # eve of Tết
        ("2026-02-13", True),
        ("2026-02-23", True),
        ("2026-04-27", False),  # Giỗ Tổ fell on a Sunday
        ("2025-09-01", False),
        ("2026-09-01", False),
        ("2027-09-03", False),
    ],
)
def test_working_days(asked, works):
    assert clock.is_working_day(day(asked)) is works


@pytest.mark.parametrize(
    ("month", "cycle", "due"),
    [
        ("2025-09-01", 1, "2025-10-31"),
        ("2025-09-30", 1, "2025-10-31"),
        ("2025-10-01", 1, "2025-12-01"),  # 30 November is a Sunday
        ("2025-12-01", 1, "2026-02-02"),  # 31 January is a Saturday
        ("2026-01-31", 1, "2026-03-02"),  # 28 February is a Saturday
        ("2024-01-15", 1, "2024-02-29"),
        ("2028-01-15", 1, "2028-02-29"),
        ("2026-03-01", 1, "2026-05-04"),  # 30 April, 1 May, weekend
        ("2026-07-01", 1, "2026-09-03"),  # 31 August swapped, 1 and 2 September off
        ("2026-11-01", 1, "2026-12-31"),
        ("2026-01-01", 3, "2026-05-04"),
        ("2026-03-31", 3, "2026-05-04"),
        ("2026-04-01", 3, "2026-07-31"),
        ("2026-12-01", 3, "2027-02-01"),  # 31 January is a Sunday
        ("2026-01-01", 6, "2026-07-31"),
        ("2026-06-30", 6, "2026-07-31"),
        ("2026-07-01", 6, "2027-02-01"),
    ],
)
def test_payment_is_due_when_the_next_month_ends(month, cycle, due):
    assert clock.payment_due(day(month), cycle) == day(due)


@pytest.mark.parametrize("cycle", [0, 2, 4, 12, -1])
def test_other_payment_cycles_are_refused(cycle):
    with pytest.raises(ValueError, match="payment cycle"):
        clock.payment_due(day("2026-01-01"), cycle)


@pytest.mark.parametrize(
    ("month", "cycle", "since"),
    [
        ("2025-09-01", 1, "2025-11-01"),
        ("2025-09-30", 1, "2025-11-01"),
        ("2025-12-01", 1, "2026-02-03"),  # 31 January is a Saturday: due on Monday 2 February
        ("2026-01-01", 1, "2026-03-03"),  # 28 February is a Saturday
        ("2026-03-01", 1, "2026-05-05"),  # 30 April, 1 May, weekend
        ("2026-07-01", 1, "2026-09-04"),  # 31 August swapped, 1 and 2 September off
        ("2026-09-01", 1, "2026-11-03"),
        ("2028-01-01", 1, "2028-03-01"),  # 29 February
        ("2027-01-01", 1, "2027-03-02"),  # 28 February is a Sunday
        ("2025-05-31", 1, None),  # due on 30 June 2025, the old law's last day
        ("2025-06-01", 1, "2025-08-01"),  # worked under the old law, due under the new
        ("2025-07-01", 1, "2025-09-04"),  # 31 August is a Sunday, 1 and 2 September off
        ("2024-12-01", 1, None),
        ("2025-04-01", 3, "2025-08-01"),  # of a quarter's first month too
        ("2025-03-31", 3, None),
        ("2025-01-01", 6, "2025-08-01"),
        ("2026-07-01", 6, "2027-02-02"),  # 31 January 2027 is a Sunday
    ],
)
def test_too_low_a_base_is_evasion_from_the_day_after_the_payment_is_due(month, cycle, since):
    assert clock.underpaid_since(BOOK, day(month), cycle) == day(since)


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        ("2026-02-01", "2026-02-28"),
        ("2026-02-28", "2026-02-28"),
        ("2028-02-10", "2028-02-29"),
        ("2025-12-31", "2025-12-31"),
        ("2026-04-30", "2026-04-30"),
    ],
)
def test_last_days_of_months(asked, last):
    assert clock.last_day(day(asked)) == day(last)


@pytest.mark.parametrize(
    ("amount", "due", "as_of", "stopped", "owed"),
    [
        (100_000_000, "2025-10-31", "2025-10-30", "", 0),
        (100_000_000, "2025-10-31", "2025-10-31", "", 0),
        (100_000_000, "2025-10-31", "2025-11-01", "", 30_000),
        (100_000_000, "2025-10-31", "2025-11-30", "", 900_000),
        (100_000_000, "2025-10-31", "2026-10-31", "", 10_950_000),
        (100_000_000, "2028-01-31", "2029-01-31", "", 10_980_000),  # 366 days
        (100_000_000, "2025-10-31", "2025-11-30", "2025-11-11/2025-11-20/force_majeure", 600_000),
        (100_000_000, "2025-10-31", "2025-11-30", "2025-11-01//contested", 0),
        (100_000_000, "2025-06-30", "2025-07-01", "", 30_000),
        (100_000_000, "2025-01-31", "2025-07-01", "", 30_000),  # what ran before July 2025 had another rule
        (100_000_000, "2025-01-31", "2025-07-10", "2025-06-01/2025-07-05/contested", 150_000),
        (100_000_000, "2025-01-31", "2025-06-30", "", None),
        (100_000_000, "2025-07-01", "2025-06-30", "", 0),
        (1_666, "2025-10-31", "2025-11-01", "", 0),  # 0.4998
        (5_000, "2025-10-31", "2025-11-01", "", 2),  # 1.5
        (15_000, "2025-10-31", "2025-11-01", "", 5),  # 4.5: half up, not to the even
        (8_333, "2025-10-31", "2025-11-01", "", 2),  # 2.4999
        (0, "2025-10-31", "2026-10-31", "", 0),
        (
            9_007_199_254_740_993,
            "2025-10-31",
            "2025-11-01",
            "",
            2_702_159_776_422,
        ),  # more digits than a float
    ],
)
def test_interest_is_whole_dong_of_counted_days(amount, due, as_of, stopped, owed):
    assert clock.interest(BOOK, amount, day(due), day(as_of), pauses(stopped)) == owed


def test_each_day_bears_its_own_rate(tmp_path):
    told = yaml.safe_load(law.PARAMETERS.read_text(encoding="utf-8"))
    (old,) = told["late_interest"]["values"]
    old["to"] = day("2026-12-31")
    new = {"from": day("2027-01-01"), "value": 0.05, "article": "a later law", "conf": "I"}
    told["late_interest"]["values"].append(new)
    file = tmp_path / "parameters.yml"
    file.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    owed = clock.interest(law.load(file), 1_000_000, day("2026-12-29"), day("2027-01-03"))
    assert owed == 2 * 300 + 3 * 500


def test_no_interest_on_a_negative_amount():
    with pytest.raises(ValueError, match="below 0"):
        clock.interest(BOOK, -1, day("2025-10-31"), day("2025-11-30"))


@pytest.mark.parametrize(
    ("as_of", "window"),
    [
        ("2026-11-01", ("2026-11-01", "2026-11-10")),
        ("2026-11-10", ("2026-11-01", "2026-11-10")),
        ("2026-11-11", ("2026-12-01", "2026-12-10")),
        ("2026-12-11", ("2027-01-01", "2027-01-10")),
        ("2026-01-31", ("2026-02-01", "2026-02-10")),
        ("2025-07-01", ("2025-07-01", "2025-07-10")),
        ("2025-06-30", None),
    ],
)
def test_reminders_are_written_in_the_first_days_of_a_month(as_of, window):
    assert clock.next_reminder(BOOK, day(as_of)) == (window and some(*window))


@pytest.mark.parametrize(
    ("found_on", "until"),
    [
        ("2026-11-02", "2026-11-09"),  # Monday to Monday
        ("2026-11-06", "2026-11-13"),
        ("2026-11-07", "2026-11-13"),  # found on a Saturday
        ("2026-11-20", "2026-11-30"),  # 24 November is off: 23, 25, 26, 27, 30
        ("2026-02-13", "2026-02-27"),  # Tết is no working week
        ("2025-12-31", "2026-01-09"),  # 1 and 2 January are off
        ("2025-06-30", None),
    ],
)
def test_what_is_found_between_reviews_is_reminded_of_within_working_days(found_on, until):
    assert clock.reminder_after_find(BOOK, day(found_on)) == day(until)


@pytest.mark.parametrize(
    ("reminded_on", "until"),
    [
        ("2026-11-01", "2026-11-25"),
        ("2026-02-10", "2026-02-25"),
        ("2026-11-27", "2026-11-25"),
        ("2025-06-30", None),
    ],
)
def test_proof_is_given_in_the_month_of_the_reminder(reminded_on, until):
    assert clock.proof_until(BOOK, day(reminded_on)) == day(until)


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        ("2026-10-01", "2026-10-14"),
        ("2026-10-14", "2026-10-14"),
        ("2026-10-15", "2027-01-14"),
        ("2026-11-23", "2027-01-14"),
        ("2026-12-31", "2027-01-14"),
        ("2027-01-14", "2027-01-14"),
        ("2027-01-15", "2027-04-14"),
        ("2027-01-31", "2027-04-14"),
        ("2027-06-30", "2027-07-14"),
        ("2025-07-01", "2025-07-14"),
        ("2025-06-30", None),
    ],
)
def test_lists_are_handed_over_before_the_15th_of_a_quarters_first_month(as_of, last):
    assert clock.next_handover(BOOK, day(as_of)) == day(last)


# Workers, then millions of đồng for an individual: lowest and highest of late registration and of evasion.
TIERS = [
    (1, 5, 10, 6, 12),
    (9, 5, 10, 6, 12),
    (10, 10, 15, 12, 20),
    (49, 10, 15, 12, 20),
    (50, 15, 20, 20, 30),
    (99, 15, 20, 20, 30),
    (100, 20, 30, 30, 40),
    (299, 20, 30, 30, 40),
    (300, 30, 40, 40, 50),
    (499, 30, 40, 40, 50),
    (500, 40, 50, 50, 60),
    (699, 40, 50, 50, 60),
    (700, 50, 60, 60, 70),
    (999, 50, 60, 60, 70),
    (1000, 60, 75, 70, 75),
    (50000, 60, 75, 70, 75),
]


@pytest.mark.parametrize(("workers", "late_low", "late_high", "low", "high"), TIERS)
def test_fines_go_by_the_workers_concerned(workers, late_low, late_high, low, high):
    since = day("2026-09-10")
    for times, is_organisation in [(1_000_000, False), (2_000_000, True)]:
        found = [clock.fine(BOOK, state, workers, since, is_organisation) for state in ("late", "evasion")]
        assert found == [(late_low * times, late_high * times), (low * times, high * times)]


@pytest.mark.parametrize(
    ("state", "workers", "asked", "bounds"),
    [
        ("evasion", 1, "2026-09-09", (100_000_000, 150_000_000)),
        ("evasion", 1000, "2026-09-09", (100_000_000, 150_000_000)),
        ("evasion", 1, "2022-01-17", (100_000_000, 150_000_000)),
        ("evasion", 1, "2022-01-16", None),
        ("late", 1, "2026-09-09", None),
        ("late", 0, "2026-09-10", None),
        ("evasion", 0, "2026-09-10", None),
        ("evasion", -1, "2026-09-09", None),
        ("not_due", 100, "2026-09-10", None),
        ("stopped", 100, "2026-09-10", None),
    ],
)
def test_fines_of_the_day_asked_about_and_none(state, workers, asked, bounds):
    assert clock.fine(BOOK, state, workers, day(asked)) == bounds


@given(DAYS, st.lists(st.integers(0, 400), min_size=2, max_size=8))
def test_without_pauses_a_state_never_goes_back(liable_since, offsets):
    found = [clock.standing(BOOK, liable_since, liable_since + timedelta(n)) for n in sorted(offsets)]
    for before, after in pairwise(found):
        assert ORDER.index(before.state) <= ORDER.index(after.state)
        assert before.days_late <= after.days_late
        assert before.registration_due == after.registration_due
    assert all(each.state != "stopped" for each in found)


@given(DAYS, st.integers(-10, 500), PAUSES)
def test_never_evasion_before_the_61st_counted_day(liable_since, days, stops):
    as_of = liable_since + timedelta(days)
    found = clock.standing(BOOK, liable_since, as_of, stops)
    # Counted one by one, and only on days since the law knows evasion by days.
    begins = max(found.registration_due, day("2025-06-30"))
    late = [begins + n * ONE_DAY for n in range(1, (as_of - begins).days + 1)]
    counted = [
        each for each in late if not any(stop.since <= each <= (stop.until or FOREVER) for stop in stops)
    ]
    if found.state != "stopped":
        assert (found.state == "evasion") == (len(counted) >= 61)
    if found.evasion_since is not None:
        assert (found.evasion_since - found.registration_due).days >= 61
    assert found.days_late >= len(counted)


@given(DAYS, st.integers(-10, 500), PAUSES, PAUSES)
def test_a_further_pause_never_harms(liable_since, days, stops, more):
    as_of = liable_since + timedelta(days)
    without, found = (clock.standing(BOOK, liable_since, as_of, each) for each in (stops, stops + more))
    assert found.registration_due >= without.registration_due
    assert (found.late_since or FOREVER) >= (without.late_since or FOREVER)
    assert (found.evasion_since or FOREVER) >= (without.evasion_since or FOREVER)
    assert found.days_late <= without.days_late
    assert ORDER.index(found.state) <= ORDER.index(without.state)
    owed = [clock.interest(BOOK, 1_000_000, liable_since, as_of, each) for each in (stops + more, stops)]
    assert owed == [None, None] or owed[0] <= owed[1]


@given(DAYS, st.integers(-10, 500), PAUSES, st.randoms())
def test_the_order_of_pauses_changes_nothing(liable_since, days, stops, random):
    as_of = liable_since + timedelta(days)
    mixed = random.sample(stops, len(stops))
    assert clock.standing(BOOK, liable_since, as_of, mixed) == clock.standing(
        BOOK, liable_since, as_of, stops
    )


@given(DAYS, PAUSES, st.sampled_from(clock.CYCLES))
def test_deadlines_are_working_days_and_not_early(asked, stops, cycle):
    due = clock.registration_due(BOOK, asked, stops)
    paid = clock.payment_due(asked, cycle)
    assert paid > asked + timedelta(27)
    assert clock.is_working_day(paid)
    assert due >= asked + timedelta(30)
    assert due == FOREVER or clock.is_working_day(due)
    assert due == FOREVER or not any(stop.since <= due <= (stop.until or FOREVER) for stop in stops)
    assert clock.registration_due(BOOK, asked) <= asked + timedelta(30 + 9)


@given(st.integers(0, 10**13), st.integers(0, 10**13), DAYS, st.integers(0, 900), st.integers(0, 90), PAUSES)
def test_interest_grows_with_days_and_adds_up(one, other, due, days, more, stops):
    as_of = due + timedelta(days)
    parts = [clock.interest(BOOK, amount, due, as_of, stops) for amount in (one, other, one + other)]
    if None in parts:
        assert parts == [None] * 3
        assert as_of < day("2025-07-01")
        return
    assert abs(parts[0] + parts[1] - parts[2]) <= 1  # each is rounded by itself
    assert parts[0] <= clock.interest(BOOK, one, due, as_of + timedelta(more), stops)


@given(st.dates(date(2025, 7, 1), date(2040, 12, 31)))
def test_days_of_the_office_lie_ahead_and_come_back_within_a_quarter(as_of):
    first, last = clock.next_reminder(BOOK, as_of)
    assert as_of <= last <= as_of + timedelta(41)
    assert first.day == 1
    handover = clock.next_handover(BOOK, as_of)
    assert as_of <= handover <= as_of + timedelta(92)
    assert (handover.month % 3, handover.day) == (1, 14)
    assert clock.reminder_after_find(BOOK, as_of) >= as_of + timedelta(5)
    assert clock.is_working_day(clock.reminder_after_find(BOOK, as_of))
