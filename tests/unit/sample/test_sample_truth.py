"""The truth tables: what they say follows from the delivered rows; the planted shares are as announced."""

import re
import unicodedata
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from delivered import rows

from etl.sample import geography, people, pools, reasons, streams, world

YEAR = 2025
# DOMAIN §6.1: the two columns of each surname give the range, widened by a tenth for chance.
SURNAMES = {
    "Nguyễn": (31.5, 38.4),
    "Trần": (10.9, 12.1),
    "Lê": (8.9, 9.5),
    "Phạm": (5.9, 7.1),
    "Bùi": (2.0, 2.1),
}


def table(out: Path, name: str) -> list[dict]:
    return pq.read_table(out / "truth" / f"{name}.parquet").to_pylist()


def is_tax_code(value: str) -> bool:
    """The check digit of ten-digit tax codes, after circular 105/2020."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    rest = sum(w * int(d) for w, d in zip(weights, value[:9], strict=True)) % 11
    return rest != 0 and int(value[9]) == 10 - rest


def spells(out: Path) -> list[dict]:
    """Accepted enrolment rows with the person and employer that the truth names."""
    truth = {
        (r["source_file"], r["source_row"]): r for r in table(out, "records") if r["source"] == "si_members"
    }
    found = []
    for file in sorted((out / "landing" / "si_members").rglob("*.*")):
        for place, cells in rows(file):
            about = truth[str(file.relative_to(out / "landing")), place]
            if about["must_reject"] is None:
                found.append({**cells, "person_no": about["person_no"], "employer_no": about["employer_no"]})
    return found


def insured_in_year(out: Path, funds: str = "SI") -> set[tuple[int, int]]:
    """(person, employer) with compulsory insurance of these first funds in any month of the tax year."""
    insured = set()
    for row in spells(out):
        starts, ends = int(row["Từ tháng"][3:]), int((row["Đến tháng"] or "01/9999")[3:])
        if starts <= YEAR <= ends and row["scheme"] == "compulsory" and row["funds"].startswith(funds):
            insured.add((row["person_no"], row["employer_no"]))
    return insured


@pytest.mark.parametrize("out", ["dirty", "clean"])
def test_statuses_follow_from_the_delivered_enrolment(out: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(out)
    insured = insured_in_year(folder)
    anywhere = {person for person, _ in insured}
    for job in table(folder, "employments"):
        own, some = (job["person_no"], job["employer_no"]) in insured, job["person_no"] in anywhere
        if job["status"] == "covered":
            assert own or (some and job["reason"] in ("group_unit", "successor_unit"))
        elif job["status"] == "covered_elsewhere":
            assert some
            assert not own
        else:
            assert not some, job["reason"]


def test_gaps_follow_from_employments_and_enrolment(dirty: Path) -> None:
    insured = {employer for _, employer in insured_in_year(dirty, "SI+OAI")}
    uncovered = Counter(
        job["employer_no"]
        for job in table(dirty, "employments")
        if job["is_visible"] and job["reason"] in ("strong", "very_strong")
    )
    for employer in table(dirty, "employers"):
        number = employer["employer_no"]
        expected = (
            "none" if not uncovered[number] else "incomplete" if number in insured else "not_participating"
        )
        assert employer["gap"] == expected
        assert employer["workers_uncovered"] == uncovered[number]


def test_exempt_people_are_told_by_delivered_rows(clean: Path) -> None:
    people_ = table(clean, "people")
    shown = {source: set() for source in ("si_benefits", "hi_cards")}
    for row in table(clean, "records"):
        if row["source"] in shown:
            shown[row["source"]].add(row["person_no"])
    for job in table(clean, "employments"):
        person = people_[job["person_no"]]
        match job["reason"]:
            case "pensioner" | "beneficiary":
                assert job["person_no"] in shown["si_benefits"]
            case "foreigner_short":
                assert person["is_foreigner"]
            case "under_age":
                assert YEAR - person["birth_date"].year < 15
            case "past_retirement_age":
                assert YEAR - person["birth_date"].year > 56
            case "deceased":
                assert person["status"] == "deceased"
            case "short_contract" | "service_contract" | "probation" | "weak":
                assert job["annex"] == "05-2"


def test_undecidable_stays_a_small_share_and_without_dirt_is_what_no_register_tells(
    dirty: Path, clean: Path
) -> None:
    jobs = table(dirty, "employments")
    assert 0 < sum(job["is_undecidable"] for job in jobs) / len(jobs) < 0.025
    untold = [job for job in table(clean, "employments") if job["is_undecidable"]]
    assert 0 < len(untold) / len(jobs) < 0.01
    for job in untold:
        retires = job["reason"] in ("strong", "very_strong", "past_retirement_age")
        odd = job["reason"] in ("part_time", "unpaid_days", "domestic_worker")
        assert retires or odd or job["ground"] in ("foreign_employee", "short_contract"), job["reason"]


def test_planted_shares() -> None:
    drawn = world.draw(streams.Streams("40", 20_000, "2026-09", 5), "40", 20_000, "2026-09")
    names = [reasons.NAMES[code] for code in drawn.jobs.reason]
    share = Counter(reasons.STATUS_OF[name] for name in names)
    part = {status: share[status] / len(names) for status in reasons.STATUSES}
    assert 0.79 < names.count("own_unit") / len(names) < 0.85
    assert part["covered_elsewhere"] == pytest.approx(0.03, abs=0.01)
    assert part["exempt"] == pytest.approx(0.06, abs=0.015)
    assert part["uncovered"] == pytest.approx(0.08, abs=0.02)
    assert set(names) == set(reasons.NAMES)
    assert len(set(drawn.jobs.person)) / 20_000 == pytest.approx(0.39, abs=0.02)


def test_clean_files_have_no_damage(clean: Path) -> None:
    """By other means than the writers': shapes of ids and composed letters, cell by cell."""
    shapes = {
        "Số định danh cá nhân": r"\d{3}[0-3]\d{8}",
        "personal_id": r"\d{3}[0-3]\d{8}",
        "Mã số thuế cá nhân": r"\d{10}|\d{3}[0-3]\d{8}",
        "payee_tax_code": r"\d{10}|\d{3}[0-3]\d{8}",
        "Số CMND": r"\d{9}",
        "Mã số BHXH": r"\d{10}",
        "Ngày sinh": r"(\d\d/\d\d/)?\d{4}",
        "Mã số thuế": r"\d{10}(-\d{3})?|\d{12}",
        "Mã xã": r"\d{5}",
    }
    length = Counter(row["source_file"] for row in table(clean, "records"))
    for file in (f for f in (clean / "landing").rglob("*") if f.is_file()):
        for place, cells in islice(rows(file), length[str(file.relative_to(clean / "landing"))]):
            for column, value in cells.items():
                if column in shapes and value:
                    assert re.fullmatch(shapes[column], value), (file.name, place, column)
                if value and "1258" not in file.name:
                    assert unicodedata.is_normalized("NFC", value)
                    assert not re.search("[\u0400-\u04ff\u00d0\u200b\u00ad\u00a0]|  ", value), (
                        file.name,
                        place,
                    )
    assert not any(row["must_reject"] or row["is_duplicate"] for row in table(clean, "records"))


def test_dirty_files_have_every_kind_of_damage(dirty: Path) -> None:
    landing = dirty / "landing"
    everything = "\n".join(
        "\n".join("|".join(str(v) for v in cells.values() if v) for _, cells in rows(file))
        for file in sorted(landing.rglob("*"))
        if file.is_file()
    )
    wanted = {
        "year alone": r"\|(19|20)\d\d\|",
        "lost zero": r"\|40\d{9}\|",
        "float": r"\d{10,11}\.0\|",
        "decomposed": "\u0302[\u0300\u0301\u0303\u0309\u0323]",
        "cyrillic": "[\u0400-\u04ff]",
        "eth": "\u00d0",
        "invisible": "[\u200b\u00ad]",
        "non-breaking": "\u00a0",
        "honorific": r"\|(Ông|Bà) ",
        "note": r"\(nghỉ thai sản\)",
        "tcvn3": "C«ng ty|§|¬ng",
        "vni": "Ñ|oâ|eã",
        "mojibake": "Ä|áº",
        "placeholder": "123456789012|không có",
        "old commune list": "2025-06-30",
        "spaced number": r"\d{3} \d{3} \d{3} \d{3}",
        "tone elsewhere": r"oà\||uý\||oè\|",
    }
    assert [name for name, pattern in wanted.items() if not re.search(pattern, everything)] == []
    reasons_given = {row["must_reject"] for row in table(dirty, "records")} - {None}
    assert len(reasons_given) >= 4


def test_tax_codes_pass_their_check(clean: Path) -> None:
    for employer in table(clean, "employers"):
        code = employer["root_tax_code"]
        assert len(code) == 12 if employer["kind"] == "household" else is_tax_code(code)


def test_surnames_are_as_frequent_as_in_life() -> None:
    rng = streams.Streams("40", 40_000, "2026-09", 3)
    drawn = people.draw(rng, geography.load("40"), 40_000, np.datetime64("2026-09-01"))
    count = Counter(name.split()[0] for name in drawn.name.to_pylist())
    for surname, (low, high) in SURNAMES.items():
        assert low * 0.9 < 100 * count[surname] / len(drawn) < high * 1.1, surname


def test_ids_say_province_sex_and_year() -> None:
    rng = streams.Streams("40", 5_000, "2026-09", 3)
    drawn = people.draw(rng, geography.load("40"), 5_000, np.datetime64("2026-09-01"))
    numbers = drawn.numbers.personal_id[:5_000]
    year = drawn.birth[:5_000].astype("datetime64[Y]").astype(int) + 1970
    assert len(set(numbers)) == 5_000
    assert (numbers // 10**6 % 100 == year % 100).all()
    assert (numbers // 10**8 % 10 == 2 * (year >= 2000) + drawn.female[:5_000]).all()
    assert (numbers // 10**9 == 40).mean() > 0.8


@pytest.mark.parametrize(
    ("year", "men", "women"),
    [(2020, 60, 55), (2025, 61.25, 56 + 8 / 12), (2028, 62, 57 + 8 / 12), (2040, 62, 60)],
)
def test_retirement_ages(year: int, men: float, women: float) -> None:
    assert pools.retirement_age(year, np.array([False, True])).tolist() == pytest.approx([men, women])
