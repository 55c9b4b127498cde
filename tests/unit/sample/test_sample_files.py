"""The delivered files: always the same bytes, really in their formats, every row where the truth says."""

import hashlib
import unicodedata
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from delivered import DIRT, PEOPLE, PERIOD, rows
from lxml import etree

from etl import sample
from etl.errors import UsageFault

SOURCES = {
    "tax_payers", "tax_payees", "business_entities", "residents", "si_units", "si_members", "hi_cards",
    "si_benefits", "si_accounts", "targets", "denominators", "segments", "outcomes",
}  # fmt: skip
PERSON_COLUMNS = ("Số định danh cá nhân", "personal_id")
NAME_COLUMNS = ("Họ và tên", "HO VA TEN", "full_name", "payee_name")


def checksums(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def records(out: Path) -> dict[str, list[dict]]:
    """Truth of every row by file."""
    by_file = defaultdict(list)
    for row in pq.read_table(out / "truth" / "records.parquet").to_pylist():
        by_file[row["source_file"]].append(row)
    return by_file


def fold(value: str) -> str:
    bare = unicodedata.normalize("NFD", value.lower())
    return "".join(c for c in bare if c.isascii() and c.isalpha())


def test_same_arguments_give_the_same_bytes(dirty: Path, tmp_path: Path) -> None:
    sample.make("40", PEOPLE, PERIOD, 1, tmp_path, DIRT)
    assert checksums(tmp_path) == checksums(dirty)


def test_another_seed_gives_other_files(tmp_path: Path) -> None:
    sample.make("40", 500, PERIOD, 1, tmp_path / "one")
    sample.make("40", 500, PERIOD, 2, tmp_path / "two")
    one, two = checksums(tmp_path / "one"), checksums(tmp_path / "two")
    big = [name for name in one if "residents" in name or "truth" in name]
    assert all(one[name] != two.get(name) for name in big)


def test_the_world_does_not_depend_on_the_dirt(dirty: Path, clean: Path) -> None:
    name = Path("truth") / "people.parquet"
    assert (dirty / name).read_bytes() == (clean / name).read_bytes()


def test_an_earlier_sample_is_replaced(tmp_path: Path) -> None:
    stale = tmp_path / "landing" / "residents" / PERIOD / "old.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("x")
    sample.make("40", 500, PERIOD, 1, tmp_path)
    assert not stale.exists()


def test_every_source_is_delivered(dirty: Path) -> None:
    assert {folder.name for folder in (dirty / "landing").iterdir()} == SOURCES
    assert [folder.name for folder in (dirty / "landing" / "tax_payees").iterdir()] == ["2025"]
    assert [folder.name for folder in (dirty / "landing" / "targets").iterdir()] == ["2026"]


@pytest.mark.parametrize(
    ("pattern", "start"),
    [
        ("si_units/*/*.xls", b"\xd0\xcf\x11\xe0"),
        ("tax_payers/*/*.xlsx", b"PK"),
        ("si_accounts/*/*.xlsx", b"PK"),
        ("si_members/*/*.zip", b"PK"),
        ("si_members/*/*.tsv", b"\xff\xfe"),
        ("residents/*/*.csv", b"\xef\xbb\xbf"),
        ("business_entities/*/*.parquet", b"PAR1"),
        ("tax_payees/*/*.xml", b"<?xml"),
        ("si_benefits/*/*.jsonl", b"{"),
    ],
)
def test_formats_are_what_they_claim(dirty: Path, pattern: str, start: bytes) -> None:
    files = list((dirty / "landing").glob(pattern))
    assert files
    assert all(file.read_bytes().startswith(start) for file in files)


def test_one_file_is_in_windows_1258(dirty: Path) -> None:
    body = next((dirty / "landing").glob("hi_cards/*/*1258.csv")).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "Họ và tên" in unicodedata.normalize("NFC", body.decode("cp1258"))


def test_forms_bear_the_authoritys_namespace_and_names(dirty: Path) -> None:
    forms = sorted((dirty / "landing").glob("tax_payees/2025/*.xml"))
    for file in forms:
        root = etree.parse(str(file)).getroot()
        assert etree.QName(root).namespace == "http://kekhaithue.gdt.gov.vn/TKhaiThue"
        code = next(node.text for node in root.iter("{*}mst"))
        assert file.name.startswith(code.replace("-", "").ljust(13, "0") + "-05_QTT_TNCN_TT80-Y2025-L0")
    assert any(file.name.endswith("L01.xml") for file in forms)


def test_every_row_stands_where_the_truth_says(dirty: Path) -> None:
    known = records(dirty)
    files = [file for file in (dirty / "landing").rglob("*") if file.is_file()]
    assert {str(file.relative_to(dirty / "landing")) for file in files} == set(known)
    for file in files:
        truth = known[str(file.relative_to(dirty / "landing"))]
        read = [place for place, cells in rows(file) if any(cells.values())]
        read = read[: len(truth)] if file.suffix == ".xlsx" else read  # totals and signatures follow
        assert read == [row["source_row"] for row in truth], file.name


def test_clean_rows_are_about_the_person_whom_the_truth_names(clean: Path) -> None:
    people = pq.read_table(clean / "truth" / "people.parquet").to_pylist()
    seen = 0
    for name, truth in records(clean).items():
        for (_, cells), row in zip(rows(clean / "landing" / name), truth, strict=False):
            if row["person_no"] is None:
                continue
            person = people[row["person_no"]]
            shown = next(cells[c] for c in NAME_COLUMNS if c in cells)
            number = next((cells[c] for c in PERSON_COLUMNS if c in cells), None)
            known = {person["personal_id"], person["previous_personal_id"], None, ""}
            assert number in known, name
            same = unicodedata.normalize("NFC", shown) == person["full_name"]
            seen += same
            assert same or name.startswith(("si_members", "tax_payees")), name  # earlier names, by design
    assert seen > 3 * PEOPLE


def test_dirty_rows_mostly_still_bear_the_persons_name(dirty: Path) -> None:
    people = pq.read_table(dirty / "truth" / "people.parquet").to_pylist()
    for source in ("residents", "tax_payees", "si_members"):
        same = total = 0
        for name, truth in records(dirty).items():
            if name.startswith(source):
                for (_, cells), row in zip(rows(dirty / "landing" / name), truth, strict=True):
                    shown = next(cells[c] for c in NAME_COLUMNS if c in cells) or ""
                    same += fold(shown) == fold(people[row["person_no"]]["full_name"])
                    total += 1
        assert same / total > 0.85, source


def test_clean_employer_rows_are_about_the_employer_whom_the_truth_names(clean: Path) -> None:
    employers = pq.read_table(clean / "truth" / "employers.parquet").to_pylist()
    ((name, truth),) = ((n, t) for n, t in records(clean).items() if n.startswith("tax_payers"))
    for (_, cells), row in zip(rows(clean / "landing" / name), truth, strict=False):
        assert cells["Mã số thuế"].split("-")[0] == employers[row["employer_no"]]["root_tax_code"]


def test_no_file_name_holds_a_persons_number(dirty: Path) -> None:
    people = pq.read_table(dirty / "truth" / "people.parquet")
    numbers = {value for c in ("personal_id", "si_number") for value in people.column(c).to_pylist() if value}
    names = [file.name for file in (dirty / "landing").rglob("*")]
    assert not any(number in name for number in numbers for name in names if name[:1].isdigit())


@pytest.mark.parametrize(
    ("province", "people", "period", "dirt"),
    [
        ("99", 2000, PERIOD, 1.0),
        ("40", 10, PERIOD, 1.0),
        ("40", 2000, "2026", 1.0),
        ("40", 2000, PERIOD, -1.0),
    ],
)
def test_senseless_arguments_are_refused(
    tmp_path: Path, province: str, people: int, period: str, dirt: float
) -> None:
    with pytest.raises(UsageFault):
        sample.make(province, people, period, 1, tmp_path, dirt)
    assert not list(tmp_path.iterdir())
