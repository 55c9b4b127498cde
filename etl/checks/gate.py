"""The gate behind a stage: every table checked, the pages written, and a stop where a critical expectation breaks."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from etl.checks.documents import build_docs
from etl.checks.report import Report
from etl.checks.run import check
from etl.engine import Engine
from etl.errors import CheckFailed
from etl.lake import Lake


def require_all(
    engine: Engine, tables: Iterable[str], period: str, lake: Lake, folder: Path, at: datetime
) -> list[Report]:
    """Check tables of a period, write the site into `folder`, and give the reports with their warnings.

    Raises:
        CheckFailed: critical expectations are broken; those of all tables are told at once.
    """
    reports = [check(engine, table, period, lake) for table in tables]
    build_docs(reports, folder, at)
    stop_if_broken(reports, folder)
    return reports


def stop_if_broken(reports: list[Report], folder: Path) -> None:
    """Raise CheckFailed where a critical expectation of any report is broken."""
    broken = [report for report in reports if report.broken]
    if not broken:
        return
    details = []
    for report in broken:
        details.append(f"{report.table} breaks {len(report.broken)} of {len(report.findings)} expectations")
        details += [f"  {report.told(found)}" for found in report.broken]
    raise CheckFailed(
        f"{len(broken)} of {len(reports)} tables break critical expectations",
        details,
        stands="The last release is still served.",
        todo=f"Fix the source, or widen the bound in expectations/<table>.yml with a date and a reason, then run again."
        f" All findings: {folder / 'index.html'}",
    )
