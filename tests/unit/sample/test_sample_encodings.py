"""Old fonts and code pages, letter by letter; a clerk can add cases to encodings.csv."""

import csv
import unicodedata
from pathlib import Path

import pytest

from etl.sample import encodings

CASES = list(csv.DictReader((Path(__file__).parent / "encodings.csv").open(encoding="utf-8")))
ALL = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['encoding']} {case['clean']}")
def test_known_words(case: dict[str, str]) -> None:
    stored = case["stored"].replace("\\u0090", "\u0090")
    assert getattr(encodings, case["encoding"])(case["clean"]) == stored


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_every_letter_has_its_own_code(name: str) -> None:
    codes = [getattr(encodings, name)(letter) for letter in ALL]
    assert len(set(codes)) == len(ALL)
    assert not set(codes) & set("ăâêôơưđ") - set("âêôăơư")


def test_windows_1258_holds_every_letter() -> None:
    for letter in ALL + ALL.upper():
        back = encodings.windows_1258(letter).decode("cp1258")
        assert unicodedata.normalize("NFC", back) == letter


def test_mojibake_is_utf_8_read_wrongly() -> None:
    spoiled = encodings.mojibake("Nguyễn Thị Hằng")
    assert spoiled.encode("cp1252").decode("utf-8") == "Nguyễn Thị Hằng"
