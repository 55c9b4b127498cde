"""What must hold of dates and money; the calendar's oracle is `datetime`."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

Values = Callable[[str, list[Any]], list[Any]]
DATE_FORMS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d/%m/%Y 23:59:59"]
DATE_FORMS += ["%Y-%m-%dT00:00:00Z"]

days = st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31))


@pytest.mark.parametrize("form", DATE_FORMS)
def test_a_date_is_read_from_every_form(values_of: Values, form: str) -> None:
    @settings(max_examples=12, deadline=None)
    @given(st.lists(days, min_size=1, max_size=60))
    def check(dates: list[datetime.date]) -> None:
        written = [date.strftime(form) for date in dates]
        assert values_of("parse_date(value)", written) == dates
        assert set(values_of("date_precision(value)", written)) == {"day"}
        assert values_of("parse_month(value)", written) == [date.replace(day=1) for date in dates]

    check()


@settings(max_examples=12, deadline=None)
@given(st.lists(days, min_size=1, max_size=60))
def test_a_date_without_its_day_is_the_first(values_of: Values, dates: list[datetime.date]) -> None:
    months = [date.replace(day=1) for date in dates]
    for form in ("%m/%Y", "00/%m/%Y", "%Y-%m", "%Y-%m-00"):
        assert values_of("parse_date(value)", [date.strftime(form) for date in dates]) == months
        assert values_of("parse_month(value)", [date.strftime(form) for date in dates]) == months
    years = [date.replace(day=1, month=1) for date in dates]
    for form in ("%Y", "00/00/%Y", "%Y-00-00"):
        assert values_of("parse_date(value)", [date.strftime(form) for date in dates]) == years
        assert set(values_of("parse_month(value)", [date.strftime(form) for date in dates])) == {None}


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 35), st.integers(0, 15), st.integers(1900, 2100)), min_size=1, max_size=60
    )
)
def test_only_days_of_the_calendar_are_dates(values_of: Values, parts: list[tuple[int, int, int]]) -> None:
    def expected(day: int, month: int, year: int) -> datetime.date | None:
        if day == 0:
            day, month = 1, month or 1
        try:
            return datetime.date(year, month, day)
        except ValueError:
            return None

    written = [f"{day}/{month}/{year}" for day, month, year in parts]
    assert values_of("parse_date(value)", written) == [expected(*part) for part in parts]
    precisions = values_of("date_precision(value)", written)
    for (day, month, _), date, precision in zip(
        parts, map(expected, *zip(*parts, strict=True)), precisions, strict=True
    ):
        assert precision == (None if date is None else "day" if day else "month" if month else "year")


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(10_000, 60_000), min_size=1, max_size=60))
def test_excel_counts_days_from_the_end_of_1899(values_of: Values, serials: list[int]) -> None:
    expected = [datetime.date(1899, 12, 30) + datetime.timedelta(days=serial) for serial in serials]
    for form in ("{}", "{}.0", "{}.25"):
        assert values_of("parse_date(value)", [form.format(serial) for serial in serials]) == expected


@pytest.mark.parametrize("name", ["parse_date", "parse_month", "parse_integer", "parse_boolean"])
def test_a_parsed_value_written_out_is_read_as_the_same(values_of: Values, name: str) -> None:
    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(st.one_of(st.text("0123456789/-. T:", max_size=12), days.map(str)), min_size=1, max_size=60)
    )
    def check(texts: list[str]) -> None:
        once = values_of(f"{name}(value)", texts)
        assert values_of(f"{name}(cast({name}(value) as varchar))", texts) == once

    check()


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=60))
@example([25000, 1000, -16821, 999, 1_000_000])
def test_money_is_read_by_its_convention_and_by_no_other(values_of: Values, amounts: list[int]) -> None:
    comma = [f"{amount:,}" for amount in amounts]
    dot = [text.replace(",", ".") for text in comma]
    assert values_of("parse_vnd(value, 'plain')", [str(amount) for amount in amounts]) == amounts
    assert values_of("parse_vnd(value, 'plain')", [f"{amount}.0" for amount in amounts]) == amounts
    assert values_of("parse_vnd(value, 'dot')", dot) == amounts
    assert values_of("parse_vnd(value, 'comma')", comma) == amounts
    assert values_of("parse_vnd(value, 'dot')", [f"({text.lstrip('-')})" for text in dot]) == [
        -abs(amount) for amount in amounts
    ]
    others = [(dot, "comma"), (comma, "dot"), (dot, "thousands_comma"), (comma, "thousands_dot")]
    for text, other in [*others, (dot, "plain"), (comma, "plain")]:
        marked = [number for number in text if not number.lstrip("-").isdigit()]
        assert values_of(f"parse_vnd(value, '{other}')", marked) == [None] * len(marked)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=60))
def test_money_in_thousands_is_a_thousand_times_as_much(values_of: Values, amounts: list[int]) -> None:
    expected = [1000 * amount for amount in amounts]
    comma = [f"{amount:,}" for amount in amounts]
    assert values_of("parse_vnd(value, 'thousands_comma')", comma) == expected
    assert values_of("parse_vnd(value, 'thousands_dot')", [t.replace(",", ".") for t in comma]) == expected


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text("0123456789.,-() đVND", max_size=30), min_size=1, max_size=60))
@example(["999999999999999,999", "9" * 18, "9" * 19, "(" * 9, "-", "-(1)", "1.000.000.000.000.000.000"])
def test_no_amount_makes_a_convention_fail(values_of: Values, texts: list[str]) -> None:
    for convention in ("plain", "dot", "comma", "thousands_dot", "thousands_comma", "none"):
        values_of(f"parse_vnd(value, '{convention}')", texts)
