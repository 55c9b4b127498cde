"""The calendar as a table for SQL: what follows from each month in which a duty may have begun (`assess_deadlines`)."""

from datetime import date
from typing import Any

from etl.engine import Engine
from etl.law import book, clock
from etl.law.book import Book

TABLE = "assess_deadlines"
COLUMNS = {
    "start_month": "date",
    "registration_due_date": "date",
    "late_since_date": "date",
    "evasion_since_date": "date",
    "payment_due_date": "date",
    "underpaid_since_date": "date",
    "standing": "varchar",
}
# Evidence is of a year or two; ten hold a file that came late.
MONTHS = 120


def build(engine: Engine, period: str) -> int:
    """Write `assess_deadlines` to the lake, one row per month up to the run's; gives the number of rows.

    `standing` is that on the last day of the run's month: the same month gives the same bytes, whatever day it is
    run on.
    """
    put(engine, clock.last_day(date.fromisoformat(f"{period}-01")))
    return engine.write(TABLE, period, "from deadlines order by start_month")


def put(engine: Engine, as_of: date) -> None:
    """Put the temp table `deadlines` in the engine: one row per month up to that of a day, `standing` on that day.

    A duty counts from the last day of its month, in favour of the employer.
    """
    law = book.load()
    engine.execute(
        f"create or replace temp table deadlines ({', '.join(f'{n} {kind}' for n, kind in COLUMNS.items())})"
    )
    engine.connection.executemany(
        f"insert into deadlines values ({', '.join('?' * len(COLUMNS))})",
        [_row(law, month, as_of) for month in _months(law, as_of)],
    )


def _row(law: Book, month: date, as_of: date) -> list[Any]:
    stands = clock.standing(law, clock.last_day(month), as_of)
    return [
        month,
        stands.registration_due,
        stands.late_since,
        stands.evasion_since,
        clock.payment_due(month),
        clock.underpaid_since(law, month),
        stands.state,
    ]


def _months(law: Book, as_of: date) -> list[date]:
    """The first days of the last MONTHS months whose deadline the book knows."""
    ordinals = range(as_of.year * 12 + as_of.month - MONTHS, as_of.year * 12 + as_of.month)
    months = [date(ordinal // 12, ordinal % 12 + 1, 1) for ordinal in ordinals]
    return [month for month in months if law.value("registration_days", clock.last_day(month)) is not None]
