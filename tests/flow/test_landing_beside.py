"""Two sources landed at once leave each other's half-made files alone; what a killed landing left is removed."""

from made_files import csv_bytes, residents, write

from etl.sources import landing as lander
from etl.sources.declaration import load


def test_a_landing_clears_up_after_its_own_source_only(engine, tmp_path):
    scratch = engine.lake.root.with_name("lake.landing")
    others, killed = (
        scratch / "si_units" / "2026-09" / "raw.parquet",
        scratch / "residents" / "2026-07" / "raw.parquet",
    )
    for file in (others, killed):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"half made")
    write(tmp_path / "landing" / "residents" / "2026-09", "part.csv", csv_bytes(residents(3)))
    (delivery,) = lander.find_deliveries(tmp_path / "landing")
    (landed,) = lander.land(engine, load("residents"), delivery, tmp_path / "landing")
    assert landed.rows_accepted == 3
    assert others.exists()
    assert not killed.parent.exists()
    assert not (scratch / "residents").exists()
