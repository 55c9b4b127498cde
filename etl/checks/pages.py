"""Makes GX's pages fit to be served from a plain folder: nothing foreign, nothing random, one style."""

import html
import json
import re
import shutil
from datetime import datetime
from pathlib import Path

from lxml import html as pages

from etl.checks.report import Report
from etl.checks.words import count

FINDINGS = "findings.json"
RANDOM_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
USELESS = """
//script | //style | //link | //img | //button | //a[starts-with(@href, 'http')]
| //div[contains(@class, 'card')][div/strong[text() = 'Actions']] | //p[contains(text(), 'newsletter')]
"""
STYLE = """
body { font-family: sans-serif; margin: 2rem; color: #222; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
th, td { border: 1px solid #ccc; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
nav li { display: inline-block; margin-right: 1rem; }
.text-success::before { content: "✓ "; color: #17692b; }
.text-danger::before { content: "✗ "; color: #a31515; }
.text-warning::before { content: "! "; color: #8a5a00; }
"""


def settle(folder: Path) -> None:
    """Rewrite every page below the folder, and drop the fonts and pictures that GX copies beside them."""
    for file in sorted(folder.rglob("*.html")):
        file.write_text(_settled(file.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(folder / "static", ignore_errors=True)


def write_index(folder: Path, reports: list[Report], links: list[str], at: datetime) -> None:
    """Write the first page: a line a table, then a line a rule that does not hold, with its notes.

    GX's own first page is empty without foreign scripts.
    """
    heads = ["Table", "Period", "Rows", "Expectations", "Broken", "Warnings", "Keys of failing rows"]
    tables = [_row("th", heads)]
    for report, link in zip(reports, links, strict=True):
        counts = [report.rows, len(report.findings), len(report.broken), len(report.warnings)]
        cells = [report.period, *map(count, counts), report.failures]
        tables.append(_row("td", cells, f'<td><a href="{html.escape(link)}">{report.table}</a></td>'))
    rules = [_row("th", ["Table", "Weight", "Does not hold", "Notes"])]
    for report in reports:
        for found in [*report.broken, *report.warnings]:
            cells = [report.table, found.rule.severity, report.told(found), found.rule.notes]
            rules.append(_row("td", cells))
    text = _index(at, "\n".join(tables), "\n".join(rules))
    (folder / "index.html").write_text(text, encoding="utf-8")


def write_findings(folder: Path, reports: list[Report]) -> None:
    """Write every finding, kept and broken, for programs: counts only, as on the pages."""
    told = [
        {
            "table": report.table,
            "period": report.period,
            "expectation": found.rule.type,
            "column": found.rule.kwargs.get("column"),
            "description": found.rule.description,
            "severity": found.rule.severity,
            "holds": found.holds,
            "failing": found.failing,
            "rows": found.rows,
        }
        for report in reports
        for found in report.findings
    ]
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    (folder / FINDINGS).write_text(text, encoding="utf-8")


def _index(at: datetime, tables: str, rules: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="UTF-8"><title>Checks</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<h1>Checks</h1>\n<p>Run at {at.isoformat()}. "
        "Broken critical expectations stop the release; each warning has an owner.</p>\n"
        f"<table>\n{tables}\n</table>\n<h2>What does not hold</h2>\n<table>\n{rules}\n</table>\n"
        "</body>\n</html>\n"
    )


def _row(cell: str, values: list[str], first: str = "") -> str:
    return f"<tr>{first}{''.join(f'<{cell}>{html.escape(value)}</{cell}>' for value in values)}</tr>"


def _settled(text: str) -> str:
    """A page without what is foreign or works only with foreign scripts, its random ids numbered."""
    page = pages.document_fromstring(text)
    for found in page.xpath(USELESS):
        found.drop_tree()
    style = pages.Element("style")
    style.text = STYLE
    page.find("head").append(style)
    numbers: dict[str, str] = {}
    settled: str = pages.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    return RANDOM_ID.sub(lambda match: numbers.setdefault(match[0], f"no-{len(numbers) + 1}"), settled)
