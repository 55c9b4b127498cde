"""Both tables in one shape: keys, columns, and how rare each value is beside the pair at hand."""

from math import log2

import pytest
from linking import put, spec

from etl.errors import UsageFault
from etl.link import records


def people(*names, **same):
    return [
        {"id": f"{at:02}", "name": name, "year": 1980, "town": "A", "number": None} | same
        for at, name in enumerate(names)
    ]


def prepare(engine, of, left, right):
    records.prepare(engine, of, put(engine, "raw_left", left), put(engine, "raw_right", right))


def bits(engine, of, column, **match):
    """Bits of a column of the open record on the left with these values (None: missing)."""
    engine.execute("create or replace temp table settled (left_id integer, right_id integer)")
    for side in records.SIDES:
        records.open_side(engine, side, of.counted)
    records.look_up_values(engine, of)
    where = " and ".join(f"r.{name} is not distinct from ${name}" for name in match)
    found = (
        f"select distinct bits_{column} from left_open inner join left_records as r using (id) where {where}"
    )
    return engine.execute(found, **match)[0][0]


def test_the_pair_itself_is_left_out_of_the_count(engine):
    prepare(engine, spec(), people("An", "An", "An", "Bình"), people("An", "An", "Bình", "Chi"))
    assert bits(engine, spec(), "name", name="An") == pytest.approx(log2(3 / 8), rel=1e-6)
    assert bits(engine, spec(), "name", name="Bình") == pytest.approx(log2(0.5 / 8), rel=1e-6)


def test_values_are_counted_apart_for_each_sex_and_together_where_it_is_missing(engine):
    of = spec(frequencies={"per": "sex", "of": {"name": []}})
    known = people(*["An"] * 4, sex="M") + people("An", *["Chi"] * 5, sex="F")
    left = [row | {"id": f"l{at}"} for at, row in enumerate(known)] + [people("An", sex=None)[0]]
    prepare(engine, of, left, people(*["An"] * 2, sex="M"))
    assert bits(engine, of, "name", name="An", sex="M") == pytest.approx(log2(4 / 6), rel=1e-6)
    assert bits(engine, of, "name", name="An", sex="F") == pytest.approx(log2(0.5 / 6), rel=1e-6)
    unknown = bits(engine, of, "name", name="An", sex=None)
    assert unknown == pytest.approx(log2(6 / 13), rel=1e-6), "8 of all 13 bear it, less the pair"


def test_a_whole_that_was_never_counted_is_as_rare_as_its_parts(engine):
    of = spec(frequencies={"of": {"first": [], "last": [], "name": ["first", "last"]}})
    left = [
        {"id": str(at), "name": f"{first} {last}", "first": first, "last": last, "year": 1, "town": "A"}
        | {"number": None}
        for at, (first, last) in enumerate(
            [("An", "Lê"), ("An", "Lê"), ("An", "Lê"), ("An", "Võ"), ("Bê", "Lê"), ("Bê", "Võ")]
        )
    ]
    prepare(engine, of, left, left)
    first, last, whole = {"An": 6, "Bê": 2}, {"Lê": 6, "Võ": 2}, log2(4 / 12)
    assert bits(engine, of, "name", name="An Lê") == pytest.approx(whole, rel=1e-6)
    parts = log2(first["Bê"] / 12) + log2(last["Võ"] / 12)
    assert bits(engine, of, "name", name="Bê Võ") == pytest.approx(parts, rel=1e-6)


def test_no_whole_is_rarer_than_one_in_a_million(engine):
    of = spec(frequencies={"of": {"first": [], "last": [], "name": ["first", "last"]}})
    row = {"name": "Chàm Thị", "first": "Chàm", "last": "Thị", "year": 1, "town": "A", "number": None}
    many = [
        {"id": str(at), "name": f"{at}", "first": f"{at}", "last": f"{at}"}
        | dict.fromkeys(("year", "town", "number"))
        for at in range(3000)
    ]
    prepare(engine, of, [{"id": "x"} | row, *many], [{"id": "y"} | row])
    assert bits(engine, of, "name", name="Chàm Thị") == -20


def test_a_missing_value_has_no_frequency(engine):
    prepare(engine, spec(), people("An", None), people("An"))
    assert bits(engine, spec(), "name", record_key="00") is not None
    assert bits(engine, spec(), "name", record_key="01") is None


def test_who_is_settled_is_not_open(engine):
    prepare(engine, spec(), people("An"), people("An", "Bình"))
    engine.execute(
        "create or replace temp table settled as select null as left_id, id as right_id from right_records"
    )
    engine.execute(
        "delete from settled where right_id not in (select id from right_records where record_key = '00')"
    )
    records.open_side(engine, "right", ["name"])
    assert engine.execute("select record_key from right_open") == [("01",)]
    engine.execute("insert into settled select null, id from right_records")
    records.close_settled(engine, "right")
    assert engine.execute("select record_key from right_open") == []


def test_open_records_hold_hashes_of_texts_that_are_not_read(engine):
    engine.execute("""
        create or replace temp view left_records as
        select * from (values (0, '00', 'An', 'A', 1980), (1, '01', null, 'B', null))
        as given (id, record_key, name, town, year)
    """)
    engine.execute("create or replace temp table settled (left_id integer, right_id integer)")
    records.open_side(engine, "left", {"name", "town", "year"}, texts={"town"})
    held = engine.execute(
        "select record_key, name = hash('An'), town, year from left_open order by record_key"
    )
    assert held == [("00", True, "A", 1980), ("01", None, "B", None)]


def test_columns_that_are_missing_are_told_together(engine):
    rows = [{"id": "1", "name": "An"}]
    with pytest.raises(UsageFault, match=r"(?s)3 column.*the left table.*number.*town.*year"):
        prepare(engine, spec(), rows, rows)


def test_a_key_on_two_records_is_refused(engine):
    twice = [row | {"id": "same"} for row in people("An", "Bình")]
    with pytest.raises(
        UsageFault, match=r"(?s)id does not name the records of the right.*1 of 2 rows repeat"
    ):
        prepare(engine, spec(), people("An"), twice)


def test_a_record_without_a_key_is_refused(engine):
    nameless = [row | {"id": None} for row in people("An", "Bình")] + people("Chi")
    with pytest.raises(UsageFault, match=r"(?s)of the left table\n  2 of 3 rows have none$"):
        prepare(engine, spec(), nameless, people("An"))


def test_a_select_makes_the_columns(engine, tmp_path):
    file = tmp_path / "x.sql"
    file.write_text("select code as id, upper(n) as name, 1 as year, 'A' as town, null as number from input")
    prepare(engine, spec(records=file), [{"code": 7, "n": "an"}], [{"code": 8, "n": "chi"}])
    assert engine.execute("select record_key, name from left_records") == [("7", "AN")]
    assert engine.execute("select record_key, name from right_records") == [("8", "CHI")]


@pytest.mark.parametrize("name", ["x.parquet", "x.csv", "x.csv.gz", "it's.tsv"])
def test_files_that_are_read(engine, tmp_path, name):
    file = tmp_path / name
    quoted = str(file).replace("'", "''")
    options = {"parquet": "(format parquet)", "tsv": "(format csv, header, delimiter '\t')"}
    engine.execute(
        f"copy (select '07' as a, 'b' as b) to '{quoted}' {options.get(name.split('.')[1], '(header)')}"
    )
    assert engine.execute(f"select a, b from {records.scan(file)}") == [("07", "b")]


def test_files_that_are_not_read(tmp_path):
    with pytest.raises(UsageFault, match=r"x\.xlsx is neither"):
        records.scan(tmp_path / "x.xlsx")


def test_texts_that_are_only_matched_are_held_as_hashes(engine):
    """Of the town it is asked only whether it is the same; the name is read by an edit distance, the year no text."""
    prepare(engine, spec(), people("An", number="7"), people("An"))
    rows = engine.execute("select name, year, town = hash('A'), number from left_records")
    assert rows == [("An", 1980, True, engine.execute("select hash('7')")[0][0])]
    assert engine.execute("select number from right_records") == [(None,)]


def test_a_text_beside_a_number_is_held_as_it_is(engine):
    prepare(engine, spec(), people("An", number="7"), [people("An")[0] | {"number": 7}])
    assert engine.execute("select number from left_records") == [("7",)]
