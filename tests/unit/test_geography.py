"""The reference lists of places: counts and codes against the resolutions, and the traps known in them."""

import csv
from collections import Counter, defaultdict

import pytest

from etl import settings

OLD, NEW = "2025-06-30", "2025-07-01"


def rows(name: str) -> list[dict[str, str]]:
    with (settings.REFERENCE / "geography" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PROVINCES, DISTRICTS, COMMUNES = rows("ref_provinces"), rows("ref_districts"), rows("ref_communes")
CHANGES, ALIASES = rows("ref_commune_changes"), rows("ref_place_aliases")
OLD_COMMUNES = {row["commune_code"]: row for row in COMMUNES if row["commune_vintage"] == OLD}
NEW_COMMUNES = {row["commune_code"]: row for row in COMMUNES if row["commune_vintage"] == NEW}

# Province, communes, old provinces in it: resolutions 202/2025/QH15 and 1654 … 1687/NQ-UBTVQH15.
MERGED = """
01 126 01 | 04 56 04 | 08 124 08 02 | 11 45 11 | 12 38 12 | 14 75 14 | 15 99 10 15 | 19 92 19 06
20 65 20 | 22 54 22 | 24 99 24 27 | 25 148 25 26 17 | 31 114 31 30 | 33 104 33 34 | 37 129 37 35 36
38 166 38 | 40 130 40 | 42 69 42 | 44 78 45 44 | 46 40 46 | 48 94 48 49 | 51 96 51 62 | 52 135 64 52
56 65 56 58 | 66 102 66 54 | 68 124 68 60 67 | 75 95 75 70 | 79 168 79 74 77 | 80 96 72 80 | 82 102 87 82
86 124 86 83 84 | 91 102 89 91 | 92 103 92 93 94 | 96 64 96 95
"""
EXPECTED = [line.split() for line in MERGED.replace("\n", "|").split("|") if line.strip()]


def test_counts():
    assert Counter(row["province_vintage"] for row in PROVINCES) == {OLD: 63, NEW: 34}
    assert (len(OLD_COMMUNES), len(NEW_COMMUNES), len(COMMUNES)) == (10_035, 3_321, 13_356)
    assert Counter(row["commune_type"] for row in NEW_COMMUNES.values()) == {
        "Xã": 2621,
        "Phường": 687,
        "Đặc khu": 13,
    }
    assert len(DISTRICTS) == len({row["district_code"] for row in DISTRICTS}) == 696


@pytest.mark.parametrize(
    ("code", "communes", "old"), [(row[0], int(row[1]), set(row[2:])) for row in EXPECTED]
)
def test_province_after_the_merger(code, communes, old):
    assert sum(row["province_code"] == code for row in NEW_COMMUNES.values()) == communes
    became = {
        row["province_code"]: row["new_province_code"] for row in PROVINCES if row["province_vintage"] == OLD
    }
    assert {province for province, new in became.items() if new == code} == old


def test_all_provinces_are_expected():
    assert {row["province_code"] for row in PROVINCES if row["province_vintage"] == NEW} == {
        r[0] for r in EXPECTED
    }


def test_codes_keep_their_zeros():
    widths = {"province_code": 2, "new_province_code": 2, "district_code": 3, "commune_code": 5}
    widths |= {"old_commune_code": 5, "new_commune_code": 5}
    for row in PROVINCES + DISTRICTS + COMMUNES + CHANGES:
        for column, value in row.items():
            assert (
                column not in widths or value == "" or (value.isdigit() and len(value) == widths[column])
            ), row


def test_every_old_commune_has_a_successor_and_one_default():
    successors, defaults = defaultdict(set), Counter()
    for row in CHANGES:
        assert row["new_commune_code"] in NEW_COMMUNES
        successors[row["old_commune_code"]].add(row["new_commune_code"])
        defaults[row["old_commune_code"]] += row["is_default"] == "true"
    assert set(successors) == set(OLD_COMMUNES)
    assert set(defaults.values()) == {1}
    assert all(int(row["targets"]) == len(successors[row["old_commune_code"]]) for row in CHANGES)
    assert 441 <= sum(len(codes) > 1 for codes in successors.values()) <= 480


def test_successors_lie_in_the_province_that_took_the_old_one_in():
    became = {
        row["province_code"]: row["new_province_code"] for row in PROVINCES if row["province_vintage"] == OLD
    }
    for row in CHANGES:
        old, new = OLD_COMMUNES[row["old_commune_code"]], NEW_COMMUNES[row["new_commune_code"]]
        assert became[old["province_code"]] == new["province_code"], row


def test_special_zones_of_island_districts_without_communes():
    islands = {"318": "11948", "471": "19742", "498": "20333", "536": "21548", "755": "26732"}
    zones = {
        row["district_code"]: row["new_commune_code"] for row in DISTRICTS if row["district_code"] in islands
    }
    assert zones == islands
    assert set(NEW_COMMUNES) - set(OLD_COMMUNES) == set(islands.values())
    assert set(NEW_COMMUNES) - {row["new_commune_code"] for row in CHANGES} == set(islands.values())
    assert {NEW_COMMUNES[code]["commune_type"] for code in islands.values()} == {"Đặc khu"}


def test_known_traps():
    assert NEW_COMMUNES["23938"]["commune_name"] == "Xã Ia Mơ"
    assert "23737" not in NEW_COMMUNES
    # The same five digits, two places: the old ward of that name is gone under its number.
    assert (OLD_COMMUNES["00073"]["commune_name"], NEW_COMMUNES["00082"]["commune_name"]) == (
        "Phường Cửa Nam",
        "Phường Cửa Nam",
    )
    assert "00073" not in NEW_COMMUNES
    assert len(set(NEW_COMMUNES) & set(OLD_COMMUNES)) == 3_316


def test_names_begin_with_their_type():
    kinds = ("Quận ", "Huyện ", "Thị xã ", "Thành phố ")
    assert all(row["commune_name"].startswith(row["commune_type"] + " ") for row in COMMUNES)
    assert all(row["district_name"].startswith(kinds) for row in DISTRICTS)
    assert all(row["province_name"].startswith(("Tỉnh ", "Thành phố ")) for row in PROVINCES)


def test_aliases_name_places_that_exist():
    known = {
        "province": {row["province_code"] for row in PROVINCES if row["province_vintage"] == OLD},
        "district": {row["district_code"] for row in DISTRICTS},
        "commune": set(OLD_COMMUNES),
    }
    assert all(row["place_code"] in known[row["place_level"]] for row in ALIASES)
    assert all(
        row["alias"].isascii() and row["alias"].isalnum() and row["alias"].islower() | row["alias"].isdigit()
        for row in ALIASES
    )
    assert len({tuple(row.values()) for row in ALIASES}) == len(ALIASES)
