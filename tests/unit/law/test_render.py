"""The law as SQL: rules.csv is the table to read and to add to, what follows holds for any evidence.

In rules.csv `evidence` is what is told of a person and a month; what is left out is "no" or unknown, as `absent` in
rules.yml says. Its answers were worked out from docs/domain.md §3.2-3.8, not by the code under test. `article` is left
empty beside a rule where the one that the book names is open to doubt, and the note says why.
"""

import csv
import re
from collections.abc import Iterable
from datetime import date
from itertools import product
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlglot import ErrorLevel

from etl.law import book as law
from etl.law import render

with (Path(__file__).parent / "rules.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
BOOK = law.load()
VERSIONS = {version.id: version for rule in BOOK.rules.values() for version in rule.versions}
FILES = render.files(BOOK)
SQL = render.judged(BOOK, ["case_number", "from_month"], "cases")
SCHEMA = pa.schema(
    [("case_number", pa.int64()), ("from_month", pa.date32())]
    + [(name, pa.float64() if word.kind == "number" else pa.bool_()) for name, word in BOOK.evidence.items()]
)
# What takes a duty away when it is told, by hand.
EXEMPTING = {
    "employer_ended": True,
    "pensioner": True,
    "monthly_benefit": True,
    "armed_forces": True,
    "past_retirement": True,
    "under_working_age": True,
    "domestic_worker": True,
    "probation": True,
    "unpaid_working_days": 14.0,
    "civil_servant": True,
}
# Around every turn of the law: year and month.
MONTHS = [
    date(year, month, 1)
    for year, months in {
        2014: (12,),
        2015: (1, 12),
        2016: (1,),
        2017: (12,),
        2018: (1, 11, 12),
        2025: (6, 7, 12),
        2026: (1, 6, 7, 11),
        2029: (6, 7),
    }.items()
    for month in months
]
NUMBERS = {
    "month_wage": [0.0, 2_339_999.0, 2_340_000.0, 2_529_999.0, 2_530_000.0, 1e8],
    "unpaid_working_days": [0.0, 13.0, 14.0, 23.0],
}


def judge(rows: list[dict]) -> dict[tuple[int, str], tuple]:
    """Obligation, rule and missing words of every row and fund; a row's place in the list is its number."""
    told = [dict.fromkeys(SCHEMA.names) | row | {"case_number": number} for number, row in enumerate(rows, 1)]
    return judged_of(told)


def judged_of(numbered: list[dict]) -> dict[tuple[int, str], tuple]:
    with duckdb.connect(config={"threads": 1}) as db:
        db.register("cases", pa.Table.from_pylist(numbered, SCHEMA))
        answers = db.execute(SQL).fetchall()
    found = {(number, fund): tuple(answer) for number, _, fund, *answer in answers}
    assert len(found) == len(answers) == len(numbered) * 4
    return found


def read_case(case: dict[str, str]) -> dict:
    told = dict(part.split("=") for part in case["evidence"].split(";") if part)
    for word, value in told.items():
        is_number = BOOK.evidence[word].kind == "number"
        told[word] = float(value) if is_number else {"true": True, "false": False}[value]
    return {"from_month": date.fromisoformat(f"{case['month']}-01")} | told


@pytest.fixture(scope="module")
def answers():
    return judge([read_case(case) for case in CASES])


@pytest.mark.parametrize(
    ("number", "case"),
    list(enumerate(CASES, 1)),
    ids=[f"{case['case']}-{case['month']}-{case['fund']}" for case in CASES],
)
def test_the_table(answers, number, case):
    obligation, rule_id, missing = answers[number, case["fund"]]
    assert (obligation, rule_id or "", missing or "") == (
        case["obligation"],
        case["rule_id"],
        case["missing"],
    )
    if case["article"]:
        assert VERSIONS[rule_id].article == case["article"]
    else:
        assert not rule_id or case["note"].startswith("article open")


def test_every_version_is_in_the_table_in_its_first_and_last_month():
    told = {(case["rule_id"], case["month"]) for case in CASES}
    ends = [(each.id, f"{day:%Y-%m}") for each in VERSIONS.values() for day in (each.since, each.until)]
    assert [end for end in ends if end[1] != "9999-12" and end not in told] == []
    assert {each["rule_id"] for each in CASES if each["article"]} >= set(VERSIONS)


def test_the_table_names_every_word_that_a_person_may_be_asked_for():
    asked = {word for case in CASES for word in case["missing"].split("+") if word}
    obliging = [v.when for rule in BOOK.rules.values() if rule.obliges for v in rule.versions]
    words = {word for word in re.findall(r"\w+", " ".join(obliging)) if word in BOOK.evidence}
    assert asked == {word for word in words if BOOK.evidence[word].absent == "unknown"}


@pytest.mark.parametrize("file", list(FILES), ids=lambda file: file.name)
def test_what_is_written_is_what_the_book_says(file):
    written = file.read_bytes().decode("utf-8") if file.exists() else None
    assert written == FILES[file], "run `make law`"


def test_four_files_are_written():
    assert {file.name for file in FILES} == {
        "ref_law_parameters.csv",
        "ref_law_rules.csv",
        "ref_law_changes.csv",
        "assess_grounds.sql",
    }


def test_spark_reads_the_model():
    sql = render.judged(BOOK, render.KEYS, render.EVIDENCE)
    (spark,) = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
    assert spark.count("UNION ALL") == len(render.FUNDS) - 1


def test_words_that_are_not_told_are_no_where_a_register_would_show_them():
    shown = [name for name, word in BOOK.evidence.items() if word.absent == "false"]
    untold, told = (
        [{"from_month": month} | words for month in MONTHS] for words in ({}, dict.fromkeys(shown, False))
    )
    assert judge(untold) == judge(told)


def test_the_words_that_exempt_are_those_of_the_book():
    conditions = [v.when for rule in BOOK.rules.values() if not rule.obliges for v in rule.versions]
    words = {word for word in re.findall(r"\w+", " ".join(conditions)) if word in BOOK.evidence}
    assert words == set(EXEMPTING)


def tellings(word: str) -> list:
    return NUMBERS.get(word, [False, True])


# A question to DuckDB takes a tenth of a second: many rows in each, few times; and what fails names its row, unshrunk.
FEW = settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@st.composite
def evidence_rows(draw) -> list[dict]:
    """Rows of which most words are not told; otherwise nearly all of them would be exempt."""
    told = st.dictionaries(st.sampled_from(list(BOOK.evidence)), st.integers(0, 5), max_size=9)
    drawn = draw(st.lists(st.tuples(st.sampled_from(MONTHS), told), min_size=40, max_size=60))
    return [
        {"from_month": month} | {word: tellings(word)[i % len(tellings(word))] for word, i in words.items()}
        for month, words in drawn
    ]


def paired(rows: Iterable[dict], others: Iterable[tuple[int, dict]]) -> list[tuple[tuple, tuple, dict]]:
    """Answers of rows beside those of variants of them, fund by fund; a variant names its row's number."""
    rows, others = list(rows), list(others)
    found = judge(rows + [row for _, row in others])
    return [
        (found[number, fund], found[len(rows) + place, fund], row)
        for place, (number, row) in enumerate(others, 1)
        for fund in render.FUNDS
    ]


@FEW
@given(evidence_rows())
def test_telling_what_exempts_never_adds_a_duty(rows):
    more = [(n, row | {word: value}) for n, row in enumerate(rows, 1) for word, value in EXEMPTING.items()]
    for before, after, row in paired(rows, more):
        assert after[0] != "obliged" or before[0] == "obliged", row
        assert before[0] != "exempt" or after[0] == "exempt", row


@FEW
@given(evidence_rows())
def test_missing_words_are_told_of_the_unknown_and_of_nobody_else(rows):
    for (number, _), (obligation, rule_id, missing) in judge(rows).items():
        row = rows[number - 1]
        assert (obligation == "unknown") == bool(missing), row
        assert (obligation == "none") == (rule_id is None), row
        assert obligation != "exempt" or missing is None, row
        words = missing.split("+") if missing else []
        assert words == sorted(set(words)), row
        assert all(row.get(word) is None for word in words), row


@FEW
@given(evidence_rows())
def test_a_word_that_was_told_is_asked_for_no_more(rows):
    asked = [(key[0], missing.split("+")) for key, (_, _, missing) in judge(rows).items() if missing]
    variants = [
        (word, (number, rows[number - 1] | {word: value}))
        for number, words in asked
        for word in words
        for value in tellings(word)
    ]
    answers = paired(rows, [variant for _, variant in variants])
    for place, (_, (_, _, missing), row) in enumerate(answers):
        assert variants[place // len(render.FUNDS)][0] not in (missing or "").split("+"), row


@FEW
@given(evidence_rows())
def test_of_the_unknown_some_answer_would_oblige_by_the_rule_that_is_named(rows):
    unknown = [(key, rule, missing.split("+")) for key, (_, rule, missing) in judge(rows).items() if missing]
    assert all(len(words) <= 4 for _, _, words in unknown)  # no rule hangs on more
    variants = [
        ((number, fund), rule, (number, rows[number - 1] | dict(zip(words, values, strict=True))))
        for (number, fund), rule, words in unknown
        for values in product(*({tellings(word)[0], tellings(word)[-1]} for word in words))
    ]
    found = judge([row for _, _, (_, row) in variants])
    obliged = {
        (key, rule)
        for place, (key, rule, _) in enumerate(variants, 1)
        if found[place, key[1]][:2] == ("obliged", rule)
    }
    assert obliged == {(key, rule) for key, rule, _ in unknown}


@FEW
@given(evidence_rows(), st.randoms())
def test_no_row_bears_on_another(rows, random):
    numbered = [
        dict.fromkeys(SCHEMA.names) | row | {"case_number": number} for number, row in enumerate(rows, 1)
    ]
    whole = judged_of(numbered)
    random.shuffle(numbered)
    some = judged_of(numbered[: len(numbered) // 2 + 1])
    assert some == {key: whole[key] for key in some}
