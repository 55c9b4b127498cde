"""Two small made-up lists with SQL headers of their own, in a lake: what the tests of publishing publish."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl import settings as project
from etl.engine import Engine
from etl.lake import Lake
from etl.publish.release import release
from etl.settings import Settings

PERIOD = "2026-09"
LISTS = ["out_planted_employers", "out_planted_workers"]
HEADERS = {
    "out_planted_employers": """-- One row per made-up employer: a lead to verify.
-- Reads: nothing.
-- Title: Đơn vị thử nghiệm | Planted employers
--   line_id | Mã dòng | stable id
--   province_code | Mã tỉnh | province
--   grade | Mức tin cậy | A or B
--   priority | Thứ tự ưu tiên | the higher, the earlier
--   employer_name | Tên đơn vị | as registered
--   workers_uncovered | Số lao động chưa tham gia | persons
""",
    "out_planted_workers": """-- One row per made-up worker: a lead to verify,
-- never a finding.
-- Reads: nothing.
-- Title: Lao động thử nghiệm | Planted workers
--   line_id | Mã dòng | stable id
--   province_code | Mã tỉnh | province
--   commune_code | Mã xã | commune
--   grade | Mức tin cậy | A or B
--   priority | Thứ tự ưu tiên | the higher, the earlier
--   full_name | Họ và tên | made up
--   personal_id | Số định danh cá nhân | 12 digits
--   birth_date | Ngày sinh | day
--   first_month | Từ tháng | month
--   income_vnd | Thu nhập (đồng) | taxable
--   is_foreigner | Người nước ngoài | yes or no
""",
}
WORKERS = [
    (
        "a1",
        "40",
        "01234",
        "A",
        9.5,
        "Nguyễn Thị Hồng Ánh",
        "040190000001",
        "1990-01-02",
        "2025-01-01",
        120_000_000,
    ),
    ("a2", "40", "01234", "B", 3.25, "Đặng Văn Hậu", "001085000002", "1885-05-06", "2025-02-01", 84_000_000),
    ("a3", "40", None, "B", 2.0, "=1+1", None, None, "2025-03-01", -5),
    ("a4", "40", "01240", "B", 1.0, '+84 & <Y Phiên> "Êban"', "040190000004", "2000-02-29", None, 0),
    ("a5", "40", "01240", "A", 0.5, "@cmd|' /C calc'!A0", "040190000005", "1999-12-31", None, None),
]
DELIVERIES = [
    {"source": "si_members", "period": "2026-09", "delivery_id": "d1", "sha256": "00", "rows_accepted": 9},
    {"source": "tax_payees", "period": "2025", "delivery_id": "d2", "sha256": "01", "rows_accepted": 7},
]


def write_headers(folder: Path) -> None:
    """Make a `sql` folder with the two lists and an empty `expectations`."""
    for stage in ("functions", "core", "link", "assess", "out"):
        (folder / "sql" / stage).mkdir(parents=True, exist_ok=True)
    (folder / "expectations").mkdir(exist_ok=True)
    for table, header in HEADERS.items():
        select = "select 1 as line_id from range(1) order by line_id asc nulls last\n"
        (folder / "sql" / "out" / f"{table}.sql").write_text(header + select, encoding="utf-8")


def use(folder: Path) -> None:
    """Let the program find its SQL in `folder` (for a process of its own; tests take the fixture)."""
    project.SQL, project.EXPECTATIONS, project.REFERENCE = (
        folder / "sql",
        folder / "expectations",
        folder / "none",
    )


class Planted:
    """A lake with the two lists, and the folder that they are released into."""

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        self.out = folder / "out"
        self.settings = settings or Settings()
        self.lake = Lake(self.out / "lake")

    def fill(self, workers: list[tuple[Any, ...]] = WORKERS) -> None:
        """Write both lists into the lake, the workers in the order given."""
        employers = "select 'e1' as line_id, '40' as province_code, 'A' as grade, 1.5::double as priority, "
        employers += "'Công ty TNHH Đông Á' as employer_name, 7 as workers_uncovered"
        with Engine(self.lake) as engine:
            engine.write("out_planted_employers", PERIOD, employers)
            engine.execute(
                "create table rows (line_id varchar, province_code varchar, commune_code varchar, "
                "grade varchar, priority double, full_name varchar, personal_id varchar, birth_date date, "
                "first_month date, income_vnd bigint, is_foreigner boolean)"
            )
            if workers:
                places = ", ".join("?" * 11)
                rows = [(*row, row[0] == "a3") for row in workers]
                engine.connection.executemany(f"insert into rows values ({places})", rows)
            engine.write("out_planted_workers", PERIOD, "from rows")

    def release(self, **changed: Any) -> str:
        """Release what the lake holds; `changed` are arguments of `release`."""
        arguments = {
            "lists": LISTS,
            "deliveries": DELIVERIES,
            "judgements": [],
            "settings": self.settings,
            "created_at": datetime(2026, 10, 1, 8, 30, tzinfo=UTC),
            "audit": lambda: None,
        }
        with Engine(self.lake) as engine:
            return release(engine, self.lake, self.out, PERIOD, **{**arguments, **changed})

    def bytes(self, release_id: str) -> dict[str, bytes]:
        """Every file of a release."""
        folder = self.out / "releases" / release_id
        return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
