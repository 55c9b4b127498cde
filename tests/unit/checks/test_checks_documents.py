"""The auditor's site: GX's own pages, the same bytes again, nothing foreign, and no value of a row."""

import json
from datetime import UTC, datetime

import pytest

from etl import checks
from etl.checks.documents import build_docs

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
RULES = [
    "{type: expect_column_values_to_match_regex, kwargs: {column: code, regex: '^x[0-3]$'}}",
    "{type: expect_column_values_to_be_null, kwargs: {column: name}}",
    "{type: expect_column_values_to_be_in_set, kwargs: {column: name, value_set: [nobody]}, "
    "severity: warning, notes: '2026-11-22: a made-up reason. Owner: letters desk'}",
    "{type: unexpected_rows_expectation, description: names are numbers, "
    "kwargs: {unexpected_rows_query: 'select * from {batch} where cast(name as integer) > 5'}}",
    "{type: expect_column_max_to_be_between, kwargs: {column: paid_vnd, max_value: 9}, "
    "notes: '2026-11-22: x'}",
]


@pytest.fixture
def report(engine, lake, letters, expect):
    letters()
    expect(*RULES)
    return checks.check(engine, "core_letters", "2026-10", lake)


def texts(folder):
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in folder.rglob("*.html")}


def test_the_site_holds_every_suite_and_result(report, tmp_path):
    first = build_docs([report], tmp_path / "docs", AT)
    pages = texts(tmp_path / "docs")
    page = "validations/core_letters/2026-10/20261122T083000.000000Z/lake.html"
    assert sorted(pages) == ["expectations/core_letters.html", "index.html", page]
    assert first == tmp_path / "docs" / "index.html"
    assert f'href="{page}"' in pages["index.html"]
    assert "Owner: letters desk" in pages["index.html"]
    assert "428 unexpected values found" in pages[page]
    assert "a made-up reason" in pages["expectations/core_letters.html"]


def test_the_site_holds_no_value_of_a_row_and_calls_nobody(report, tmp_path):
    build_docs([report], tmp_path / "docs", AT)
    for name, text in texts(tmp_path / "docs").items():
        for forbidden in ("Mật", "999000", "http", "<script", "<link", "Traceback"):
            assert forbidden not in text, name


def test_programs_find_every_finding_with_its_counts(report, tmp_path):
    build_docs([report], tmp_path / "docs", AT)
    told = json.loads((tmp_path / "docs" / "findings.json").read_text("utf-8"))
    assert [each["expectation"] for each in told] == [found.rule.type for found in report.findings]
    assert {each["table"] for each in told} == {"core_letters"}
    assert [each["holds"] for each in told] == [found.holds for found in report.findings]
    assert 428 in [each["failing"] for each in told]
    assert "Mật" not in str(told)


def test_the_same_reports_make_the_same_bytes_and_old_pages_go(report, tmp_path):
    docs = tmp_path / "docs"
    (docs / "validations").mkdir(parents=True)
    (docs / "validations" / "old.html").write_text("old")
    build_docs([report], docs, AT)
    first = texts(docs)
    build_docs([report], docs, AT)
    assert texts(docs) == first
    assert "validations/old.html" not in first
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("docs")] == ["docs"]
