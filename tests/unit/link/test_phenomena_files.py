"""The labelled pairs of `tests/phenomena/persons/` are well-formed: fields, identifiers, places, labels.

What the pairs mean is the scorer's test; here a slip of the pen in them is found, by file and number of the pair.
"""

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.settings import REFERENCE

SUITE = Path(__file__).parents[2] / "phenomena" / "persons"
LABELS = (True, False, "unsure")
FORMS = {
    "full_name": r".*\S.*",
    "sex": r"[MF]",
    "personal_id": r"\d{12}",
    "previous_personal_id": r"\d{12}",
    "old_id_number": r"\d{9}",
    "si_number": r"\d{10}",
    "tax_code": r"\d{10}",
    "commune_code": r"\d{5}",
    "employer_id": r"\d{10}",
    "phone": r"0\d{9,10}",
    "household_id": r"\d{10}",
}
FIELDS = {*FORMS, "birth_date", "birth_year"}
NUMBERS = {field for field, form in FORMS.items() if r"\d" in form}
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
# Here a number is not its bearer's, or was mistyped: it may contradict the sex and the birth beside it.
WRONG_IDS = {
    "birth_year_slip",
    "clerks_number",
    "id_contradicts_record",
    "placeholder_numbers",
    "reissued_personal_id",
    "relatives_number",
    "row_slip",
    "sex_miswritten",
    "swapped_digits",
}
WRONG_TAX_CODES = {"id_one_digit_apart", "placeholder_numbers", "swapped_digits"}

Side = dict[str, Any]


def read_suite() -> dict[str, dict[str, Any]]:
    """The files of the suite by their stem."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SUITE.glob("*.yml"))
    }


PHENOMENA = read_suite()
PAIRS = [
    pytest.param(name, pair, id=f"{name}-{number}")
    for name, phenomenon in PHENOMENA.items()
    for number, pair in enumerate(phenomenon["pairs"], 1)
]


def sides(pair: dict[str, Any]) -> Iterator[Side]:
    yield pair["left"]
    yield pair["right"]


def birth_year(side: Side) -> int | None:
    return side["birth_date"].year if "birth_date" in side else side.get("birth_year")


def said_by_id(personal_id: str) -> tuple[str, int]:
    """The sex and the birth year inside a personal id (DOMAIN §1.2)."""
    century = int(personal_id[3])
    return "MF"[century % 2], 1900 + 100 * (century // 2) + int(personal_id[4:6])


def contradictions(side: Side) -> list[str]:
    """What a side's personal id says otherwise than the record."""
    if "personal_id" not in side:
        return []
    sex, year = said_by_id(side["personal_id"])
    return [
        *(["sex"] if side.get("sex", sex) != sex else []),
        *(["birth year"] if (birth_year(side) or year) != year else []),
    ]


def is_tax_code(value: str) -> bool:
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, value, strict=False)) % 11
    return rest != 0 and int(value[9]) == 10 - rest


@pytest.fixture(scope="module")
def communes() -> set[str]:
    with (REFERENCE / "geography" / "ref_communes.csv").open(encoding="utf-8", newline="") as file:
        return {row["commune_code"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def provinces() -> set[str]:
    """The 63 provinces as the personal id writes them."""
    with (REFERENCE / "geography" / "ref_provinces.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["province_vintage"] == "2025-06-30"]
    return {f"0{row['province_code']}" for row in rows}


@pytest.mark.parametrize("name", PHENOMENA)
def test_phenomenon(name):
    phenomenon = PHENOMENA[name]
    assert set(phenomenon) == {"phenomenon", "says", "pairs"}
    assert phenomenon["phenomenon"] == name
    assert "\n" not in phenomenon["says"].strip()
    labels = [pair["same"] for pair in phenomenon["pairs"]]
    assert True in labels, "a phenomenon that never joins teaches only to say no"
    assert False in labels, "a phenomenon that never parts teaches only to say yes"
    assert len(labels) >= 8


@pytest.mark.parametrize(("name", "pair"), PAIRS)
def test_pair(name, pair, communes, provinces):
    assert set(pair) == {"same", "why", "left", "right"}
    assert pair["same"] in LABELS
    assert pair["why"].strip()
    assert pair["same"] is not False or pair["left"] != pair["right"], "nothing tells the two apart"
    for side in sides(pair):
        check_fields(side)
        assert side.get("commune_code", "00001") in communes
        check_numbers(name, side, provinces)


def check_fields(side: Side) -> None:
    assert side
    assert set(side) <= FIELDS
    for field in side.keys() & FORMS.keys():
        assert isinstance(side[field], str), f"{field} needs quotes"
        assert re.fullmatch(FORMS[field], side[field]), f"{field} has not its form"
    assert not {"birth_date", "birth_year"} <= set(side), "a year-only birth has no birth_date"
    assert type(side.get("birth_date", date.min)) is date, "birth_date is YYYY-MM-DD"
    assert isinstance(side.get("birth_year", 0), int)


def check_numbers(name: str, side: Side, provinces: set[str]) -> None:
    if "employer_id" in side:
        assert is_tax_code(side["employer_id"]), "employer_id fails its check digit"
    if "tax_code" in side and name not in WRONG_TAX_CODES:
        assert is_tax_code(side["tax_code"]), "tax_code fails its check digit"
    if name not in WRONG_IDS:
        ids = [side[field] for field in ("personal_id", "previous_personal_id") if field in side]
        assert all(value[:3] in provinces and value[3] in "0123" for value in ids)
        assert not contradictions(side), "the personal id contradicts the record"


def test_the_suite_is_large_and_balanced():
    labels = Counter(pair["same"] for phenomenon in PHENOMENA.values() for pair in phenomenon["pairs"])
    total = sum(labels.values())
    assert len(PHENOMENA) >= 30
    assert total >= 400
    assert labels[True] >= 0.4 * total
    assert labels[False] >= 0.3 * total
    assert 0.1 * total <= labels["unsure"] <= 0.2 * total


def test_no_pair_stands_twice():
    """Nor turned round, nor in two files: a pair counted twice weighs twice."""
    seen = Counter(
        "|".join(sorted(json.dumps(side, sort_keys=True, default=str) for side in sides(pair)))
        for phenomenon in PHENOMENA.values()
        for pair in phenomenon["pairs"]
    )
    assert [key for key, times in seen.items() if times > 1] == []


def test_wrong_ids_are_named_only_where_there_are_any():
    """A phenomenon on the list without a contradiction has no need to be there."""
    contradicting = {
        name
        for name, phenomenon in PHENOMENA.items()
        for pair in phenomenon["pairs"]
        for side in sides(pair)
        if contradictions(side)
    }
    assert contradicting == WRONG_IDS


@pytest.mark.parametrize("path", sorted(SUITE.glob("*.yml")), ids=lambda path: path.stem)
def test_letters_are_composed(path):
    """Damaged letters are written as escapes, so that an editor cannot repair them unseen."""
    text = path.read_text(encoding="utf-8")
    assert unicodedata.normalize("NFC", text) == text
    assert not [sign for sign in text if unicodedata.category(sign) == "Cf"]
