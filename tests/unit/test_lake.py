"""The lake shows the old table or the new one, never half of one."""

import pytest

from etl.lake import Lake


def test_a_written_table_is_found_by_table_and_period(tmp_path):
    lake = Lake(tmp_path)
    with lake.replace("core_things", "2026-09") as file:
        file.write_bytes(b"new")
    assert lake.has("core_things", "2026-09")
    assert lake.periods("core_things") == ["2026-09"]
    assert lake.tables() == ["core_things"]


def test_where_the_engine_spills_is_no_table(tmp_path):
    lake = Lake(tmp_path)
    (tmp_path / ".spill").mkdir()
    (tmp_path / "core_things").mkdir()
    assert lake.tables() == ["core_things"]


def test_a_failed_write_leaves_the_old_table_and_nothing_beside_it(tmp_path):
    lake = Lake(tmp_path)
    with lake.replace("core_things", "2026-09") as file:
        file.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="disk full"), lake.replace("core_things", "2026-09") as file:
        file.write_bytes(b"half")
        raise RuntimeError("disk full")
    folder = lake.path("core_things", "2026-09").parent
    assert [found.name for found in folder.iterdir()] == ["data.parquet"]
    assert lake.path("core_things", "2026-09").read_bytes() == b"old"


def test_what_a_killed_run_left_is_no_table_and_goes_with_the_next_write(tmp_path):
    lake = Lake(tmp_path)
    left = lake.path("core_things", "2026-09").with_suffix(".writing")
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    assert not lake.has("core_things", "2026-09")
    assert lake.periods("core_things") == []
    with lake.replace("core_things", "2026-09") as file:
        assert not file.exists()
        file.write_bytes(b"whole")
    assert not left.exists()
