"""Pairs are proposed block by block and pass by pass; who found a counterpart beyond doubt leaves the search."""

from math import log2

import pytest
from linking import link, model, put, spec

from etl.link import records, scoring

WEIGHTS = model(spec(), matches=0.9)


def person(key, name="An", year=1980, town="A", number=None):
    return {"id": key, "name": name, "year": year, "town": town, "number": number}


def score(engine, left, right, of=None, **options):
    of = of or spec()
    records.prepare(engine, of, put(engine, "raw_left", left), put(engine, "raw_right", right))
    scoring.score(engine, of, WEIGHTS, **options)
    return engine.execute("""
        select l.record_key, r.record_key, pass, block from scores
        inner join left_records as l on l.id = l inner join right_records as r on r.id = r order by all""")


# Nothing is settled and everything is kept, so that the blocks alone decide.
LAX = {"settled": 1 - 1e-15, "possible": 1e-12}


def test_a_pair_of_two_blocks_is_kept_once_with_the_first(engine):
    found = score(engine, [person("l")], [person("r")], spec(**LAX))
    assert found == [("l", "r", 2, "name")]


def test_a_pair_of_two_passes_is_kept_with_the_stricter(engine):
    found = score(engine, [person("l", number="7")], [person("r", number="7")], spec(**LAX))
    assert found == [("l", "r", 1, "number")]


def test_passes_go_by_their_number_in_whatever_order_the_blocks_are_written(engine):
    blocks = {"name": {"pass": 2, "equal": ["name"]}, "number": {"pass": 1, "equal": ["number"]}}
    left, right = [person("l", number="7")], [person("r", number="7"), person("r2")]
    found = score(engine, left, right, spec(blocks=blocks, **LAX))
    assert found == [("l", "r", 1, "number"), ("l", "r2", 2, "name")]


def test_a_block_with_a_missing_column_proposes_nothing(engine):
    left = [person("l", name=None, year=None)]
    assert score(engine, left, [person("r", name=None, year=None)], spec(**LAX)) == []


def test_a_block_may_cross_columns(engine):
    of = spec(blocks={"crossed": {"pass": 1, "equal": ["name=town"]}}, **LAX)
    assert score(engine, [person("l", name="Huế")], [person("r", town="Huế")], of) == [
        ("l", "r", 1, "crossed")
    ]
    assert score(engine, [person("l", town="Huế")], [person("r", name="Huế")], of) == []


def test_implausible_pairs_are_not_kept(engine):
    left, right = [person("l", year=1950, town="B")], [person(f"r{at}") for at in range(9)]
    assert score(engine, left, right, spec(possible=0.9)) == []
    assert len(score(engine, left, right, spec(**LAX))) == 9


def test_pairs_are_weighed_alike_however_many_are_held(engine, monkeypatch):
    left = [person(f"l{n}", name=f"N{n % 3}", year=n % 4, number=str(n)) for n in range(12)]
    right = [row | {"id": row["id"].replace("l", "r")} for row in left]
    weights = "select l, r, pass, block, weight from scores order by all"
    score(engine, left, right, spec(**LAX))
    at_the_end = engine.execute(weights)
    monkeypatch.setattr(scoring, "HELD", 0)
    score(engine, left, right, spec(**LAX))
    assert engine.execute(weights) == at_the_end
    assert {block for *_, block, _ in at_the_end} == {"number", "name", "year_town"}


def test_what_is_left_out_by_a_quick_look_would_not_have_been_kept(engine, monkeypatch):
    """More pairs than records: those that cannot weigh enough are left out before their names are compared."""
    names = ["An", "Am", "Ân", "Bình", "Bính"]
    left = [person(f"l{n:02}", name=names[n % 5], year=n % 3, town=f"t{n % 2}") for n in range(30)]
    right = [row | {"id": row["id"].replace("l", "r")} for row in left]
    weights = "select l, r, pass, block, weight from scores order by all"
    of = spec(possible=0.2)
    score(engine, left, right, of)
    found = engine.execute(weights)
    monkeypatch.setattr(scoring.levels, "most_weight", lambda *_: "1000")
    score(engine, left, right, of)
    assert engine.execute(weights) == found
    assert 0 < len(found) < engine.execute("select count(*) from left_open")[0][0] ** 2


@pytest.mark.parametrize("possible", [0.02, 0.2, 0.5, 0.8])
def test_pairs_are_kept_down_to_half_the_odds_that_are_told_of(engine, possible):
    names = ["An", "Am", "Ân", "Bình", "Bính"]
    left = [person(f"l{n:02}", name=names[n % 5], year=n % 3, town=f"t{n % 2}") for n in range(30)]
    right = [row | {"id": row["id"].replace("l", "r")} for row in left]
    pairs = (
        "select l, r, weight + greatest(left_bits, right_bits) from scores inner join searches using (pass)"
    )
    score(engine, left, right, spec(**LAX))
    every = engine.execute(pairs)
    score(engine, left, right, spec(**LAX | {"possible": possible}))
    least = log2(possible / (1 - possible)) - 1
    assert sorted(row[:2] for row in engine.execute(pairs)) == sorted(
        row[:2] for row in every if row[2] > least
    )


def crowd(side, people=40):
    """People whom nobody resembles: they make a match of two of one name certain or not."""
    return [person(f"{side}{at:02}", f"{side}{at}", 1900 + at, f"{side}{at}") for at in range(people)]


SETTLING = {
    # A weight that settles within pass 1: 20 bits against a prior of log2(9) - log2(41).
    "comparisons": spec().model_dump(include={"comparisons"})["comparisons"]
    | {
        "number": {
            "of": ["number"],
            "levels": {"same": {"when": "l.number = r.number", "weight": 20, "because": "test"}},
            "other": 0,
        }
    }
}


def test_who_is_settled_is_proposed_to_nobody_else(engine):
    left = [*crowd("l"), person("l", number="7")]
    right = [*crowd("r"), person("r", number="7"), person("r2")]
    assert score(engine, left, right, spec(**SETTLING)) == [("l", "r", 1, "number")]
    doubtful = spec(**SETTLING, settled=1 - 1e-15)
    assert score(engine, left, right, doubtful) == [("l", "r", 1, "number"), ("l", "r2", 2, "name")]


def test_two_that_are_as_good_settle_nobody(engine):
    left = [*crowd("l"), person("l", number="7")]
    right = [*crowd("r"), person("r", number="7"), person("r2", number="7"), person("r3")]
    found = score(engine, left, right, spec(**SETTLING))
    assert [row[1] for row in found] == ["r", "r2", "r3"]


def test_records_settled_before_are_not_looked_at(engine):
    left, right = [person("l")], [person("r"), person("s", year=1981)]
    found = score(engine, left, right, spec(**LAX), settled="select 's' as right_key")
    assert found == [("l", "r", 2, "name")]


def test_within_one_table_every_two_records_meet_once(engine):
    rows = [person("c"), person("a"), person("b")]
    found = score(engine, rows, rows, spec(**LAX), within=True)
    assert [row[:2] for row in found] == [("a", "b"), ("a", "c"), ("b", "c")]


def searches(engine):
    return engine.execute("select pass, left_bits, right_bits from searches order by pass")


def prior(share, strangers):
    return pytest.approx(log2(share / (1 - share)) - log2(strangers))


def test_the_prior_is_the_share_with_a_counterpart_against_all_strangers(engine):
    score(engine, crowd("l", 20), crowd("r", 40))
    # 0.9 of the smaller side, 18 pairs: of 20 on the left, of 40 on the right.
    assert searches(engine) == [(n, prior(18 / 20, 40), prior(18 / 40, 20)) for n in (1, 2)]


def test_the_fewer_are_open_the_fewer_strangers_there_are(engine):
    same = [person(f"l{at}", f"p{at}", 1900 + at, f"t{at}", f"n{at}") for at in range(10)]
    left = [*same, *crowd("x", 30)]
    right = [*(row | {"id": "r" + row["id"]} for row in same), *crowd("y", 10)]
    score(engine, left, right, spec(**SETTLING))
    assert engine.execute("select count(*) from settled") == [(10,)]
    assert searches(engine) == [
        (1, prior(18 / 40, 20), prior(18 / 20, 40)),
        (2, prior(18 / 40, 10), prior(18 / 20, 30)),
    ]


def test_a_match_is_never_taken_for_granted(engine):
    records.prepare(engine, spec(), *(put(engine, f"raw_{side}", crowd(side, 10)) for side in ("l", "r")))
    scoring.score(engine, spec(), model(spec(), matches=1.0))
    assert searches(engine)[0][1] == prior(scoring.MOST_MATCHED, 10)


def test_nothing_to_link(engine):
    link(engine, spec(), [person("l", name=None)], [person("r", town=None, name="B")], WEIGHTS)
    assert engine.execute("select count(*) from links") == [(0,)]
