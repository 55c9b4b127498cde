"""Monthly accounts of units (C12): text amounts 1,234,567 below a hidden row of technical names."""

import numpy as np

from etl.sample import columns, dates, text, write_sheets
from etl.sample.delivery import Landing, Sheet, sheet
from etl.sample.dirt import Dirt
from etl.sample.firms import PUBLIC
from etl.sample.text import Ints
from etl.sample.units import CLOSED
from etl.sample.world import World

NAMED = {
    "unit_code": "Mã đơn vị",
    "opening_balance_vnd": "Nợ đầu kỳ",
    "receivable_vnd": "Phải thu",
    "paid_vnd": "Đã nộp",
    "closing_balance_vnd": "Nợ cuối kỳ",
}
RATE = 0.32  # of the wage base, worker and employer together (DOMAIN §3.5)
DAILY_INTEREST = 0.0003


def _receivable(world: World) -> Ints:
    """Contributions of the month by unit."""
    spells = world.spells
    now = (spells.first <= world.now) & ((spells.last < 0) | (spells.last >= world.now))
    bases = np.bincount(spells.unit[now], spells.base[now], len(world.units))
    return np.round(bases * RATE).astype(np.int64)


def build(rng: np.random.Generator, dirt: Dirt, world: World) -> Sheet:
    """One row per unit of an employer; one unit in twelve is months behind, closed ones still owe."""
    at = np.flatnonzero(world.units.employer >= 0)
    n, due = len(at), _receivable(world)[at]
    closed = world.units.status[at] == CLOSED
    behind = np.where(rng.random(n) < np.where(closed, 0.5, 0.08), rng.integers(1, 14, n), 0)
    opening = np.where(closed & (behind > 0), 4_000_000 * behind, due * behind)
    paid = np.where(behind > 0, np.round(due * rng.uniform(0, 0.6, n)), due).astype(np.int64)
    interest = np.round(opening * DAILY_INTEREST * 30).astype(np.int64)
    reminded = world.today - rng.integers(5, 60, n).astype("timedelta64[D]")
    public = world.employers.kind[world.units.employer[at]] == PUBLIC
    return sheet(
        "si_accounts",
        {
            "unit_code": text.array([world.units.code[one] for one in at]),
            "opening_balance_vnd": columns.grouped(opening, ","),
            "receivable_vnd": columns.grouped(due, ","),
            "paid_vnd": columns.grouped(paid, ","),
            "late_interest_vnd": columns.grouped(interest, ","),
            "closing_balance_vnd": columns.grouped(opening + due - paid + interest, ","),
            "oldest_unpaid_month": dates.months(np.where(behind > 0, world.now - behind, -1)),
            "reminded_date": text.where((behind > 1) & (rng.random(n) < 0.7), dates.written(reminded), None),
            "budget_funded": columns.booleans(public, "x", None),
        },
        employer=world.units.employer[at],
    )


def deliver(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    """As many workbooks as sheets of sixty thousand rows need."""
    rows = build(rng, dirt, world)
    for at, part in enumerate(rows.parts(-(-len(rows) // write_sheets.MOST_ROWS))):
        path = landing.path("si_accounts", f"C12_{at + 1:02d}.xlsx")
        title = ["BẢO HIỂM XÃ HỘI", "KẾT QUẢ ĐÓNG BHXH, BHYT, BHTN (C12-TS)", f"Tháng {world.period}"]
        write_sheets.write_hidden_names(landing, path, part, NAMED, title)
