"""A lake to land made-up deliveries in."""

import pytest
from landings import land_files

from etl.engine import Engine
from etl.lake import Lake


@pytest.fixture
def engine(tmp_path):
    with Engine(Lake(tmp_path / "lake")) as opened:
        yield opened


@pytest.fixture
def land(engine, tmp_path):
    """Lands files of one source and period; gives what became of each, by name."""

    def run(files, source="residents", period="2026-09", **options):
        return land_files(engine, tmp_path / "landing", files, source, period, **options)

    return run
