"""Made-up files put through the landing, and what lies in the lake afterwards."""

from pathlib import Path
from typing import Any

from made_files import SENTINEL, write

from etl.engine import Engine
from etl.sources import landing as lander
from etl.sources.declaration import load

MEMBER = {
    "si_number": "4016000001",
    "personal_id": "040095000001",
    "full_name": "Nguyễn Văn Thử",
    "birth_date": "05/03/1995",
    "unit_code": "TC0001C",
    "from_month": "01/2024",
}


def land_files(
    engine: Engine, landing: Path, files: dict[str, bytes], source: str, period: str, **options: Any
) -> dict[str, lander.LandedFile]:
    """Land files of one source and period; gives what became of each, by name."""
    for name, content in files.items():
        write(landing / source / period, name, content)
    delivery = next(d for d in lander.find_deliveries(landing) if (d.source, d.period) == (source, period))
    landed = lander.land(engine, load(source), delivery, landing, **options)
    for each in landed:
        assert each.rows_in == each.rows_accepted + each.rows_rejected
        assert SENTINEL not in str(each)
    assert not engine.lake.root.with_name("lake.landing").exists()
    return {each.source_file.rpartition("/")[2]: each for each in landed}


def rows(engine: Engine, columns: str, table: str = "landed_residents") -> list[tuple[Any, ...]]:
    """Columns of a landed table in the order of the files."""
    place = "source_file" if table.startswith("deliveries") else "source_file, source_row"
    return engine.execute(f"select {columns} from {table} order by {place}")
