"""What a schedule waits for: deliveries that lie still and were not landed as they lie."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from etl.errors import FileRefused
from etl.lake import Lake
from etl.sources import arrivals
from etl.sources.deliveries import LandedFile

SETTLE = timedelta(seconds=60)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def deliver(tmp_path):
    """Writes a file of a period of the residents."""

    def write(period="2026-09", name="part1.csv", source="residents"):
        folder = tmp_path / "landing" / source / period
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"content")
        return folder / name

    return write


@pytest.fixture
def arrived(tmp_path, lake):
    """Periods that a look finds, so many seconds from now."""

    def look(after=61, source="residents", now=None):
        now = now or datetime.now(UTC) + timedelta(seconds=after)
        return arrivals.find_arrivals(tmp_path / "landing", lake, source, now, SETTLE)

    return look


def told(name="part1.csv", status="landed", period="2026-09", source="residents"):
    """What became of a file, as the landing tells it."""
    return LandedFile(
        "", source, period, f"{source}/{period}/{name}", "", status=status, message="FileRefused: so"
    )


def land(lake, period="2026-09", source="residents", began=None):
    """What a finished landing leaves: its account, dated with the time at which it began to read."""
    with lake.replace(f"deliveries_{source}", period) as place:
        place.write_bytes(b"account")
    arrivals.mark_landed(lake, [told(period=period, source=source)], began or datetime.now(UTC))
    time.sleep(0.02)  # a file's change time counts in the kernel's ticks


def test_nothing_is_found_where_nothing_lies(arrived):
    assert arrived() == []


def test_a_delivery_has_arrived_when_it_has_lain_still(deliver, arrived):
    deliver()
    assert arrived(after=58) == []
    assert arrived(after=61) == ["2026-09"]


def test_what_was_landed_is_not_found_again(deliver, arrived, lake):
    deliver()
    land(lake)
    assert arrived() == []


@pytest.mark.parametrize(
    "change", ["a file more", "a file replaced", "a file touched", "a file taken out", "a sidecar"]
)
def test_a_delivery_that_changed_since_is_found_again(deliver, arrived, lake, change):
    first = deliver()
    deliver(name="part2.csv")
    land(lake)
    assert arrived() == []
    match change:
        case "a file more":
            deliver(name="part3.csv")
        case "a file replaced":
            first.write_bytes(b"other")
        case "a file touched":
            first.touch()
        case "a file taken out":
            first.unlink()
        case "a sidecar":
            deliver(name="part1.csv.replaces")
    assert arrived() == ["2026-09"]


def test_a_copy_that_keeps_its_old_dates_is_found_all_the_same(deliver, arrived, lake):
    file = deliver()
    land(lake)
    file.write_bytes(b"other")
    os.utime(file, (0, 0))
    assert arrived() == ["2026-09"]


def test_what_came_while_its_folder_was_read_is_found_again(deliver, arrived, lake):
    began = datetime.now(UTC) - timedelta(seconds=1)
    deliver()
    land(lake, began=began)
    assert arrived() == ["2026-09"]


def test_a_landing_that_was_killed_leaves_its_delivery_to_be_found(deliver, arrived, lake):
    deliver()
    with lake.replace("landed_residents", "2026-09") as place:
        place.write_bytes(b"rows without an account")
    assert arrived() == ["2026-09"]


def test_periods_come_oldest_first_and_sources_apart(deliver, arrived):
    deliver("2026-10")
    deliver("2026-08")
    deliver("2026-09", source="si_units")
    assert arrived() == ["2026-08", "2026-10"]
    assert arrived(source="si_units") == ["2026-09"]


def test_an_order_for_a_database_waits_until_its_month_is_over(deliver, arrived):
    deliver("2026-09", "residents.database.yml")
    assert arrived(now=datetime(2026, 9, 30, 23, tzinfo=UTC)) == []
    assert arrived(now=datetime(2026, 10, 1, 1, tzinfo=UTC)) == ["2026-09"]


def test_an_order_for_a_year_waits_until_the_year_is_over(deliver, arrived):
    deliver("2025", "payees.database.yml", "tax_payees")
    assert arrived(source="tax_payees", now=datetime(2025, 12, 31, tzinfo=UTC)) == []
    assert arrived(source="tax_payees", now=datetime(2026, 1, 1, tzinfo=UTC)) == ["2025"]


def test_an_order_that_was_not_carried_out_is_found_again_and_told(deliver, arrived, lake):
    deliver("2026-09", "residents.database.yml")
    land(lake)
    files = [told("residents.database.yml", "refused"), told("part2.csv", "refused")]
    arrivals.mark_landed(lake, files, datetime.now(UTC))
    assert arrived() == ["2026-09"]
    with pytest.raises(FileRefused, match="1 order"):
        arrivals.require_read_orders(files)
    arrivals.require_read_orders(files[1:])


@pytest.mark.parametrize(
    ("landed", "periods", "concerned"),
    [
        ([], ["2026-09"], ["2026-09"]),
        ([], ["2025"], []),
        (["2026-09"], ["2025"], ["2026-09"]),
        (["2026-09"], ["2026-09"], ["2026-09"]),
        (["2026-09"], ["2026-07"], ["2026-07", "2026-09"]),
        (["2026-08", "2026-09"], ["2026-10"], ["2026-09", "2026-10"]),
    ],
)
def test_a_delivery_concerns_its_month_and_the_newest(lake, landed, periods, concerned):
    for period in landed:
        with lake.replace("landed_residents", period) as place:
            place.write_bytes(b"rows")
    assert arrivals.months_concerned(lake, periods) == concerned
