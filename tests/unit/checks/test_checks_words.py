"""Expectations and outcomes in words; a bound is said as it is meant."""

import pytest

from etl.checks.words import count, described, percent

ROWS = "expect_table_row_count_to_be_between"


@pytest.mark.parametrize(
    ("kind", "kwargs", "said"),
    [
        ("expect_column_values_to_be_unique", {"column": "unit_code"}, "unit_code is unique"),
        ("expect_compound_columns_to_be_unique", {"column_list": ["a", "b"]}, "a, b together are unique"),
        ("expect_column_values_to_be_between", {"column": "n", "min_value": 0}, "n at least 0"),
        ("expect_column_values_to_be_between", {"column": "n", "max_value": 12000}, "n at most 12,000"),
        (
            "expect_column_values_to_be_between",
            {"column": "day", "min_value": "1900-01-01", "max_value": {"$PARAMETER": "latest_day"}},
            "day between 1900-01-01 and latest day",
        ),
        (ROWS, {"min_value": 1}, "rows at least 1"),
        (ROWS, {"min_share_of_last": 0.98}, "rows at least 98 % of the last good run"),
        (ROWS, {"max_share_of_last": 1.5}, "rows at most 150 % of the last good run"),
        (
            ROWS,
            {"min_share_of_last": 0.5, "max_share_of_last": 2},
            "rows between 50 % and 200 % of the last good run",
        ),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "to_month", "column_B": "from_month", "or_equal": True},
            "to_month not before from_month",
        ),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "to_month", "column_B": "from_month"},
            "to_month after from_month",
        ),
        ("expect_column_sum_to_be_between", {"column": "n", "min_value": 1}, "n: column sum to be between"),
    ],
)
def test_an_expectation_in_words(kind, kwargs, said):
    assert described(kind, kwargs) == said


def test_numbers_in_words():
    assert count(812004) == "812,004"
    assert [percent(share) for share in (0.98, 1.0, 0.9999, 0.005)] == ["98 %", "100 %", "99.99 %", "0.5 %"]
