"""A list of any rows, written as a release writes it, without a database."""

from dataclasses import dataclass
from pathlib import Path

import planted_lists
import pytest

from etl import settings as project
from etl.engine import Engine
from etl.lake import Lake
from etl.publish.columns import Heading, read_heading
from etl.publish.files import write_data_files
from etl.publish.manifest import list_entry
from etl.publish.workbook import SHEET_ROWS, Contents, write_workbook

TABLE = "out_planted_workers"
MANIFEST = {
    "release_id": "2026-09-0123456789ab",
    "period": "2026-09",
    "sources": {"si_members": "2026-08", "tax_payees": "2025"},
}


@dataclass
class Writer:
    """Writes lists into one folder."""

    folder: Path
    engine: Engine

    def files(self, select: str, heading: Heading) -> dict[str, Path]:
        """Parquet, CSV and JSON Lines of the rows of a select."""
        source = self.folder / "source.parquet"
        self.engine.execute(f"copy ({select}) to '{source}' (format parquet)")
        return write_data_files(self.engine, TABLE, heading, source, self.folder)

    def workbook(self, select: str, heading: Heading, sheet_rows: int = SHEET_ROWS) -> Path:
        """The workbook of the rows of a select."""
        files = self.files(select, heading)
        entry = list_entry(self.engine, TABLE, heading, files)
        target = self.folder / "list.xlsx"
        write_workbook(self.engine, Contents(heading, files["parquet"], entry, MANIFEST), target, sheet_rows)
        return target


@pytest.fixture
def writer(tmp_path, monkeypatch):
    planted_lists.write_headers(tmp_path)
    monkeypatch.setattr(project, "SQL", tmp_path / "sql")
    monkeypatch.setattr(project, "REFERENCE", tmp_path / "none")
    with Engine(Lake(tmp_path / "lake")) as engine:
        yield Writer(tmp_path, engine)


@pytest.fixture
def heading(writer):
    return read_heading(project.SQL / "out" / f"{TABLE}.sql")


@pytest.fixture
def planted_rows(writer):
    """The planted workers, as a select."""
    lists = planted_lists.Planted(writer.folder)
    lists.fill()
    return f"from read_parquet('{lists.lake.path(TABLE, planted_lists.PERIOD)}')"
