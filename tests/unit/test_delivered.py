"""What a month waits for, as the lake has it."""

import pytest

from etl import delivered
from etl.engine import Engine
from etl.lake import Lake
from etl.settings import Settings
from etl.sources import declaration

REQUIRED = ("business_entities", "residents", "si_members", "si_units")


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def fill(lake, periods):
    for source, period in periods.items():
        with lake.replace(f"landed_{source}", period) as place:
            place.write_bytes(b"rows")


@pytest.mark.parametrize(
    ("month", "year", "missing"),
    [
        ("2026-09", "2025", []),
        ("2026-09", "2024", ["tax_payees"]),
        ("2026-03", "2024", []),  # the returns of 2025 are due at the end of this month
        ("2026-04", "2024", ["tax_payees"]),
        ("2026-09", "2026-09", []),  # a payroll of the month itself
        ("2026-09", None, ["tax_payees"]),
    ],
)
def test_a_month_waits_for_the_returns_that_are_due(lake, month, year, missing):
    fill(lake, dict.fromkeys(REQUIRED, month) | ({"tax_payees": year} if year else {}))
    assert delivered.missing(lake, month) == missing


def test_of_payrolls_those_of_twelve_months_are_read_beside_the_newest_year(lake):
    landed = (
        "2024",
        "2025",
        *(f"2025-{month:02}" for month in range(7, 13)),
        "2026-03",
        "2026-09",
        "2026-10",
    )
    for period in landed:
        fill(lake, {"tax_payees": period})
    read = delivered.periods_read(lake, declaration.load("tax_payees"), "2026-09")
    assert read == ["2025", "2025-10", "2025-11", "2025-12", "2026-03", "2026-09"]


@pytest.mark.parametrize("source", REQUIRED)
def test_a_month_waits_for_the_month_itself_of_every_monthly_source(lake, tmp_path, source):
    fill(lake, dict.fromkeys(REQUIRED, "2026-09") | {"tax_payees": "2025", source: "2026-08"})
    assert delivered.missing(lake, "2026-09") == [source]
    with Engine(lake) as engine:
        assert delivered.reasons_to_wait(engine, Settings(), tmp_path, "2026-09") == [
            f"{source} is not in for 2026-09"
        ]
