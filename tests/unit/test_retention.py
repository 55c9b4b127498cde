"""What is older than it may be kept goes; what the served release was made of stays."""

import json

import pytest
from typer.testing import CliRunner

from etl import cli, retention
from etl.errors import UsageFault
from etl.lake import Lake

TABLES = {
    "landed_residents": ("2024-06", "2024-07", "2026-07"),
    "rejects_residents": ("2024-06", "2026-07"),
    "deliveries_residents": ("2024-06", "2026-07"),
    "landed_tax_payees": ("2023", "2024"),
    "core_residents": ("2024-06", "2026-07"),
    "link_persons": ("2024-06", "2026-07"),
    "out_uncovered_workers": ("2024-06", "2026-07"),
}


@pytest.fixture
def lake(tmp_path):
    made = Lake(tmp_path / "lake")
    for table, periods in TABLES.items():
        for period in periods:
            with made.replace(table, period) as place:
                place.write_bytes(b"rows")
    return made


def serve(out, period, deliveries):
    folder = out / "releases" / f"{period}-0123"
    folder.mkdir(parents=True)
    manifest = {"release_id": folder.name, "period": period, "deliveries": deliveries}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (out / "releases" / "latest.json").write_text(json.dumps(manifest))


def left(lake):
    return {table: tuple(lake.periods(table)) for table in lake.tables() if lake.periods(table)}


def test_months_older_than_the_bound_go_and_accounts_stay(lake, tmp_path):
    removed = retention.clean(lake, tmp_path, "2026-07", 24)
    assert {(each.table, each.period) for each in removed} == {
        ("landed_residents", "2024-06"),
        ("rejects_residents", "2024-06"),
        ("landed_tax_payees", "2023"),
        ("core_residents", "2024-06"),
        ("link_persons", "2024-06"),
        ("out_uncovered_workers", "2024-06"),
    }
    assert left(lake) == {
        "landed_residents": ("2024-07", "2026-07"),
        "rejects_residents": ("2026-07",),
        "deliveries_residents": ("2024-06", "2026-07"),
        "landed_tax_payees": ("2024",),
        "core_residents": ("2026-07",),
        "link_persons": ("2026-07",),
        "out_uncovered_workers": ("2026-07",),
    }


def test_a_year_is_as_old_as_its_last_month(lake, tmp_path):
    assert ("landed_tax_payees", "2023") not in {
        (each.table, each.period) for each in retention.clean(lake, tmp_path, "2025-12", 24, dry_run=True)
    }
    assert ("landed_tax_payees", "2023") in {
        (each.table, each.period) for each in retention.clean(lake, tmp_path, "2026-01", 24, dry_run=True)
    }


def test_what_the_served_release_was_made_of_stays(lake, tmp_path):
    delivered = [{"source": "residents", "period": "2024-06"}, {"source": "tax_payees", "period": "2023"}]
    serve(tmp_path, "2024-06", delivered)
    assert retention.clean(lake, tmp_path, "2026-07", 24) == []
    assert left(lake) == TABLES


def test_a_later_release_keeps_only_what_it_read(lake, tmp_path):
    serve(
        tmp_path,
        "2026-07",
        [{"source": "residents", "period": "2026-07"}, {"source": "tax_payees", "period": "2023"}],
    )
    removed = {(each.table, each.period) for each in retention.clean(lake, tmp_path, "2026-07", 24)}
    assert ("landed_tax_payees", "2023") not in removed
    assert ("landed_residents", "2024-06") in removed


def test_nothing_that_a_run_reads_may_be_removed(lake, tmp_path):
    with pytest.raises(UsageFault, match="twelve months"):
        retention.clean(lake, tmp_path, "2026-07", 11)


def test_a_dry_run_counts_and_removes_nothing(lake, tmp_path, monkeypatch):
    monkeypatch.setenv("BAOPHU_KEEP_MONTHS", "24")
    told = CliRunner().invoke(
        cli.app, ["retention", "--out", str(tmp_path), "--period", "2026-07", "--dry-run"]
    )
    assert "6 tables of 2 periods" in told.output
    assert left(lake) == TABLES
    CliRunner().invoke(cli.app, ["retention", "--out", str(tmp_path), "--period", "2026-07"])
    assert "2024-06" not in left(lake)["core_residents"]
