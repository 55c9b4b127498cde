"""The SQL of comparisons: the first level that holds counts, and it weighs by how rare the value is."""

from math import log2

import pytest
from linking import model, put, spec

from etl.link import levels
from etl.link.model import Learned, Model, checksum

SPEC = spec()


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("An", "An", 1),
        ("An", "Am", 2),
        ("An", "Bình", 3),
        ("An", None, None),
        (None, None, None),
    ],
)
def test_the_first_level_that_holds_counts(engine, left, right, expected):
    put(engine, "l", [{"name": left}])
    put(engine, "r", [{"name": right}])
    assert engine.execute(f"select {levels.level(SPEC.comparisons['name'])} from l, r") == [(expected,)]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("An", 1980), ("An", 1980), 1),
        (("An", 1980), ("An", 1981), 2),
        (("An", None), ("An", 1981), None),
        (("An", 1980), (None, 1981), None),
    ],
)
def test_a_comparison_of_two_columns_needs_both_on_both_sides(engine, left, right, expected):
    same = {"same": {"when": "l.name = r.name and l.year = r.year"}}
    both = spec(comparisons={"x": {"of": ["name", "year"], "levels": same}})
    for side, (name, year) in (("l", left), ("r", right)):
        put(engine, side, [{"name": name, "year": year}])
    assert engine.execute(f"select {levels.level(both.comparisons['x'])} from l, r") == [(expected,)]


def test_a_comparison_of_nothing_always_speaks(engine):
    always = spec(comparisons={"x": {"of": [], "levels": {"same": {"when": "l.name = r.name"}}}})
    put(engine, "l", [{"name": None}])
    put(engine, "r", [{"name": "An"}])
    assert engine.execute(f"select {levels.level(always.comparisons['x'])} from l, r") == [(2,)]


def weigh(engine, of, weights, name, level, bits):
    row = {f"level_{name}": level, "bits_name": bits}
    put(engine, "weighed", [row, {f"level_{name}": 1, "bits_name": 0.0}])
    sql = f"select {levels.weight(of, weights, name)} from weighed limit 1"
    return float(engine.execute(sql)[0][0])


def test_a_rare_value_weighs_more_by_its_bits(engine):
    weights = model(SPEC)
    assert weigh(engine, SPEC, weights, "name", 1, -7.5) == pytest.approx(log2(0.9 / 0.9) + 7.5, abs=1e-5)
    assert weigh(engine, SPEC, weights, "name", 2, -7.5) == pytest.approx(log2(0.08 / 0.02), abs=1e-5)
    assert weigh(engine, SPEC, weights, "name", 3, -7.5) == pytest.approx(log2(0.02 / 0.8), abs=1e-5)


def test_a_value_that_was_not_counted_weighs_as_the_typical_one(engine):
    assert weigh(engine, SPEC, model(SPEC), "name", 1, None) == pytest.approx(4.0, abs=1e-5)


def test_what_is_missing_weighs_nothing(engine):
    assert weigh(engine, SPEC, model(SPEC), "name", None, -7.5) == 0


def test_given_weights_stand_for_learned_ones_and_rarity_comes_on_top(engine):
    told = {"when": "l.name = r.name", "among": ["name"], "weight": 5, "because": "said so"}
    of = spec(comparisons={"name": {"of": ["name"], "levels": {"same": told}, "other": -2.5}})
    shares = {"name": {"same": Learned(0.9, 0.1), "other": Learned(0.1, 0.9)}}
    weights = Model(checksum(of), 1.0, {"name": -4.0}, shares)
    assert weigh(engine, of, weights, "name", 1, -9.0) == 5 + 9
    assert weigh(engine, of, weights, "name", 2, -9.0) == -2.5


def test_names_of_levels_are_told_in_words(engine):
    put(
        engine,
        "scored",
        [{"level_name": 2, "level_year": 2, "level_town": None}, dict.fromkeys(("level_name",), 1)],
    )
    sql = f"select {levels.named(SPEC)} from scored limit 1"
    assert engine.execute(sql) == [("near", "other", None)]


def test_total_weight_is_the_sum(engine):
    put(engine, "scored", [{"level_name": 1, "level_year": 1, "level_town": 2, "bits_name": -3.0}])
    total = engine.execute(f"select {levels.total_weight(SPEC, model(SPEC))} from scored")[0][0]
    assert float(total) == pytest.approx(3 + log2(0.95 / 0.05) + log2(0.2 / 0.9), abs=1e-5)


def test_a_quick_look_asks_of_these_columns():
    asked, texts = levels.quick_columns(SPEC)
    assert asked == {"name", "year", "town"}
    assert texts == set(), "of none more than whether it is missing, or the same"
    initial = {"initial": {"when": "left(l.name, 1) = left(r.name, 1) and levenshtein(l.town, r.town) < 3"}}
    told = spec(comparisons={"name": {"of": ["year"], "levels": initial}}, frequencies={"of": {}})
    assert levels.quick_columns(told) == ({"year", "name"}, {"name"}), "edit distances are not quick"


def test_frequencies_used_are_those_of_some_level():
    assert levels.frequencies_used(SPEC) == ["name"]


def test_a_pair_never_weighs_more_than_is_quick_to_see(engine):
    """`near` needs an edit distance, so it might hold wherever the name is not the same."""
    rows = [
        {"name": name, "year": year, "town": "A"}
        for name in ("An", "Am", "Bình", None)
        for year in (1980, 1981, None)
    ]
    for side in ("l", "r"):
        put(engine, side, rows)
    most, weights = levels.most_weight(SPEC, model(SPEC)), levels.total_weight(SPEC, model(SPEC))
    pairs = f"select l.name as ln, r.name as rn, {most} as most, {levels.all_levels(SPEC)}, bits_name from l, r, b"
    found = engine.execute(f"""
        with b as (select unnest([null, -1.0, -9.0]) as bits_name)
        select ln = rn or ln is null or rn is null, most - ({weights}) from ({pairs})""")
    assert min(gap for _, gap in found) >= -1e-9
    assert max(gap for same, gap in found if same) <= 1e-9
    assert max(gap for same, gap in found if not same) == pytest.approx(log2(0.08 / 0.02) - log2(0.02 / 0.8))


@pytest.mark.parametrize(
    ("condition", "quick", "whole"),
    [
        ("l.name = r.name", "(l.name = r.name)", True),
        ("l.a = r.a and levenshtein(l.b, r.b) <= 1", "(l.a = r.a)", False),
        ("slips_at_most(l.b, r.b, 2)", "true", False),
        ("l.a = r.a or levenshtein(l.b, r.b) <= 1", "true", False),
        ("numbers_are_near(l.a, r.a)", "(NUMBERS_ARE_NEAR(l.a, r.a))", True),
        ("abs(l.a - r.a) = 1 and length(l.b) = 2", "(ABS(l.a - r.a) = 1) and (LENGTH(l.b) = 2)", True),
    ],
)
def test_what_is_quick_to_see(condition, quick, whole):
    assert levels._quick(condition) == (quick, whole)
