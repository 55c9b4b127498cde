"""Parquet, JSON Lines, and tables in a database."""

import datetime
import decimal
import json

import pyarrow as pa
import pytest
import sqlalchemy
from made_files import SENTINEL, jsonl, parquet, read, refusal, residents, write

IDS = ["040095000001", "040095000002", None]


def test_parquet_values_become_text(tmp_path):
    columns = {
        "personal_id": IDS,
        "full_name": pa.array(["x", "y", None]).dictionary_encode(),
        "birth_date": pa.array([datetime.date(1995, 3, 5), None, None]),
        "household_id": pa.array([12.0, 7.5, None]),
        "permanent_commune_code": pa.array([17776, 4, None], pa.int32()),
        "status_date": pa.array([datetime.datetime(2026, 9, 1), None, None], pa.timestamp("us")),
        "is_protected": pa.array([True, False, None]),
        "hamlet": pa.array([decimal.Decimal("3.00"), decimal.Decimal("3.25"), None]),
        "relation_to_head": pa.nulls(3),
    }
    found = read(write(tmp_path, "a.parquet", parquet(columns)))
    assert found[0] == {
        "source_row": 1,
        "personal_id": IDS[0],
        "full_name": "x",
        "birth_date": "1995-03-05",
        "household_id": "12",
        "permanent_commune_code": "17776",
        "status_date": "2026-09-01",
        "is_protected": "true",
        "hamlet": "3",
    }
    assert found[1]["household_id"] == "7.5"
    assert found[1]["hamlet"] == "3.25"
    assert len(found) == 2  # the blank row is no row


def test_parquet_rows_keep_their_place_over_blank_ones(tmp_path):
    columns = {
        "personal_id": [*IDS[:1], None, IDS[1]],
        "full_name": ["x", None, "y"],
        "Số CMND": [None, None, "1"],
    }
    found = read(write(tmp_path, "a.parquet", parquet(columns)))
    assert [(row["source_row"], row.get("old_id_number")) for row in found] == [(1, None), (3, "1")]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (parquet({"personal_id": IDS, "full_name": IDS})[:-20], "not what it claims"),
        (b"PAR1" + bytes(100), "not what it claims"),
        (parquet({"personal_id": IDS, "full_name": [["x"], [SENTINEL], []]}), "no plain values in 1 columns"),
        (parquet({"personal_id": IDS, "name": [SENTINEL] * 3}), "has no header"),
    ],
)
def test_broken_parquet(tmp_path, content, what):
    told = refusal(write(tmp_path, "a.parquet", content))
    assert what in told
    assert SENTINEL not in told


def test_json_lines(tmp_path):
    rows = [
        {
            "personal_id": "040095000001",
            "Họ và tên": "x",
            "household_id": 12.50,
            "is_protected": True,
            "lạ": 1,
        },
        {"personal_id": 40095000002, "Họ và tên": "y", "household_id": None, "is_protected": False},
        {"personal_id": "", "Họ và tên": None},
    ]
    lines = [json.dumps(row) for row in rows]
    content = "\n".join(
        [lines[0].replace("12.5", "12.50"), "", "{broken", "[1]", lines[1], lines[2]]
    ).encode()
    found = read(write(tmp_path, "a.jsonl", content))
    assert [(row["source_row"], row.get("broken_rule")) for row in found] == [
        (1, None),
        (3, "not_json"),
        (4, "not_json"),
        (5, None),
    ]
    assert found[0]["household_id"] == "12.50"
    assert found[0]["is_protected"] == "true"
    assert found[3]["personal_id"] == "40095000002"


def test_json_values_that_are_lists_break_their_row(tmp_path):
    rows = [*residents(2), residents(1)[0] | {"hamlet": ["a", "b"]}]
    found = read(write(tmp_path, "a.jsonl", jsonl(rows)))
    assert [row.get("broken_rule") for row in found] == [None, None, "nested_value"]


@pytest.mark.parametrize(
    "content",
    [b'{"a": "' + SENTINEL.encode() + b'"}\n', b"{" * 100_000 + b"\n", b'{"full_name": "x"}\n'],
)
def test_broken_json_lines(tmp_path, content):
    assert SENTINEL not in refusal(write(tmp_path, "a.jsonl", content))


@pytest.fixture
def database(tmp_path):
    """A database of one table and its URL; `order` gives a file that asks for a query's result."""
    url = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create table people (id text, name text, born date, hh real)"))
        for row in residents(3):
            values = {"id": row["personal_id"], "name": row["full_name"]}
            connection.execute(
                sqlalchemy.text("insert into people values (:id, :name, '1995-03-05', 12.0)"), values
            )
    engine.dispose()
    return url


def order(tmp_path, query, variable="PEOPLE_URL"):
    return write(
        tmp_path, "people.database.yml", f"url_env: {variable}\nquery: {json.dumps(query)}\n".encode()
    )


QUERY = "select id as personal_id, name as full_name, born as birth_date, hh as household_id from people order by id"


def test_a_table_in_a_database(tmp_path, database):
    found = read(order(tmp_path, QUERY), PEOPLE_URL=database)
    assert [row["source_row"] for row in found] == [1, 2, 3]
    assert found[0]["birth_date"] == "1995-03-05"
    assert found[0]["household_id"] == "12"


@pytest.mark.parametrize(
    ("query", "variable", "url", "what"),
    [
        (QUERY, "PEOPLE_URL", "", "URL is not set"),
        (QUERY, "HOME", "x", "does not end in _URL"),
        (QUERY, "PEOPLE_URL", f"nothing://user:{SENTINEL}@host/x", "could not be read from its database"),
        (QUERY, "PEOPLE_URL", f"sqlite:////nowhere/{SENTINEL}/x", "could not be read from its database"),
        (f"select {SENTINEL} from people", "PEOPLE_URL", None, "could not be read from its database"),
        ("select id from people", "PEOPLE_URL", None, "has no header"),
        (5, "PEOPLE_URL", None, "no order for a database table"),
    ],
)
def test_a_database_that_cannot_be_read_keeps_its_secrets(tmp_path, database, query, variable, url, what):
    told = refusal(order(tmp_path, query, variable), PEOPLE_URL=database if url is None else url)
    assert what in told
    assert SENTINEL not in told
