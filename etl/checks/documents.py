"""The auditor's site: GX's own Data Docs of every suite and result of a run, without any value of a row.

GX's pages load scripts and styles from a dozen foreign servers; an office's browser must not call them
(DOMAIN §7.3 no. 11). They are taken out, a style of our own put in, and what GX draws at random made fixed.
"""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.checks import context, pages
from etl.checks.expectations import QUERY, Suite
from etl.checks.report import Report

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context import EphemeralDataContext

# GX's other fields may hold values of rows, or the text of queries and errors that may.
COUNTS = {
    "element_count",
    "unexpected_count",
    "unexpected_percent",
    "missing_count",
    "missing_percent",
    "unexpected_percent_total",
    "unexpected_percent_nonmissing",
}


def build_docs(reports: Iterable[Report], folder: Path, at: datetime) -> Path:
    """Build the site of a run; what the folder held before is replaced when the new site is whole.

    Args:
        reports: one a table and period; their order changes nothing.
        at: the instant of the run, with its time zone; shown on every page.
    Returns:
        The site's first page.
    """
    listed = sorted(reports, key=lambda report: (report.table, report.period))
    writing = folder.with_name(f"{folder.name}.writing").absolute()
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir(parents=True)
    gx = context.new_context()
    gx.add_data_docs_site("checks", _site(writing))
    links = [_store(gx, report, at) for report in listed]
    gx.build_data_docs()
    pages.settle(writing)
    missing = [link for link in links if not (writing / link).is_file()]
    if missing:
        raise RuntimeError(f"Great Expectations left out {len(missing)} of {len(links)} pages: {missing[0]}")
    pages.write_index(writing, listed, links, at)
    pages.write_findings(writing, listed)
    shutil.rmtree(folder, ignore_errors=True)
    writing.rename(folder)
    return folder / "index.html"


def without_values(outcome: "ExpectationSuiteValidationResult") -> dict[str, Any]:
    """GX's result as JSON-like data, with counts only: nothing that a row holds, and no text of an error."""
    told: dict[str, Any] = outcome.to_json_dict()
    for result in told["results"]:
        whole = _is_about_the_table(result["expectation_config"]["type"])
        kept = COUNTS | {"observed_value", "details"} if whole else COUNTS
        result["result"] = {name: value for name, value in result["result"].items() if name in kept}
        result["exception_info"] = {
            "raised_exception": not result["result"],
            "exception_message": "" if result["result"] else "could not be evaluated",
            "exception_traceback": "",
        }
    told["meta"] = {
        name: told["meta"][name] for name in ("great_expectations_version", "active_batch_definition")
    }
    return told


def _is_about_the_table(kind: str) -> bool:
    """Whether what GX observed is a count or a list of columns, and not a value of a row."""
    return kind.startswith("expect_table_") or kind == QUERY


def _site(folder: Path) -> Any:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
    }


def _store(gx: "EphemeralDataContext", report: Report, at: datetime) -> str:
    """Hand a report to GX's stores; gives the path of the page that GX makes of it."""
    from great_expectations.core import RunIdentifier
    from great_expectations.core.expectation_validation_result import expectationSuiteValidationResultSchema
    from great_expectations.data_context.types import resource_identifiers as identifiers

    run = RunIdentifier(report.period, at)
    result = expectationSuiteValidationResultSchema.load(report.document)
    result.meta["run_id"] = run
    suite = identifiers.ExpectationSuiteIdentifier(report.table)
    gx.suites.add_or_update(
        context.gx_suite(Suite(report.table, [], [found.rule for found in report.findings]))
    )
    key = identifiers.ValidationResultIdentifier(suite, run, context.SOURCE)
    gx.validation_results_store.set(key, result)
    return "/".join(["validations", report.table, *run.to_tuple(), f"{context.SOURCE}.html"])
