"""The loosest search over a handful of people: who is found, who counts, and what the officer reads."""

from types import MappingProxyType

import pytest

from etl.engine import Engine
from etl.lake import Lake
from etl.link import leads

FIELDS = {
    "person_id": "varchar", "group_id": "varchar", "resident_id": "varchar", "name": "varchar", "name_toned": "varchar",
    "name_sorted": "varchar", "surname": "varchar", "middle": "varchar", "given": "varchar", "sex": "varchar",
    "birth_year": "integer", "birth_month": "integer", "birth_day": "integer", "commune": "varchar",
    "personal_id": "varchar", "old_id_number": "varchar", "si_number": "varchar", "numbers": "varchar[]",
    "undated_name": "varchar", "number_head": "varchar", "number_tail": "varchar",
}  # fmt: skip
KEYS = {
    "assess_lead_fields": {"lead_id": "varchar", "search": "varchar"},
    "assess_enrolled_fields": {"enrolled_id": "varchar", "record_id": "varchar"},
}


def person(key, name="trần văn bình", born=(1985, 3, 4), **fields):
    plain = {"trần": "tran", "văn": "van", "bình": "binh", "lê": "le", "thị": "thi", "hoa": "hoa"}
    words = [plain.get(word, word) for word in name.split()]
    return {
        "person_id": key, "group_id": "0100000001", "name": " ".join(words), "name_toned": name,
        "name_sorted": " ".join(sorted(words)), "surname": words[0], "middle": " ".join(words[1:-1]),
        "given": words[-1], "sex": "M",
        "birth_year": born[0], "birth_month": born[1], "birth_day": born[2], "numbers": [],
    } | fields  # fmt: skip


def lead(key="lead", **fields):
    made = person(key, **fields)
    return {"lead_id": f"lead|{key}|{made['group_id']}", "search": "lead"} | made


def enrolled(key, **fields):
    made = {"record_id": key} | person(f"person {key}", **fields)
    return {"enrolled_id": f"{key}|{made['group_id']}"} | made


def crowd(count=60):
    """Others who are enrolled elsewhere, so that names, years and employers have a frequency."""
    given = ("cuong", "dung", "giang", "hai", "khanh", "lam")
    return [
        enrolled(
            f"crowd{n}",
            name=f"pham quoc {given[n % 6]}",
            born=(1950 + n % 45, 1 + n % 12, 2 + n % 27),
            group_id=f"03{n:08}",
        )
        for n in range(count)
    ]


@pytest.fixture
def search(tmp_path):
    with Engine(Lake(tmp_path / "lake"), threads=1) as engine:

        def run(asked, register, judged=MappingProxyType({})):
            for table, rows in (
                ("assess_lead_fields", asked),
                ("assess_enrolled_fields", [*register, *crowd()]),
            ):
                columns = KEYS[table] | FIELDS
                kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                engine.execute(f"create or replace table {table} ({kinds})")
                for row in rows:
                    marks = ", ".join("?" * len(columns))
                    engine.connection.execute(
                        f"insert into {table} values ({marks})", [row.get(name) for name in columns]
                    ).fetchall()
            engine.execute("""
                create or replace table assess_judged_records
                (person_id varchar, record_id varchar, verdict varchar)""")
            for record, verdict in judged.items():
                engine.execute(
                    "insert into assess_judged_records values ('lead', $r, $v)", r=record, v=verdict
                )
            leads.build(engine, "2026-09")
            cursor = engine.connection.execute(
                f"from {leads.TABLE} where not starts_with(record_id, 'crowd') order by search, person_id, rank"
            )
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        yield run


def test_the_same_person_without_a_number_is_probable(search):
    (found,) = search([lead()], [enrolled("m")])
    assert found["probability"] > 0.9
    assert found["compared"] == "trùng họ tên (cả dấu), ngày sinh, giới tính, nơi làm việc"


def test_another_day_of_birth_speaks_against_a_namesake(search):
    (same,) = search([lead(group_id="0100000002")], [enrolled("m")])
    (other,) = search([lead(group_id="0100000002")], [enrolled("m", born=(1985, 9, 21))])
    assert other["weight"] < same["weight"] - 8
    assert "khác ngày sinh (cùng năm), nơi làm việc" in other["compared"]


def test_whom_a_number_ties_to_another_resident_is_known_to_be_somebody_else(search):
    (untied,) = search([lead(resident_id="lead")], [enrolled("m")])
    (tied,) = search([lead(resident_id="lead")], [enrolled("m", resident_id="somebody")])
    assert tied["weight"] == pytest.approx(untied["weight"] - 12, abs=0.001)
    assert "đã xác định là cư dân khác" in tied["compared"]


def test_a_person_counts_once_however_many_records_and_employers(search):
    twice = [enrolled("m1"), enrolled("m2", group_id="0100000009")]
    for row in twice:
        row["person_id"] = "one person"
    found = search([lead()], twice)
    assert [row["record_id"] for row in found] == ["m1"]


def test_own_records_are_shown_and_take_no_probability(search):
    own, other = enrolled("own"), enrolled("other")
    own["person_id"] = "lead"
    found = {row["record_id"]: row for row in search([lead()], [own, other])}
    assert found["own"]["is_own"]
    assert found["own"]["probability"] == 1
    (alone,) = search([lead()], [other])
    assert found["other"]["probability"] == pytest.approx(alone["probability"], abs=0.05)


def test_who_was_judged_somebody_else_takes_no_probability(search):
    (found,) = search([lead()], [enrolled("m")], judged={"m": "different"})
    assert found["is_judged_other"]
    assert found["probability"] == 0
    (unsure,) = search([lead()], [enrolled("m")], judged={"m": "unsure"})
    assert not unsure["is_judged_other"]
    assert unsure["probability"] > 0.9


def test_at_most_five_are_shown_the_nearest_first(search):
    register = [enrolled(f"m{n}", born=(1985, 1 + n, 5)) for n in range(9)] + [enrolled("same")]
    found = search([lead()], register)
    assert [row["rank"] for row in found] == [1, 2, 3, 4, 5]
    assert found[0]["record_id"] == "same"
    assert [row["weight"] for row in found] == sorted((row["weight"] for row in found), reverse=True)


def test_the_order_of_rows_changes_nothing(search):
    asked = [lead(), lead("second", name="lê thị hoa", born=(1990, 5, 6))]
    register = [enrolled(f"m{n}", born=(1985 + n % 3, 3, 4)) for n in range(6)]
    assert search(asked[::-1], register[::-1]) == search(asked, register)


def test_nobody_to_search_for(search):
    assert search([], [enrolled("m")]) == []
