"""Who lives together: relations, sexes, birth days, surnames and twins of the residents.

Residents are numbered in household order: the members of a household lie beside one another, head first.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.sample import dates, names
from etl.sample.text import Bools, Ints

HEAD, SPOUSE, CHILD, PARENT, OTHER = range(5)
SIZES, SIZE_SHARES = [1, 2, 3, 4, 5, 6], [0.10, 0.18, 0.22, 0.28, 0.14, 0.08]
TWIN_SHARE = 0.015
POOR_SHARE = 0.07


@dataclass
class Households:
    """One entry per resident; `head` is the person number of the household's head, `twin_of` -1 for most."""

    head: Ints
    relation: npt.NDArray[np.int8]
    female: Bools
    birth: dates.Days
    surname: Ints
    style: npt.NDArray[np.int8]
    twin_of: Ints
    is_poor: Bools


def _heads(rng: np.random.Generator, n: int) -> Ints:
    sizes = rng.choice(SIZES, size=n, p=SIZE_SHARES)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return np.repeat(starts[:-1], sizes)[:n].astype(np.int64)


def _relations(rng: np.random.Generator, position: Ints) -> npt.NDArray[np.int8]:
    chance = rng.random(len(position))
    later = np.select([chance < 0.86, chance < 0.95], [CHILD, PARENT], OTHER)
    second = np.where(chance < 0.82, SPOUSE, CHILD)
    return np.select([position == 0, position == 1], [HEAD, second], later).astype(np.int8)


def _ages(rng: np.random.Generator, head: Ints, relation: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    """Years of age, with fractions."""
    n = len(head)
    own = 22 + rng.gamma(4.0, 6.6, n)
    own = np.where(own > 88, rng.uniform(30, 80, n), own)
    of_head = own[head]
    oldest_child, youngest_child = np.maximum(of_head - 19, 0.1), np.maximum(of_head - 42, 0.05)
    return np.select(
        [relation == HEAD, relation == SPOUSE, relation == CHILD, relation == PARENT],
        [
            own,
            np.maximum(of_head + rng.normal(-2, 3.5, n), 18 + rng.random(n)),
            youngest_child + rng.random(n) * (oldest_child - youngest_child),
            np.where(of_head < 68, of_head + rng.uniform(20, 32, n), rng.uniform(60, 99, n)),
        ],
        rng.uniform(16, 80, n),
    )


def _surnames(rng: np.random.Generator, head: Ints, relation: npt.NDArray[np.int8], female: Bools) -> Ints:
    """Children bear their father's surname, a spouse keeps the own one."""
    own = names.draw(rng, "surname", "", len(head))
    second = np.minimum(head + 1, len(head) - 1)
    father_is_spouse = female[head] & (relation[second] == SPOUSE)
    of_father = np.where(father_is_spouse, own[second], own[head])
    takes_head = (relation == PARENT) & ~female
    return np.where(relation == CHILD, of_father, np.where(takes_head, own[head], own))


def draw(rng: np.random.Generator, n: int, today: np.datetime64) -> Households:
    """Draw the households of `n` residents as they are on the day `today`."""
    head = _heads(rng, n)
    position = np.arange(n) - head
    relation = _relations(rng, position)
    female = rng.random(n) < 0.505
    female[relation == HEAD] &= rng.random(int((relation == HEAD).sum())) < 0.44
    spouse = relation == SPOUSE
    female[spouse] = ~female[head[spouse]]
    birth = today - (_ages(rng, head, relation) * 365.25 + 5).astype("timedelta64[D]")
    before = np.maximum(np.arange(n) - 1, 0)
    twins = (position >= 3) & (relation == CHILD) & (relation[before] == CHILD) & (rng.random(n) < TWIN_SHARE)
    twin_of = np.where(twins & ~np.roll(twins, 1), before, -1)
    birth = np.where(twin_of >= 0, birth[before], birth)
    style = np.where(rng.random(n) < names.MINORITY_SHARE, rng.integers(1, 5, n), names.KINH)[head]
    return Households(
        head,
        relation,
        female,
        birth,
        _surnames(rng, head, relation, female),
        style.astype(np.int8),
        twin_of,
        (rng.random(n) < POOR_SHARE)[head],
    )
