"""What the calendar says of a line on a day: the deadline, late, evasion, interest, fines, days to remind on.

Figures stand in parameters.yml; here stands how days are counted: the day of the event is never counted, the last day
is, paused days are not. A date is what follows if the line is right; it accuses nobody.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal

import holidays

from etl.law.book import FOREVER, Book, Dated

State = Literal["not_due", "late", "evasion", "stopped"]
DAY = timedelta(1)
# A period that ends on a day off ends on the next working day. K: to be confirmed against the text.
MOVED = Dated.model_validate({"from": date(2017, 1, 1), "article": "BLDS 2015 Đ148(5)", "conf": "K"})
# A working day swapped by the Government for Sat 10 Jan 2026, which holidays 0.109 does not know (23 Nov 2026).
SWAPPED = {date(2026, 1, 2)}
CYCLES = (1, 3, 6)


@dataclass(frozen=True)
class Pause:
    """Days that do not count, both included; `until` is None while it runs.

    Raises:
        ValueError: it ends before it begins.
    """

    since: date
    until: date | None
    why: Literal["contested", "force_majeure"]

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"a pause ends on {self.until} before it begins on {self.since}")


Stops = Sequence[tuple[date, date]]  # pauses in order, no day in two of them; FOREVER while one runs


@dataclass(frozen=True)
class Standing:
    """Where a line stands on a day.

    Attributes:
        state: "stopped" while a pause runs after the deadline, whatever it was before.
        registration_due: last day to register in; FOREVER where a pause that still runs began before it.
        late_since: the first counted day after it; None where a running pause lets none come.
        evasion_since: the first counted day beyond evasion_days after it; None like late_since, and where the law
            of the day asked about knows no evasion by days.
        days_late: counted days after the deadline up to the day asked about; 0 where not due.
        articles: what the dates given rest on.
        to_confirm: an article or a reading among them was not read in the text or in several sources.
    """

    state: State
    registration_due: date
    late_since: date | None
    evasion_since: date | None
    days_late: int
    articles: tuple[str, ...]
    to_confirm: bool


def is_working_day(day: date) -> bool:
    """Neither a Saturday, a Sunday nor a public holiday.

    A Saturday worked in exchange is still no working day: a deadline then falls later, never earlier. Of years to come
    the days off around Tết are reckoned by rule and swaps are unknown: both are announced year by year.
    """
    return day.weekday() < 5 and day not in _days_off(day.year)


def last_day(month: date) -> date:
    """The last day of the month that a day lies in."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def registration_due(book: Book, liable_since: date, pauses: Iterable[Pause] = ()) -> date:
    """The last day to register somebody who is liable since a day; FOREVER while a pause keeps it from coming.

    Raises:
        ValueError: the book has no deadline for that day.
    """
    stops = _merge(pauses)
    return _working_from(_registration_ends(book, liable_since, stops), stops)


def standing(book: Book, liable_since: date, as_of: date, pauses: Iterable[Pause] = ()) -> Standing:
    """Where a person stands on a day who is liable since a day and not registered.

    Raises:
        ValueError: the book has no registration deadline for the first day of liability.
    """
    stops = _merge(pauses)
    ends = _registration_ends(book, liable_since, stops)
    due = _working_from(ends, stops)
    evasion_since = _evasion_since(book, due, as_of, stops)
    state = _state(due, evasion_since, as_of, stops)
    rests_on: list[Dated | None] = [book.parameters["registration_days"].at(liable_since)]
    rests_on += [MOVED] if due != ends else []
    evasion = book.parameters["evasion_days"]
    reads_back = False
    if evasion_since is not None:
        rests_on.append(evasion.at(max(due, evasion.values[0].since)))
        reads_back = due < evasion.values[0].since
    grounds = [ground for ground in rests_on if ground is not None]
    return Standing(
        state=state,
        registration_due=due,
        late_since=_unless_never(_counted_day(due, 1, stops)),
        evasion_since=evasion_since,
        days_late=_count_days(due, as_of, stops),
        articles=tuple(ground.article for ground in grounds),
        to_confirm=reads_back or not all(ground.is_confirmed for ground in grounds),
    )


def payment_due(month: date, cycle_months: int = 1) -> date:
    """The last day to pay for a month in: the end of the month after it, or after its cycle, or the next working day.

    Law 41/2024/QH15 Art. 34(4), read also for months before July 2025, whose own rule is not coded.

    Args:
        month: any day of it.
        cycle_months: 1, 3 or 6; cycles begin in January.
    Raises:
        ValueError: another cycle.
    """
    if cycle_months not in CYCLES:
        raise ValueError(f"a payment cycle is of {CYCLES} months, not of {cycle_months}")
    to_cycle_end = -month.month % cycle_months
    return _working_from(last_day(_month_after(month, to_cycle_end + 1)))


def underpaid_since(book: Book, month: date, cycle_months: int = 1) -> date | None:
    """The first day on which too low a base for a month is evasion: the day after its payment is due.

    Law 41/2024/QH15 Art. 39(1)(c), (d); None for a month whose payment was due before that law.
    """
    due = payment_due(month, cycle_months)
    return due + DAY if book.parameters["evasion_days"].at(due) else None


def interest(book: Book, amount_vnd: int, due: date, as_of: date, pauses: Iterable[Pause] = ()) -> int | None:
    """What is owed on top of an amount on a day, in whole đồng, half a đồng rounded up.

    Days before the book's first day of interest had another rule and are left out: for a debt from before that day
    this is the least that is owed.

    Returns:
        None where both days lie before the first day of interest.
    Raises:
        ValueError: the amount is below 0.
    """
    if amount_vnd < 0:
        raise ValueError("interest is asked on an amount below 0")
    versions = book.parameters["late_interest"].values
    if max(due, as_of) < versions[0].since:
        return None
    stops = _merge(pauses)
    percent_days = Decimal(0)
    for version in versions:
        days = _count_days(max(due, version.since - DAY), min(as_of, version.until), stops)
        percent_days += days * _exactly(version.value)
    return int((amount_vnd * percent_days / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def next_reminder(book: Book, as_of: date) -> tuple[date, date] | None:
    """The first and the last day for written reminders: this month's while they last, else next month's.

    None before the rule's time.
    """
    if book.value("reminder_last_day", as_of) is None:
        return None
    for first in (as_of.replace(day=1), _month_after(as_of, 1)):
        last = book.value("reminder_last_day", first)
        if last is not None and as_of <= first.replace(day=int(last)):
            return first, first.replace(day=int(last))
    return None


def reminder_after_find(book: Book, found_on: date) -> date | None:
    """The last day to remind in of what was found outside the monthly review; None before the rule's time."""
    days = book.value("reminder_working_days", found_on)
    if days is None:
        return None
    day = found_on
    for _ in range(int(days)):
        day = _working_from(day + DAY)
    return day


def proof_until(book: Book, reminded_on: date) -> date | None:
    """The last day to prove force majeure in, of the month of the reminder; None before the rule's time.

    It lies before the reminder itself where that came late in the month: the text has no other day for it.
    """
    last = book.value("proof_last_day", reminded_on)
    return None if last is None else reminded_on.replace(day=int(last))


def next_handover(book: Book, as_of: date) -> date | None:
    """The last day to hand the lists over on, in the first month of a quarter; None before the rule's time."""
    before = book.value("handover_before_day", as_of)
    if before is None:
        return None
    last = as_of.replace(day=int(before) - 1)
    if last < as_of:
        last = _month_after(as_of, 1).replace(day=last.day)
    return _month_after(last, (1 - last.month) % 3).replace(day=last.day)


def fine(
    book: Book, state: State, workers: int, day: date, is_organisation: bool = True
) -> tuple[int, int] | None:
    """The lowest and the highest fine in đồng by the law of a day, for so many workers of one employer.

    None where nobody is concerned, where the state bears no fine, or where the law of that day has none.
    """
    name = {"late": "fine_late", "evasion": "fine_evasion"}.get(state)
    version = book.parameters[name].at(day) if name else None
    times = book.value("fine_organisation", day) if is_organisation else 1
    if name is None or version is None or times is None or not isinstance(version.value, dict):
        return None
    tiers = [int(key.removesuffix("_low")) for key in version.value if key.endswith("_low")]
    tier = max((start for start in tiers if start <= workers), default=None)
    if tier is None:
        return None
    low, high = (_exactly(version.value[f"{tier}_{end}"]) * _exactly(times) for end in ("low", "high"))
    return int(low), int(high)


def _registration_ends(book: Book, liable_since: date, stops: Stops) -> date:
    """The last day of the period as counted, before it is moved off a day off."""
    days = book.value("registration_days", liable_since)
    if days is None:
        raise ValueError(f"the book has no registration deadline for {liable_since}")
    return _counted_day(liable_since, int(days), stops)


def _evasion_since(book: Book, due: date, as_of: date, stops: Stops) -> date | None:
    """The first day of evasion as the law of a day knows it.

    I: law does not reach back, so of a deadline before its first day the days are counted from that first day on.
    """
    first = book.parameters["evasion_days"].values[0].since
    days = book.value("evasion_days", max(due, first))
    if as_of < first or days is None:
        return None
    return _unless_never(_counted_day(max(due, first - DAY), int(days) + 1, stops))


def _state(due: date, evasion_since: date | None, as_of: date, stops: Stops) -> State:
    if as_of <= due:
        return "not_due"
    if any(since <= as_of <= until for since, until in stops):
        return "stopped"
    if evasion_since is not None and as_of >= evasion_since:
        return "evasion"
    return "late"


def _merge(pauses: Iterable[Pause]) -> Stops:
    stops: list[tuple[date, date]] = []
    for pause in sorted(pauses, key=lambda pause: pause.since):
        until = pause.until or FOREVER
        if stops and pause.since <= stops[-1][1]:
            stops[-1] = (stops[-1][0], max(stops[-1][1], until))
        else:
            stops.append((pause.since, until))
    return stops


def _counted_day(after: date, days: int, stops: Stops = ()) -> date:
    """The day on which so many days, 1 or more, are counted; FOREVER where a running pause lets it never come."""
    if after == FOREVER:
        return FOREVER
    day = after + timedelta(days)
    for since, until in stops:
        begins = max(since, after + DAY)
        if until < begins:
            continue
        if begins > day:
            break
        if until == FOREVER:
            return FOREVER
        day += until - begins + DAY
    return day


def _count_days(after: date, until: date, stops: Stops = ()) -> int:
    """Days from the one after `after` to `until`, pauses left out; 0 where there are none."""
    days = until.toordinal() - after.toordinal()
    for since, last in stops:
        days -= max(0, min(last, until).toordinal() - max(since.toordinal() - 1, after.toordinal()))
    return max(0, days)


def _working_from(day: date, stops: Stops = ()) -> date:
    """The day itself or the first counted working day after it."""
    while day != FOREVER and not is_working_day(day):
        day = _counted_day(day, 1, stops)
    return day


@cache
def _days_off(year: int) -> frozenset[date]:
    return frozenset(set(holidays.country_holidays("VN", years=year)) | SWAPPED)


def _month_after(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _unless_never(day: date) -> date | None:
    return None if day == FOREVER else day


def _exactly(figure: float | dict[str, float]) -> Decimal:
    """A figure as it is written in the book: 0.03 and not the nearest binary fraction."""
    return Decimal(str(figure))
