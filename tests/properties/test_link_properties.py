"""What linking owes to the records and not to the order they came in, nor to which table is called left."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linking import dedupe, link, links, model, spec

from etl import settings as project
from etl.engine import Engine
from etl.lake import Lake
from etl.link import training

LIMITS = settings(max_examples=10, deadline=None)
SPEC = spec(possible=0.01)
WEIGHTS = model(SPEC)

# Small pools, so that people share values; every record may lack each of them.
person = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["An", "Am", "Bình", "Bính", "Chi", None]),
        "year": st.sampled_from([1980, 1981, 1990, None]),
        "town": st.sampled_from(["A", "B", None]),
        "number": st.sampled_from([None, None, "1", "2", "3"]),
    }
)
people = st.lists(person, min_size=1, max_size=12)
orders = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SQL", "REFERENCE"):
            patch.setattr(project, name, tmp_path_factory.mktemp("none"))
        patch.setattr(training, "STRANGERS", 2_000)  # enough for tables of twelve, and quick
        with Engine(Lake(tmp_path_factory.mktemp("lake"))) as opened:
            yield opened


def keyed(rows, side):
    return [row | {"id": f"{side}{at:02}"} for at, row in enumerate(rows)]


def shuffled(rows, order: random.Random):
    return order.sample(rows, len(rows))


@LIMITS
@given(people, people, orders, st.booleans())
def test_row_order_changes_no_link_and_no_probability(engine, left, right, order, one_to_one):
    of = SPEC.model_copy(update={"one_to_one": one_to_one})
    left, right = keyed(left, "l"), keyed(right, "r")
    link(engine, of, left, right, WEIGHTS)
    first, scores = links(engine), engine.execute("select count(*), sum(weight) from scores")
    link(engine, of, shuffled(left, order), shuffled(right, order), WEIGHTS)
    assert links(engine) == first
    assert engine.execute("select count(*), sum(weight) from scores") == [
        (scores[0][0], pytest.approx(scores[0][1]))
    ]


@settings(LIMITS, max_examples=6)
@given(people, people, orders)
def test_training_does_not_depend_on_row_order(engine, left, right, order):
    left, right = keyed(left, "l"), keyed(right, "r")
    weights = link(engine, SPEC, left, right)
    assert link(engine, SPEC, shuffled(left, order), shuffled(right, order)) == weights


@LIMITS
@given(people, people)
def test_left_and_right_may_change_places(engine, left, right):
    left, right = keyed(left, "l"), keyed(right, "r")
    link(engine, SPEC, left, right, WEIGHTS)
    first = links(engine)
    link(engine, SPEC, right, left, WEIGHTS)
    turned = [(right, left, *rest) for left, right, *rest in links(engine)]
    assert sorted(turned) == first


@LIMITS
@given(people, people)
def test_one_to_one_is_one_to_one(engine, left, right):
    link(engine, SPEC, keyed(left, "l"), keyed(right, "r"), WEIGHTS)
    for at in (0, 1):
        keys = [row[at] for row in links(engine)]
        assert len(set(keys)) == len(keys)


@LIMITS
@given(people, orders)
def test_row_order_changes_no_cluster(engine, rows, order):
    rows = keyed(rows, "p")
    first = dedupe(engine, SPEC, rows, WEIGHTS)
    assert dedupe(engine, SPEC, shuffled(rows, order), WEIGHTS) == first
    assert set(first) == {row["id"] for row in rows}
    assert all(first[cluster] == cluster and cluster <= key for key, cluster in first.items())


@LIMITS
@given(people)
def test_a_table_beside_itself_proposes_what_it_holds_twice(engine, rows):
    """Within one table every pair is looked at once: none with itself, none both ways round."""
    dedupe(engine, SPEC, keyed(rows, "p"), WEIGHTS)
    pairs = engine.execute("""
        select l.record_key, r.record_key from scores
        inner join left_records as l on l.id = l inner join right_records as r on r.id = r""")
    assert all(left < right for left, right in pairs)
    assert len(set(pairs)) == len(pairs)
