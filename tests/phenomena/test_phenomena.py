"""The labelled pairs are decided as a clerk would, by the shipped specification and weights of the residual pass."""

from collections.abc import Iterator

import labelled
import pytest
from labelled import Judged

from etl.engine import Engine
from etl.lake import Lake
from etl.link import model, residual, spec

ELSEWHERE = "common where the pair lives, rare in the drawn province; there its rivals would make it a doubt"
NUMBER = (
    "the same number and the same name: the register says so, and pass 1 binds such pairs before scores do"
)
SLIP = (
    "a number one slip away, name, sex and birth year agree: of three million people nobody else is as near"
)
TWIN = "the twin is known to the clerk only: one in 65 has one, and few of those so nearly of a name"
# Pairs that a clerk would look at, taken for certain all the same, each with its reason. No pair that is judged false.
CERTAIN_ALL_THE_SAME = {
    ("alike_when_folded", 11): TWIN,
    (
        "clerks_number",
        10,
    ): "the same number, surname, given name and birthday; only the year and a middle word differ",
    ("first_january", 10): ELSEWHERE,
    ("first_january", 11): ELSEWHERE,
    ("highland_names", 13): ELSEWHERE,
    ("id_contradicts_record", 10): NUMBER,
    ("id_one_digit_apart", 13): SLIP,
    ("khmer_cham_hoa_names", 12): ELSEWHERE,
    (
        "name_changed",
        11,
    ): "date, middle and given name and commune agree; who is of another surname is no twin",
    ("name_order", 11): "the same words, birth date and commune",
    ("northern_minority_names", 12): ELSEWHERE,
    ("shared_cmnd", 9): NUMBER,
    ("swapped_digits", 9): SLIP,
    ("twins", 10): TWIN,
}
LEAST_NOT_REFUSED = 0.99


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Judged]]:
    persons = spec.load(residual.SPEC)
    with Engine(Lake(tmp_path_factory.mktemp("lake"))) as engine:
        labelled.make_fields(engine)
        yield labelled.judge(engine, persons, model.read(residual.MODEL, persons))


def names(pairs: list[Judged]) -> set[tuple[str, int]]:
    return {(pair.phenomenon, pair.number) for pair in pairs}


def test_nobody_else_is_taken_for_certain(judged):
    certain = [pair for pair in judged if pair.same is not True and pair.decision == "certain"]
    assert names([pair for pair in certain if pair.same is False]) == set()
    assert names(certain) - CERTAIN_ALL_THE_SAME.keys() == set()


def test_every_exception_is_needed(judged):
    certain = names([pair for pair in judged if pair.same is not True and pair.decision == "certain"])
    assert CERTAIN_ALL_THE_SAME.keys() - certain == set(), "it is a doubt now: take it off the list"


def test_the_same_person_is_not_refused(judged):
    true = [pair for pair in judged if pair.same is True]
    kept = [pair for pair in true if pair.decision != "no"]
    assert len(kept) >= LEAST_NOT_REFUSED * len(true)


def test_what_is_reached_is_kept(judged):
    """A pair more or fewer in any phenomenon is told; `benchmarks/phenomena.py --keep` writes the file anew."""
    now, kept = labelled.reached(judged), labelled.read_reached()
    changed = {
        f"{name}.{column}": f"{kept.get(name, {}).get(column)} → {count}"
        for name, row in now.items()
        for column, count in row.items()
        if kept.get(name, {}).get(column) != count
    }
    assert changed == {}, "worse: find out why; better or new pairs: benchmarks/phenomena.py --keep"
    assert set(kept) == set(now)


def test_levels_are_those_of_the_specification(judged):
    """Most levels are met by some pair: the suite and the specification speak of the same things."""
    comparisons = spec.load(residual.SPEC).comparisons
    met = {(name, level) for pair in judged for name, level in pair.levels.items()}
    unmet = {f"{name}.{level}" for name, each in comparisons.items() for level in each.levels} - {
        f"{name}.{level}" for name, level in met
    }
    assert unmet <= UNMET


UNMET: set[str] = set()
