"""An identifier that a crowd shares is no identifier: it is taken away before anything is learned or linked."""

import pytest
from linking import put, spec

from etl.link import crowds, records


def numbered(side, *numbers):
    return [
        {"id": f"{side}{at:02}", "name": "An", "year": 1980, "town": "A", "number": number}
        for at, number in enumerate(numbers)
    ]


def numbers_left(engine, side):
    hashes = dict(
        engine.execute(
            "select hash(number), number from raw_left union select hash(number), number from raw_right"
        )
    )
    return [
        hashes.get(held)
        for (held,) in engine.execute(f"select number from {side}_records order by record_key")
    ]


@pytest.fixture(autouse=True)
def small_crowds(monkeypatch):
    monkeypatch.setattr(crowds, "MOST_PAIRS", 4)
    monkeypatch.setattr(crowds, "DRAWN", 1)


def test_what_joins_too_many_pairs_is_taken_from_both_sides(engine):
    left = numbered("l", "0", "0", "0", "7", "7", "8", None)
    right = numbered("r", "0", "0", "7", "7", "8", "8", "8", "8", None)
    records.prepare(engine, spec(), put(engine, "raw_left", left), put(engine, "raw_right", right))
    assert crowds.clear(engine, spec()) == 1, "six pairs by 0; four by 7 and by 8"
    assert numbers_left(engine, "left") == [None, None, None, "7", "7", "8", None]
    assert numbers_left(engine, "right") == [None, None, "7", "7", "8", "8", "8", "8", None]


def test_a_crowd_on_one_side_alone_joins_nobody(engine):
    left, right = numbered("l", *"000000"), numbered("r", "1", "2")
    records.prepare(engine, spec(), put(engine, "raw_left", left), put(engine, "raw_right", right))
    assert crowds.clear(engine, spec()) == 0
    assert numbers_left(engine, "left") == ["0"] * 6


def test_within_one_table(engine):
    table = put(engine, "raw_left", numbered("l", "0", "0", "0", "7", "7"))
    put(engine, "raw_right", numbered("r", "0"))
    records.prepare(engine, spec(), table, table)
    assert crowds.clear(engine, spec(), within=True) == 1
    assert numbers_left(engine, "right") == [None, None, None, "7", "7"]


def test_every_identifier_is_looked_at(engine):
    of = spec(identifiers=["number", "town"])
    left, right = numbered("l", "1", "2", "3"), numbered("r", "4", "5")
    records.prepare(engine, of, put(engine, "raw_left", left), put(engine, "raw_right", right))
    assert crowds.clear(engine, of) == 1
    assert engine.execute("select distinct town from left_records union select town from right_records") == [
        (None,)
    ]


def test_a_crowd_is_seen_among_the_drawn(engine, monkeypatch):
    monkeypatch.setattr(crowds, "MOST_PAIRS", 10_000)
    monkeypatch.setattr(crowds, "DRAWN", 16)
    drawn = [str(n) if n % 2 else "0" for n in range(600)]
    records.prepare(
        engine,
        spec(),
        put(engine, "raw_left", numbered("l", *drawn)),
        put(engine, "raw_right", numbered("r", *drawn)),
    )
    assert crowds.clear(engine, spec()) == 1
    assert sum(held is None for held in numbers_left(engine, "left")) == 300
