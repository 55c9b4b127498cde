"""How a payer fills in who it paid: id, old code, document, or none, right or wrong (DOMAIN §5.1, §5.6)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import columns, ids, text
from etl.sample.dirt import Dirt
from etl.sample.dirty_numbers import PLACEHOLDERS, reshaped, slipped
from etl.sample.people import FOREIGNER, RESIDENT, People
from etl.sample.text import Bools, Ints

CARD, OLD_CARD, PASSPORT = "CCCD", "CMND", "Hộ chiếu"
# How often, in a list of usual quality: the number stands in the document column, only the CMND does, there
# is none, it is a family member's, a placeholder, one digit off.
IN_DOCUMENT, OLD_NUMBER, NONE, FAMILY, PLACEHOLDER, SLIP = range(6)
SHARES = [0.03, 0.02, 0.012, 0.003, 0.003, 0.010]
RIGHT = len(SHARES)


@dataclass
class PayeeNumbers:
    """The three columns, and whether they lead to the person."""

    tax_code: pa.Array
    document_type: pa.Array
    document_number: pa.Array
    leads_to_person: Bools


def _fill_kinds(dirt: Dirt, n: int) -> npt.NDArray[np.int64]:
    edges = np.cumsum(SHARES) * min(dirt.level, 5.0)
    return np.searchsorted(edges, dirt.rng.random(n), side="right")


def _family_member(people: People, person: Ints) -> Ints:
    """Somebody of the same household: the head, for the head the next one; the person if alone."""
    head = people.head[person]
    following = np.minimum(person + 1, len(people) - 1)
    beside = np.where(people.head[following] == person, following, person)
    return np.where(head != person, head, beside)


def passes_as_tax_code(number: Ints) -> Bools:
    """Ids that begin with two zeros and, without them, pass as a tax code: nothing then tells which it is."""
    short = (number > 0) & (number < 10**10)
    remainder = ids.check_remainder(number // 10)
    return short & (remainder != 0) & (number % 10 == 10 - remainder)


def _number_and_kind(dirt: Dirt, people: People, person: Ints, needs_identity: Bools) -> tuple[Ints, Ints]:
    """The number that the payer knows, today's or the former one, and how the line gives it."""
    numbers = people.numbers
    resident = people.kind[person] == RESIDENT
    former = (numbers.previous_id[person] > 0) & resident & (dirt.rng.random(len(person)) < 0.3)
    kind = _fill_kinds(dirt, len(person))
    no_old = (numbers.old_number[person] < 0) | (~resident & needs_identity[person])
    alone = _family_member(people, person) == person
    kind = np.where(((kind == OLD_NUMBER) & no_old) | ((kind == FAMILY) & alone), RIGHT, kind)
    return np.where(former, numbers.previous_id[person], numbers.personal_id[person]), kind


def _codes(dirt: Dirt, people: People, person: Ints, number: Ints, kind: Ints) -> tuple[pa.Array, Bools]:
    """The tax code column, and where a right id lost its zeros so that it may be taken for a tax code."""
    right = text.numbers(number, 12, empty=-1)
    code = reshaped(dirt, text.where(kind == RIGHT, right, None))
    same = pc.equal(code, right).fill_null(True).to_numpy(zero_copy_only=False)
    code = text.where(kind == SLIP, slipped(dirt, right, kind == SLIP), code)
    code = text.where(kind == FAMILY, columns.personal_id(people, _family_member(people, person)), code)
    placeholders = text.pick(PLACEHOLDERS, dirt.rng.integers(0, len(PLACEHOLDERS), len(person)))
    code = text.where(kind == PLACEHOLDER, placeholders, code)
    return code, (kind == RIGHT) & passes_as_tax_code(number) & ~same


def _old_codes(dirt: Dirt, people: People, person: Ints) -> pa.Array:
    """Ten-digit individual codes; people with two are known by either."""
    numbers = people.numbers
    second = (numbers.second_tax[person] > 0) & (dirt.rng.random(len(person)) < 0.5)
    return text.numbers(np.where(second, numbers.second_tax[person], numbers.tax[person]), 10, empty=-1)


def fill(dirt: Dirt, people: People, person: Ints, needs_identity: Bools) -> PayeeNumbers:
    """Fill in the numbers of payees.

    Args:
        person: who was paid.
        needs_identity: per person, whether the CMND is used only where the residence registry knows it.
    """
    n, foreigner = len(person), people.kind[person] == FOREIGNER
    number, kind = _number_and_kind(dirt, people, person, needs_identity)
    code, ambiguous = _codes(dirt, people, person, number, kind)
    by_old_code = (kind == RIGHT) & (people.numbers.tax[person] > 0) & (dirt.rng.random(n) < 0.05)
    alone = by_old_code & dirt.hits(n, 0.3)
    also_card = (kind == RIGHT) & ~by_old_code & (dirt.rng.random(n) < 0.1)
    with_card = (kind == IN_DOCUMENT) | (by_old_code & ~alone) | also_card
    by_old_card = kind == OLD_NUMBER
    document = text.where(by_old_card, columns.old_number(people, person), None)
    document = text.where(with_card, text.numbers(number, 12, empty=-1), document)
    document = text.where(foreigner, people.numbers.passport.take(pa.array(person)), document)
    document_type = text.where(with_card, CARD, text.where(by_old_card, OLD_CARD, None))
    lost = np.isin(kind, [NONE, FAMILY, PLACEHOLDER]) | alone | (ambiguous & ~by_old_code & ~with_card)
    return PayeeNumbers(
        text.blank(text.where(by_old_code, _old_codes(dirt, people, person), code), foreigner),
        text.where(foreigner, PASSPORT, document_type),
        document,
        ~lost | foreigner,
    )
