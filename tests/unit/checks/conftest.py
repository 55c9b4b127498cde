"""A small table in a lake of its own, and an expectation file that a test writes."""

import pytest

from etl import settings
from etl.engine import Engine
from etl.lake import Lake

ROWS = """
select
    'letters.csv' as source_file,
    i + 2 as source_row,
    'x' || (i % 7) as code,
    case when i % 10 = 0 then null else 'Nguyễn Mật ' || i end as name,
    date '2020-01-01' + cast(i as integer) as from_day,
    date '2020-06-01' as to_day,
    i * 1000 as paid_vnd
from (select range as i from range({rows}))
"""


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture(scope="session")
def opened_engine(tmp_path_factory):
    """One engine for all tests: opening one takes longer than a check."""
    with Engine(Lake(tmp_path_factory.mktemp("unused"))) as opened:
        yield opened


@pytest.fixture
def engine(opened_engine, lake):
    opened_engine.lake = lake
    return opened_engine


@pytest.fixture
def letters(engine):
    """Write core_letters: source_file, source_row, code x0 … x6, name, from_day, to_day, paid_vnd."""

    def write(rows=1000, period="2026-10"):
        engine.write("core_letters", period, ROWS.format(rows=rows))

    return write


@pytest.fixture
def expect(tmp_path, monkeypatch):
    """Write expectations/core_letters.yml from the lines of its list, or as a whole text."""
    folder = tmp_path / "expectations"
    folder.mkdir()
    monkeypatch.setattr(settings, "EXPECTATIONS", folder)

    def write(*rules, text=None):
        head = "table: core_letters\nkey: [source_file, source_row]\nexpectations:\n"
        listed = head + "".join(f"  - {rule}\n" for rule in rules)
        (folder / "core_letters.yml").write_text(listed if text is None else text, encoding="utf-8")
        return folder / "core_letters.yml"

    return write
