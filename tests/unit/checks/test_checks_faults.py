"""A malformed expectation file is refused with all its faults at once, before anything is checked."""

import pytest

from etl.checks import expectations
from etl.errors import UsageFault

UNIQUE = "{type: expect_column_values_to_be_unique, kwargs: {column: code}}"
QUERY = "type: unexpected_rows_expectation, description: d, kwargs"


def faults(expect, *rules, text=None):
    expect(*rules, text=text)
    with pytest.raises(UsageFault) as caught:
        expectations.load("core_letters")
    return caught.value.details


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (
            "{type: expect_column_values_to_be_uniqe, kwargs: {column: code}}",
            "Great Expectations has no such type",
        ),
        (
            "{type: expect_column_values_to_be_unique, kwargs: {colum: code}}",
            "colum: extra fields not permitted",
        ),
        ("{type: expect_column_values_to_be_unique}", "column: field required"),
        ("{kwargs: {column: code}}", "type is missing"),
        ("just words", "type is missing"),
        ("{type: expect_column_values_to_be_unique, kwargs: [code]}", "kwargs is no mapping"),
        (
            "{type: expect_column_values_to_not_be_null, kwargs: {column: code, mostly: 0.9}}",
            "mostly needs a note that begins with its day and gives the reason",
        ),
        (
            "{type: expect_column_values_to_not_be_null, kwargs: {column: code, mostly: 0.9}, notes: so}",
            "mostly needs a note that begins with its day and gives the reason",
        ),
        (
            "{type: expect_column_values_to_be_between, kwargs: {column: paid_vnd, min_value: 0}}",
            "min_value needs a note that begins with its day and gives the reason",
        ),
        (
            "{type: expect_column_values_to_be_unique, kwargs: {column: code}, severity: warning}",
            "severity warning needs a note that names its owner (`Owner: …`)",
        ),
        (
            "{type: expect_column_values_to_be_unique, kwargs: {column: code}, severity: fatal}",
            "severity is 'fatal', known are critical, warning, info",
        ),
        (
            "{type: expect_column_values_to_be_unique, kwargs: {column: code}, owner: me}",
            "unknown field 'owner'",
        ),
        (
            "{type: expect_column_values_to_be_unique, kwargs: {column: code, row_condition: x}}",
            "row_condition is not allowed here: GX leaves it out of the failing rows' query; "
            "write unexpected_rows_expectation",
        ),
        (
            "{type: expect_column_values_to_match_regex, kwargs: {column: code, regex: '^[0-9'}}",
            "regex is no regular expression: unterminated character set at position 1",
        ),
        (
            "{type: expect_column_values_to_be_between, notes: '2026-11-22: x', "
            "kwargs: {column: from_day, max_value: {$PARAMETER: today}}}",
            "max_value: $PARAMETER is one of period_end, latest_day",
        ),
        (
            "{type: expect_column_values_to_be_between, notes: '2026-11-22: x', "
            "kwargs: {column: paid_vnd, min_share_of_last: 0.9}}",
            "min_share_of_last belongs to expect_table_row_count_to_be_between, without min_value",
        ),
        (
            "{type: expect_table_row_count_to_be_between, notes: '2026-11-22: x', "
            "kwargs: {max_share_of_last: -1}}",
            "max_share_of_last is a share of the last good run's rows, above 0",
        ),
        (
            f"{{{QUERY}: {{unexpected_rows_query: 'select source_row from {{batch}}'}}}}",
            "unexpected_rows_query does not select the key column source_file",
        ),
        (
            f"{{{QUERY}: {{unexpected_rows_query: 'select * from core_letters'}}}}",
            "unexpected_rows_query reads from {batch} and has no other single braces",
        ),
        (
            f"{{{QUERY}: {{unexpected_rows_query: 'select * fro {{batch}} wher'}}}}",
            "unexpected_rows_query is no select that DuckDB could read",
        ),
        (
            f"{{{QUERY}: {{unexpected_rows_query: 'select * from {{batch}} join core_other using (code)'}}}}",
            "unexpected_rows_query joins: GX then drops the alias of {batch}; nest selects instead",
        ),
        (
            f"{{{QUERY}: {{unexpected_rows_query: \"select * from {{batch}} where code = 'a :b'\"}}}}",
            "unexpected_rows_query holds a colon that SQLAlchemy would take for a parameter",
        ),
    ],
)
def test_one_fault_is_named(expect, rule, fault):
    assert [line.partition(": ")[2] for line in faults(expect, rule) if fault in line] == [fault]


def test_a_query_says_what_it_means(expect):
    rule = "{type: unexpected_rows_expectation, kwargs: {unexpected_rows_query: 'select * from {batch}'}}"
    assert faults(expect, rule) == [
        "1 unexpected_rows_expectation: description is missing: a query does not say what it means"
    ]


def test_all_faults_are_told_at_once_with_their_places(expect):
    expect(
        text="table: core_other\nexpectations:\n"
        f"  - {UNIQUE}\n  - {UNIQUE}\n  - {{type: expect_nothing}}\nowner: me\n"
    )
    with pytest.raises(UsageFault) as caught:
        expectations.load("core_letters")
    assert str(caught.value).splitlines() == [
        "UsageFault: expectations/core_letters.yml has 5 faults",
        "  table is 'core_other', the file's name says 'core_letters'",
        "  key: a list of the columns that tell this table's rows apart is missing",
        "  unknown field 'owner'",
        "  3 expect_nothing: Great Expectations has no such type",
        "  2 expect_column_values_to_be_unique: repeats expectation 1",
        "No table was checked with it.",
        "Mend the file; expectations/README.md explains its fields.",
    ]


@pytest.mark.parametrize(
    "text", ["", "- a list", "table: core_letters\nkey: [source_row]\nexpectations: []\n"]
)
def test_a_file_without_expectations_is_refused(expect, text):
    assert "expectations: the list is missing or empty" in faults(expect, text=text)


def test_what_is_no_yaml_is_refused(expect):
    assert faults(expect, text="table: [core_letters")


def test_a_table_without_a_file_is_refused(expect):
    with pytest.raises(UsageFault, match="core_nothing has no expectations"):
        expectations.load("core_nothing")


def test_a_good_file_is_read_as_it_stands(expect):
    expect(
        "{type: expect_column_values_to_be_between, notes: '2026-11-22: x', "
        "kwargs: {column: from_day, min_value: 2020-01-01}}",
        "{type: expect_table_row_count_to_be_between, notes: '2026-11-22: x. Owner: me', severity: warning, "
        "kwargs: {min_share_of_last: 0.5}}",
    )
    suite = expectations.load("core_letters")
    assert suite.key == ["source_file", "source_row"]
    assert [rule.kwargs for rule in suite.rules] == [{"column": "from_day", "min_value": "2020-01-01"}, {}]
    assert suite.rules[1].shares == {"min_share_of_last": 0.5}
    assert [rule.severity for rule in suite.rules] == ["critical", "warning"]
