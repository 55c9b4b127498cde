"""The law as SQL, written by `make law` from parameters.yml and rules.yml.

Tables of its figures and rules, and the model that judges every stretch of months by every rule. Nobody edits what is
written here; a test holds it to the book.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import sqlglot
from sqlglot import exp

from etl import settings
from etl.law.book import Book, Dated, Fund, Rule, Version, load

FUNDS: tuple[str, ...] = get_args(Fund)
TABLE, EVIDENCE = "assess_grounds", "assess_worker_evidence"
KEYS = ("person_id", "employer_id", "evidence_period", "from_month", "to_month")
DAYS = ("from_date", "to_date")
PARAMETER_COLUMNS = ("parameter", "key", *DAYS, "value", "article", "conf")
RULE_COLUMNS = ("rule_id", "rule", "is_obliging", *DAYS, "article", "conf", "text_vi", "text_en")
HEADER = f"""\
-- One row per payment, stretch of months and fund: whether the law obliges, by which rule, or what nobody told.
-- obligation: exempt, obliged, unknown (rule_id would oblige if the words in `missing` held) or none (no rule speaks).
-- Written by `make law` from etl/law/rules.yml: change it there.
-- Reads: {EVIDENCE}.
"""


def files(book: Book) -> dict[Path, str]:
    """What `make law` writes: file → text.

    ref_law_parameters.csv: parameter, key (empty where there is none), from_date, to_date, value, article, conf.
    ref_law_rules.csv: rule_id, rule, is_obliging, from_date, to_date, article, conf, text_vi, text_en.
    ref_law_changes.csv: day, the first of every stretch in which the law stays as it is.
    """
    return {
        settings.ETL / "law" / "ref_law_parameters.csv": _csv(PARAMETER_COLUMNS, _parameters(book)),
        settings.ETL / "law" / "ref_law_rules.csv": _csv(RULE_COLUMNS, _rules(book)),
        settings.ETL / "law" / "ref_law_changes.csv": _csv(["day"], [[day] for day in book.changes]),
        settings.SQL / "assess" / f"{TABLE}.sql": HEADER + judged(book, KEYS, EVIDENCE),
    }


def _rules(book: Book) -> Iterable[list[object]]:
    for name, rule in book.rules.items():
        for each in rule.versions:
            dated = [each.since, each.until, each.article, each.conf]
            yield [each.id, name, str(rule.obliges).lower(), *dated, rule.vi, rule.en]


def _parameters(book: Book) -> Iterable[list[object]]:
    for name, parameter in book.parameters.items():
        for version in parameter.values:
            keyed = version.value if isinstance(version.value, dict) else {"": version.value}
            for key, value in keyed.items():
                dated = [version.since, version.until]
                yield [name, key, *dated, f"{value:.10g}", version.article, version.conf]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([columns, *rows])
    return out.getvalue()


def judged(book: Book, keys: Sequence[str], evidence: str) -> str:
    """SELECT that judges every row of a table by the law of its `from_month`, a row for each fund.

    Args:
        keys: columns of the table that are handed on; the others it needs are the words of the book's evidence.
    """
    words = [*keys, *(_word(book, name) for name in book.evidence)]
    funds = "\nunion all\n".join(_of_fund(book, keys, fund) for fund in FUNDS)
    listed = ",\n        ".join(words)
    order = ", ".join(f"{key} asc" for key in (*keys, "fund"))
    worded = f"with worded as materialized (\n    select\n        {listed}\n    from {evidence}\n)"
    return f"{worded}\n\n{funds}\norder by {order}\n"


def _word(book: Book, name: str) -> str:
    return f"coalesce({name}, false) as {name}" if book.evidence[name].absent == "false" else name


def _of_fund(book: Book, keys: Sequence[str], fund: str) -> str:
    exempting, obliging = (_versions(book, fund, obliging=obliging) for obliging in (False, True))
    cases = {
        "exempting": _cases(exempting, lambda version: f"coalesce({_when(book, version)}, false)"),
        "obliging": _cases(obliging, lambda version: f"coalesce({_when(book, version)}, false)"),
        "perhaps": _cases(obliging, lambda version: f"({_when(book, version)}) is null"),
    }
    missing = _lines(f"when '{version.id}' then {_missing(book, version)}" for version in obliging)
    judged = ",\n        ".join(f"{case} as {name}" for name, case in cases.items())
    return f"""\
select
    {", ".join(keys)}, '{fund}' as fund,
    case
        when exempting is not null then 'exempt'
        when obliging is not null then 'obliged'
        when perhaps is not null then 'unknown'
        else 'none'
    end as obligation,
    coalesce(exempting, obliging, perhaps) as rule_id,
    case when exempting is null and obliging is null then case perhaps{missing}
    end end as missing
from (
    select
        *,
        {judged}
    from worded
)"""


def _versions(book: Book, fund: str, obliging: bool) -> list[Version]:
    rules: list[Rule] = [
        rule for rule in book.rules.values() if fund in rule.funds and rule.obliges is obliging
    ]
    return [version for rule in rules for version in rule.versions]


def _cases(versions: Iterable[Version], of: Callable[[Version], str]) -> str:
    """SQL for the id of the first version that is in force and meets a condition."""
    told = _lines(f"when {_in_force(version)} and {of(version)} then '{version.id}'" for version in versions)
    return f"case{told}\n            else cast(null as varchar)\n        end"


def _lines(cases: Iterable[str]) -> str:
    return "".join(f"\n            {case}" for case in cases)


def _in_force(version: Dated) -> str:
    return f"from_month between date '{version.since}' and date '{version.until}'"


def _when(book: Book, version: Version, **told: str) -> str:
    """A version's condition with the figures of the law put in for their names, and what is told for words."""

    def put_in(node: Any) -> Any:
        if isinstance(node, exp.Column) and node.name in told:
            return sqlglot.parse_one(told[node.name], dialect="duckdb")
        if isinstance(node, exp.Column) and node.name in book.parameters:
            return sqlglot.parse_one(_figure(book, node.name), dialect="duckdb")
        return node

    tree = sqlglot.parse_one(version.when, dialect="duckdb")
    return tree.transform(put_in).sql(dialect="duckdb")


def _figure(book: Book, name: str) -> str:
    values = book.parameters[name].values
    return "case " + " ".join(f"when {_in_force(each)} then {each.value:.10g}" for each in values) + " end"


def _missing(book: Book, version: Version) -> str:
    """SQL for the words that nobody told and on which a condition hangs, joined with +."""
    tree = sqlglot.parse_one(version.when, dialect="duckdb")
    words = sorted({column.name for column in tree.find_all(exp.Column)} & set(book.evidence))
    asked = [_hangs_on(book, version, word) for word in words if book.evidence[word].absent == "unknown"]
    return f"concat_ws('+', {', '.join(asked)})" if asked else "null"


def _hangs_on(book: Book, version: Version, word: str) -> str:
    """SQL for the word, where it is not told and the condition is another with it than without."""
    ends = ("0", "1e15") if book.evidence[word].kind == "number" else ("false", "true")
    one, other = (_when(book, version, **{word: end}) for end in ends)
    return f"case when {word} is null and ({one}) is distinct from ({other}) then '{word}' end"


if __name__ == "__main__":
    for file, text in files(load()).items():
        file.write_text(text, encoding="utf-8", newline="")
