"""Weights are counted: on tables so small that m and u are counted by hand."""

from math import log2

import pytest
from linking import link, put, spec

from etl.link import records, training
from etl.link.training import TRUSTED, UNSEEN

# Eight people on both sides; the number ties them. Names agree for all but the last, towns for the first six.
LEFT = [
    {"id": f"l{at}", "name": name, "year": 1970 + at, "town": town, "number": f"n{at}"}
    for at, (name, town) in enumerate(zip("aaabbcde", "XXYYZZXX", strict=True))
]
RIGHT = [
    row | {"id": f"r{at}", "name": "f" if at == 7 else row["name"], "town": "W" if at > 5 else row["town"]}
    for at, row in enumerate(LEFT)
]
# `other` given: the anchors then count at the trust they begin with, and nothing is estimated.
FIXED = spec(
    comparisons={
        "name": {
            "of": ["name"],
            "levels": {"same": {"when": "l.name = r.name", "among": ["name"]}},
            "other": -3,
        },
        "town": {"of": ["town"], "levels": {"same": {"when": "l.town = r.town"}}, "other": -2},
    }
)


def learn(engine, of, left=LEFT, right=RIGHT, within=False):
    records.prepare(engine, of, put(engine, "raw_left", left), put(engine, "raw_right", right))
    return training.learn(engine, of, within)


def test_m_is_the_share_of_the_anchors_at_a_level(engine):
    levels = learn(engine, FIXED).levels
    for name, same, other in (("name", 7, 1), ("town", 6, 2)):
        total = 8 * TRUSTED + 2 * UNSEEN
        assert levels[name]["same"].same == pytest.approx((same * TRUSTED + UNSEEN) / total, rel=1e-9)
        assert levels[name]["other"].same == pytest.approx((other * TRUSTED + UNSEEN) / total, rel=1e-9)


def test_u_is_the_share_of_all_pairs_drawn_without_looking(engine):
    """Eight by eight pairs are drawn equally often, up to half a round: X meets X in 4·2 of 64, and W nobody."""
    drawn = 8 * (training.STRANGERS // 8)
    agree = 4 * 2 + 2 * 2 + 2 * 2  # X: 4 left, 2 right; Y and Z: 2 and 2
    u = learn(engine, FIXED).levels["town"]["same"].strangers
    assert u == pytest.approx((drawn * agree / 64 + UNSEEN) / (drawn + 1), rel=1e-4)


def test_u_of_a_counted_value_is_the_share_among_pairs_that_agree_on_it(engine):
    """`marks` is met by some of those who share a name: a·a 9 pairs, of which the unmarked ones do not."""
    of = spec(
        comparisons={
            "name": {
                "of": ["name"],
                "levels": {"same_year": {"when": "l.name = r.name and l.year = r.year", "among": ["name"]}},
                "other": -3,
            }
        }
    )
    # a: 9 pairs, b: 4, c, d: 1 each; the years agree on the diagonal: 3 + 2 + 1 + 1.
    found = learn(engine, of).levels["name"]["same_year"].strangers
    assert found == pytest.approx((7 + UNSEEN) / (15 + 1), rel=1e-9)


def test_typical_is_the_chance_that_two_records_agree(engine):
    assert learn(engine, FIXED).typical["name"] == pytest.approx(log2(15 / 64), rel=1e-9)


def test_matches_allows_for_records_without_a_number(engine):
    """Half on the right hold no number: the four pairs found stand for all eight."""
    right = [row | {"number": None if at % 2 else row["number"]} for at, row in enumerate(RIGHT)]
    assert learn(engine, FIXED, right=right).matches == pytest.approx(1.0)
    right = [row | {"number": row["number"] if at < 4 else "x" + row["id"]} for at, row in enumerate(RIGHT)]
    assert learn(engine, FIXED, right=right).matches == pytest.approx(4 / 8)


def test_a_number_of_two_records_is_no_anchor(engine):
    left = [row | {"number": "n0" if at == 1 else row["number"]} for at, row in enumerate(LEFT)]
    learn(engine, FIXED, left=left)
    anchors = engine.execute("""
        select l.record_key, r.record_key from anchors
        inner join left_records as l on l.id = l inner join right_records as r on r.id = r order by all""")
    assert anchors == [(f"l{at}", f"r{at}") for at in range(2, 8)]


def test_within_one_table_the_two_holders_of_a_number_are_the_anchor(engine):
    rows = [*LEFT, RIGHT[0], RIGHT[1], RIGHT[1] | {"id": "r1b"}]
    learn(engine, FIXED, rows, rows, within=True)
    anchors = engine.execute("""
        select least(l.record_key, r.record_key), greatest(l.record_key, r.record_key) from anchors
        inner join left_records as l on l.id = l inner join right_records as r on r.id = r""")
    assert anchors == [("l0", "r0")], "three hold the other number"


def test_anchors_that_look_like_strangers_count_little(engine):
    """Thirty pairs agree in all, one in nothing: its number is another's, so m of disagreeing stays below its share."""
    left = [
        {"id": f"l{at}", "name": f"n{at}", "year": at, "town": f"t{at}", "number": f"{at}"}
        for at in range(31)
    ]
    right = [row | {"id": f"r{at}"} for at, row in enumerate(left)]
    right[30] |= {"name": "other", "year": 99, "town": "other"}
    levels = learn(engine, spec(), left, right).levels
    assert levels["town"]["other"].same == pytest.approx(UNSEEN / (30 + 2 * UNSEEN), rel=0.01)


def test_a_named_level_is_never_held_impossible(engine):
    levels = learn(engine, spec()).levels
    assert levels["name"]["near"].same >= training.LEAST_NAMED


def test_without_identifiers_the_blocks_teach(engine):
    """What they teach is measured on FEBRL (test_link_tables.py)."""
    weights = link(engine, spec(identifiers=[]), LEFT, RIGHT)
    assert weights.matches == training.DEFAULT_MATCHES
    assert sum(share.same for share in weights.levels["year"].values()) == pytest.approx(1)
    year = weights.levels["year"]["same"]
    assert year.same > year.strangers


@pytest.mark.parametrize("empty", [(), ("left",), ("right",), ("left", "right")], ids="-".join)
def test_tables_that_have_nothing_in_common_teach_nothing(engine, empty):
    """And break nothing: no anchor, no pair of a block, no record at all."""
    for side, rows in (("left", LEFT[:1]), ("right", RIGHT[-1:])):
        put(engine, f"raw_{side}", rows)
        if side in empty:
            engine.execute(f"truncate raw_{side}")
    records.prepare(engine, spec(), "raw_left", "raw_right")
    assert set(training.learn(engine, spec()).levels["name"]) == {"same", "near", "other"}


def test_the_order_of_the_rows_teaches_nothing(engine):
    first = learn(engine, spec())
    assert learn(engine, spec(), LEFT[::-1], RIGHT[3:] + RIGHT[:3]) == first


def many(side, people=3000):
    """People of frequent and rare names, years and towns; a tenth have no number."""
    return [
        {
            "id": f"{side}{at}",
            "name": f"n{int(at**0.5)}" if side == "l" or at % 10 else "other",
            "year": at * 7 % 60,
            "town": f"t{at % 13}" if side == "l" or at % 5 else "moved",
            "number": f"{at}" if at % 10 else None,
        }
        for at in range(people)
    ]


def test_a_draw_teaches_nearly_what_all_would(engine, monkeypatch):
    whole = learn(engine, spec(), many("l"), many("r"))
    monkeypatch.setattr(training, "DRAWN", 1500)
    monkeypatch.setattr(training, "AGREEING", 20_000)
    monkeypatch.setattr(training, "STRANGERS", 8_000)
    drawn = learn(engine, spec(), many("l"), many("r"))
    assert drawn != whole
    assert engine.execute("select count(*) from left_drawn")[0][0] == pytest.approx(1500, rel=0.1)
    assert drawn.matches == whole.matches, "that is counted, not drawn"
    assert drawn.typical["name"] == pytest.approx(whole.typical["name"], abs=0.2)
    for name, levels in whole.levels.items():
        for level, shares in levels.items():
            assert drawn.levels[name][level].same == pytest.approx(shares.same, abs=0.02), f"{name}.{level}"
            assert drawn.levels[name][level].strangers == pytest.approx(shares.strangers, abs=0.03), (
                f"{name}.{level}"
            )


def test_a_draw_is_the_same_whatever_the_order_of_the_rows(engine, monkeypatch):
    monkeypatch.setattr(training, "DRAWN", 400)
    monkeypatch.setattr(training, "AGREEING", 3_000)
    monkeypatch.setattr(training, "STRANGERS", 1_000)
    first = learn(engine, spec(), many("l", 900), many("r", 900))
    assert learn(engine, spec(), many("l", 900)[::-1], many("r", 900)[::-1]) == first


def test_tables_with_the_same_keys_are_drawn_apart(engine, monkeypatch):
    """Else the two records of one person, of one key, would be drawn together and pass for strangers who agree."""
    monkeypatch.setattr(training, "DRAWN", 300)
    rows = many("l")
    learn(engine, spec(), rows, rows)
    both = engine.execute("select count(*) from left_drawn semi join right_drawn using (record_key)")[0][0]
    assert both < 60, "one in ten of 300 by chance"
