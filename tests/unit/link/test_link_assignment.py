"""From weights to links: probabilities beside rivals, one-to-one, ties by key."""

import pytest
from linking import put, spec

from etl.link import assignment

POSSIBLE = 0.05


def assign(engine, weights, one_to_one=True, left_bits=0.0, right_bits=0.0):
    """Links of weights {(left, right): bits}: (left, right, probability, decision)."""
    for side, at in (("left", 0), ("right", 1)):
        keys = sorted({pair[at] for pair in weights}, reverse=True)
        named = put(engine, f"{side}_named", [{"id": n, "record_key": key} for n, key in enumerate(keys)])
        engine.execute(f"create or replace temp view {side}_records as from {named}")
    engine.execute(
        "create or replace temp table searches as"
        f" select 1 as pass, {left_bits} as left_bits, {right_bits} as right_bits"
    )
    put(
        engine,
        "given",
        [{"lk": one, "rk": two, "weight": float(bits)} for (one, two), bits in weights.items()],
    )
    engine.execute("""
        create or replace temp table scores as
        select l.id as l, r.id as r, lk as left_key, rk as right_key, 1 as pass, 'b' as block, weight from given
        inner join left_records as l on l.record_key = lk inner join right_records as r on r.record_key = rk""")
    assignment.assign(engine, spec(one_to_one=one_to_one, possible=POSSIBLE))
    return engine.execute("select left_key, right_key, probability, decision from links")


def pairs(links):
    return [link[:2] for link in links]


def test_the_odds_are_the_weight_and_the_prior(engine):
    assert assign(engine, {("a", "x"): 3}) == [("a", "x", pytest.approx(8 / 9, abs=1e-6), "possible")]
    assert assign(engine, {("a", "x"): 3}, left_bits=-1) == [
        ("a", "x", pytest.approx(4 / 5, abs=1e-6), "possible")
    ]
    assert assign(engine, {("a", "x"): 6}) == [("a", "x", pytest.approx(64 / 65, abs=1e-6), "certain")]
    assert assign(engine, {("a", "x"): -5}) == []


def test_a_rival_lowers_the_probability(engine):
    weights = {("a", "x"): 6, ("a", "y"): 4}
    assert assign(engine, weights) == [("a", "x", pytest.approx(64 / (1 + 64 + 16), abs=1e-6), "possible")]
    # Not one-to-one: a may stand behind both, so only those who want the same record are rivals.
    both = assign(engine, weights, one_to_one=False)
    assert [link[2] for link in both] == pytest.approx([64 / 65, 16 / 17], abs=1e-6)


def test_rivals_for_the_record_on_the_right_count_in_both_kinds(engine):
    weights = {("a", "x"): 6, ("b", "x"): 6}
    expected = pytest.approx(64 / 129, abs=1e-6)
    assert assign(engine, weights) == [("a", "x", expected, "possible")]
    assert assign(engine, weights, one_to_one=False) == [(key, "x", expected, "possible") for key in "ab"]


def test_the_best_of_both_go_first_and_the_rest_again(engine):
    """a and b both like x most; a has it, b takes the second best, and so c is left with its third."""
    weights = {("a", "x"): 9, ("b", "x"): 8, ("b", "y"): 7, ("c", "y"): 6, ("c", "z"): 5}
    assert pairs(assign(engine, weights)) == [("a", "x"), ("b", "y"), ("c", "z")]


def test_nobody_is_linked_twice(engine):
    weights = {(one, two): 5 for one in "abc" for two in "xy"}
    linked = pairs(assign(engine, weights))
    assert len({one for one, _ in linked}) == len({two for _, two in linked}) == len(linked) == 2


def test_ties_fall_to_the_lower_keys(engine):
    weights = {(one, two): 5 for one in "cba" for two in "zyx"}
    assert pairs(assign(engine, weights)) == [("a", "x"), ("b", "y"), ("c", "z")]


def test_no_weight_makes_an_error(engine):
    assert assign(engine, {("a", "x"): 5000}) == [("a", "x", 1.0, "certain")]
    assert assign(engine, {("a", "x"): -5000, ("a", "y"): 1}) == [
        ("a", "y", pytest.approx(2 / 3, abs=1e-6), "possible")
    ]


def test_nothing_to_assign(engine):
    assert assign(engine, {("a", "x"): -20}) == []
