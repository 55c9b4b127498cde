"""Each type of expectation in use: GX counts right in DuckDB, and as many keys are kept."""

import pytest

from etl import checks

PERIOD = "2026-10"


@pytest.mark.parametrize(
    ("rule", "failing"),
    [
        ("{type: expect_column_values_to_be_unique, kwargs: {column: code}}", 1000),
        ("{type: expect_column_values_to_be_unique, kwargs: {column: name}}", 0),
        ("{type: expect_compound_columns_to_be_unique, kwargs: {column_list: [code, to_day]}}", 1000),
        ("{type: expect_compound_columns_to_be_unique, kwargs: {column_list: [code, from_day]}}", 0),
        ("{type: expect_column_values_to_not_be_null, kwargs: {column: name}}", 100),
        ("{type: expect_column_values_to_be_null, kwargs: {column: name}}", 900),
        (r"{type: expect_column_values_to_match_regex, kwargs: {column: name, regex: '\d{3}$'}}", 90),
        ("{type: expect_column_values_to_not_match_regex, kwargs: {column: name, regex: '7$'}}", 100),
        ("{type: expect_column_values_to_be_in_set, kwargs: {column: code, value_set: [x0, x1]}}", 714),
        ("{type: expect_column_values_to_not_be_in_set, kwargs: {column: code, value_set: [x0]}}", 143),
        (
            "{type: expect_column_values_to_be_between, notes: '2026-11-22: x', "
            "kwargs: {column: from_day, min_value: 2020-01-03, max_value: 2020-12-31}}",
            636,
        ),
        (
            "{type: expect_column_values_to_be_between, notes: '2026-11-22: x', "
            "kwargs: {column: paid_vnd, min_value: 5000, strict_min: true}}",
            6,
        ),
        (
            "{type: expect_column_values_to_be_between, notes: '2026-11-22: x', "
            "kwargs: {column: from_day, max_value: {$PARAMETER: period_end}}}",
            0,
        ),
        ("{type: expect_column_value_lengths_to_equal, kwargs: {column: code, value: 3}}", 1000),
        (
            "{type: expect_column_pair_values_a_to_be_greater_than_b, "
            "kwargs: {column_A: to_day, column_B: from_day, or_equal: true}}",
            847,
        ),
        (
            "{type: expect_column_pair_values_a_to_be_greater_than_b, "
            "kwargs: {column_A: to_day, column_B: from_day, ignore_row_if: either_value_is_missing}}",
            848,
        ),
        (
            "{type: unexpected_rows_expectation, description: d, kwargs: {unexpected_rows_query: "
            '"select source_file, source_row from {batch} '
            "where code = 'x1' and subselect.paid_vnd > 5000\"}}",
            142,
        ),
    ],
)
def test_each_type_counts_right_and_keeps_as_many_keys(engine, lake, letters, expect, rule, failing):
    letters()
    expect(rule)
    report = checks.check(engine, "core_letters", PERIOD, lake)
    assert [found.failing for found in report.findings] == [failing]
    assert bool(report.broken) == bool(failing)
    if failing:
        assert engine.execute("select count(distinct source_row) from failures_core_letters") == [(failing,)]
