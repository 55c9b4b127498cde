"""Messy address lines and the place that a clerk reads in them: add a line to addresses.csv.

A line with a commune must be read as that commune, with confidence "certain" or "likely"; one without names
in `confidence` what the reader must say instead. Columns as in core_addresses; `place` is for the reader of
the table.
"""

import csv
from pathlib import Path

import pytest

from etl import engine as sql
from etl.engine import Engine
from etl.lake import Lake

with (Path(__file__).parent / "addresses.csv").open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file))
MODELS = [model for model in sql.models("core") if model.startswith(("core_place", "core_address"))]
READ = ("commune_code", "commune_vintage", "province_code", "old_district_code", "confidence")


def read(addresses: list[str], folder: Path) -> dict[str, dict[str, str]]:
    """What the models say about each address, empty text for NULL."""
    with Engine(Lake(folder), threads=1) as engine:
        columns = (
            "unnest($addresses) as address, null::varchar as commune_code, null::date as commune_vintage"
        )
        engine.execute(f"create table landed_tax_payers as select {columns}", addresses=addresses)
        for table in ("landed_business_entities", "landed_si_units", "earlier_si_units"):
            engine.execute(f"create table {table} as from landed_tax_payers limit 0")
        for model in MODELS:
            engine.execute(f"create table {model} as {sql.rendered(model)}")
        shown = ", ".join(f"coalesce(cast({column} as varchar), '')" for column in READ)
        rows = engine.execute(f"select address, {shown} from core_addresses")
    return {address: dict(zip(READ, values, strict=True)) for address, *values in rows}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return read([line["address"] for line in LINES], tmp_path_factory.mktemp("lake"))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["address"])
def test_address(answers, line):
    expected = {column: line[column] for column in READ}
    found = dict(answers[line["address"]])
    if line["commune_code"] and found["confidence"] in ("certain", "likely"):
        found["confidence"] = ""
    assert found == expected, line["place"]


def test_there_are_lines():
    assert len(LINES) >= 120
    assert len({line["address"] for line in LINES}) == len(LINES)


def test_every_place_is_read_under_its_full_name(tmp_path):
    """All 13,356 communes; 3 in 10,000 may be wrong: two fold alike, one bears the district's name too."""
    with (sql.settings.REFERENCE / "geography" / "ref_communes.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        places = list(csv.DictReader(file))
    written = {
        ", ".join(filter(None, ("12 Lê Lợi", p["commune_name"], p["district_name"], p["province_name"]))): p
        for p in places
    }
    answers = read(list(written), tmp_path)
    wrong = [
        address
        for address, place in written.items()
        if (answers[address]["commune_code"], answers[address]["commune_vintage"])
        != (place["commune_code"], place["commune_vintage"])
    ]
    assert len(wrong) <= len(places) * 0.0003, wrong


def test_neither_order_nor_company_changes_an_answer(answers, tmp_path):
    half = [line["address"] for line in LINES][::-2]
    assert read(half, tmp_path) == {address: answers[address] for address in half}
