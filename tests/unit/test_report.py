"""What `baophu why` says of the calendar of a line, by what the line holds."""

import io
from datetime import date

import pytest
from rich.console import Console

from etl import report

AS_OF = date(2026, 11, 23)
LOW_BASE = {"underpaid_since_date": "2026-02-03", "expected_vnd": 100_000_000, "evidence_period": "2025"}
WORKER = {"latest_start_month": "2025-12-01", "expected_vnd": 100_000_000, "evidence_period": "2025"}
EMPLOYER = {
    **WORKER,
    "workers_uncovered": 11,
    "workers_late": 2,
    "workers_evasion": 9,
    "employer_id": "0100233488",
}


def told(list_name, payload):
    """What stands under the title of the dates, line by line."""
    written = io.StringIO()
    screen = Console(file=written, width=400)
    report.tell_line(screen, {"list_name": list_name, "payload": payload}, AS_OF)
    _, _, dates = written.getvalue().partition("Các mốc thời gian khi đó / The dates then\n")
    return [line.strip() for line in dates.splitlines()][:-1]


@pytest.mark.parametrize("name", ["underdeclared_workers", "employers_underdeclared"])
def test_of_too_low_a_base_the_day_and_the_interest_are_told(name):
    assert told(name, LOW_BASE) == [
        "Mức đóng thấp của tháng 12/2025: thuộc trường hợp trốn đóng từ 03/02/2026",
        "Too low a base for 12/2025: evasion from 03/02/2026",
        "Tiền nộp thêm do chậm trên 100.000.000 đồng sau 02/02/2026 đến 23/11/2026: 8.820.000 đồng",
        "Interest on 100,000,000 VND after 02/02/2026 until 23/11/2026: 8,820,000 VND",
    ]


def test_of_a_payroll_the_month_is_its_own():
    payload = {**LOW_BASE, "underpaid_since_date": "2026-10-01", "evidence_period": "2026-08"}
    assert told("underdeclared_workers", payload)[:2] == [
        "Mức đóng thấp của tháng 08/2026: thuộc trường hợp trốn đóng từ 01/10/2026",
        "Too low a base for 08/2026: evasion from 01/10/2026",
    ]


def test_of_a_worker_the_registration_and_the_interest_are_told():
    said = told("uncovered_workers", WORKER)
    assert "Hạn đăng ký 30/01/2026" in said
    assert "Trốn đóng từ 01/04/2026" in said
    assert said[-1] == "Interest on 100,000,000 VND after 02/02/2026 until 23/11/2026: 8,820,000 VND"
    assert not any("Khung phạt" in line or "Mức đóng thấp" in line for line in said)


@pytest.mark.parametrize(
    ("entity_kind", "fine"),
    [("enterprise", "12,000,000–24,000,000 VND"), ("household", "6,000,000–12,000,000 VND")],
)
def test_of_an_employer_the_fine_is_told_too(entity_kind, fine):
    said = told("employers_incomplete", {**EMPLOYER, "entity_kind": entity_kind})
    assert f"Fine by the law of 23/11/2026 for 9 worker(s): {fine}" in said
    assert "To be registered by 30/01/2026" in said


def test_the_fine_is_that_of_the_standing_told():
    """Counted from 31 August the deadline is 30 September and evasion begins on 30 November."""
    said = told(
        "employers_incomplete",
        {**EMPLOYER, "latest_start_month": "2026-08-01", "workers_late": 9, "workers_evasion": 0},
    )
    assert "On 23/11/2026: late, 54 days after the deadline" in said
    assert "Fine by the law of 23/11/2026 for 9 worker(s): 10,000,000–20,000,000 VND" in said


def test_of_a_line_without_months_or_money_nothing_is_told():
    assert told("review_workers", {"evidence_period": "2025", "expected_vnd": None}) == []
