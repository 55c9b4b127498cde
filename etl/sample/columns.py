"""Columns that several extracts share, as clean text: numbers of people and firms, communes."""

import numpy as np
import pyarrow as pa

from etl.sample import text
from etl.sample.dirt import Dirt
from etl.sample.employers import Employers
from etl.sample.firms import HOUSEHOLD
from etl.sample.geography import NEW, OLD, Geography
from etl.sample.people import People
from etl.sample.text import Bools, Ints


def personal_id(people: People, person: Ints) -> pa.Array:
    return text.numbers(people.numbers.personal_id[person], 12, empty=-1)


def previous_id(people: People, person: Ints) -> pa.Array:
    return text.numbers(people.numbers.previous_id[person], 12, empty=-1)


def old_number(people: People, person: Ints) -> pa.Array:
    return text.numbers(people.numbers.old_number[person], 9, empty=-1)


def names(people: People, person: Ints) -> pa.Array:
    return people.name.take(pa.array(person))


def tax_codes(employers: Employers, employer: Ints, branch: Ints) -> pa.Array:
    """Code of a head office (ten digits), of a branch (10-3) or of a household business (its owner's id)."""
    root, household = employers.root[employer], employers.kind[employer] == HOUSEHOLD
    head = text.where(household, text.numbers(root, 12), text.numbers(root, 10))
    return text.where(branch > 0, text.join([head, text.numbers(branch, 3)], "-"), head)


def communes(dirt: Dirt, geography: Geography, commune: Ints, old_share: float) -> tuple[pa.Array, pa.Array]:
    """Commune code and the date of its list: today's, or for a share (times the dirt) still the old one.

    Args:
        commune: positions among the old communes, -1 for people from elsewhere (both cells empty).
    """
    is_old = dirt.hits(len(commune), old_share)
    new = np.where(commune >= 0, np.array(geography.new_of)[commune], -1)
    code = text.where(is_old, text.pick(geography.old_code, commune), text.pick(geography.new_code, new))
    vintage = text.where(is_old, OLD, text.array([NEW] * len(commune)))
    return code, text.blank(vintage, commune < 0)


def booleans(values: Bools, yes: str = "1", no: str | None = "0") -> pa.Array:
    """Yes and no in the file's own signs; None leaves a no empty."""
    return text.where(values, yes, no)


def grouped(values: Ints, mark: str) -> pa.Array:
    """Amounts with their thousands marked, as text: 1.234.567 or 1,234,567."""
    return text.array([f"{value:,}".replace(",", mark) for value in values.tolist()])
