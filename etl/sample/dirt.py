"""Damage to text cells as clerks, spreadsheets and exports do it; every probability grows with the knob.

Nothing here knows what is true. Each function takes a whole column and changes the rows it draws.
"""

import unicodedata
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import text
from etl.sample.encodings import toned
from etl.sample.text import Bools

LETTERS = "abcdeghiklmnopqrstuvxy"
CYRILLIC = str.maketrans("ACEHKMOPTXaceopxy", "АСЕНКМОРТХасеорху")
HONORIFICS = ["Ông ", "Bà ", "ông ", "Bà  ", "Anh ", "Chị "]
NOTES = [" (nghỉ thai sản)", " (nghỉ không lương)", " (TV)", " (đã nghỉ)"]
HOOK_TILDE = {toned(v, a): toned(v, b) for v in "aăâeêioôơuưy" for a, b in ((2, 3), (3, 2))}
MOST = 0.9


class Dirt:
    """Draws which rows are damaged.

    Args:
        rng: numbers for drawing; level: 0 leaves everything clean, 1 is life, 2 is bad.
    """

    def __init__(self, rng: np.random.Generator, level: float) -> None:
        self.rng, self.level = rng, level

    def hits(self, n: int, probability: float) -> Bools:
        """Rows damaged with the probability times the level, never more than nine in ten."""
        return self.rng.random(n) < min(MOST, probability * self.level)

    def some(
        self, column: pa.Array, probability: float, damage: Callable[[str, np.ndarray], str]
    ) -> pa.Array:
        """Damage a small share of cells one by one; `damage` gets the cell and three uniform numbers."""
        mask = self.hits(len(column), probability)
        chance = iter(self.rng.random((int(mask.sum()), 3)))
        return text.change(column, mask, text.each(lambda value: damage(value, next(chance))))

    def many(self, column: pa.Array, probability: float, damage: Callable[[pa.Array], pa.Array]) -> pa.Array:
        """Damage a share of cells in bulk."""
        return text.change(column, self.hits(len(column), probability), damage)

    def lose(self, column: pa.Array, probability: float) -> pa.Array:
        """Empty a share of the cells."""
        return text.blank(column, self.hits(len(column), probability))


def slip(value: str, r: np.ndarray) -> str:
    """One letter dropped, replaced, swapped or added, never the first."""
    if len(value) < 4:
        return value
    at, letter = 1 + int(r[0] * (len(value) - 2)), LETTERS[int(r[2] * len(LETTERS))]
    if " " in value[at : at + 2]:  # a space is lost now and then, but hardly swapped with a letter
        return value[:at] + value[at + 1 :]
    middle = ["", letter, value[at + 1 : at + 2] + value[at], letter + value[at]][int(r[1] * 4)]
    return value[:at] + middle + value[at + (2 if 0.5 <= r[1] < 0.75 else 1) :]


def swap_hook_and_tilde(value: str, r: np.ndarray) -> str:
    """Hỏi for ngã in one letter, as southern clerks write."""
    at = next((i for i, letter in enumerate(value) if letter in HOOK_TILDE), None)
    return value if at is None else value[:at] + HOOK_TILDE[value[at]] + value[at + 1 :]


def lose_one_mark(value: str, r: np.ndarray) -> str:
    """One syllable without its marks."""
    words = value.split(" ")
    at = int(r[0] * len(words))
    words[at] = "".join(c for c in unicodedata.normalize("NFD", words[at]) if not unicodedata.combining(c))
    return " ".join(words)


def move_tone(value: str, r: np.ndarray) -> str:
    """The tone on the other vowel of a final oa, oe or uy: Hòa as Hoà, Thúy as Thuý."""
    for first, second in ("oa", "oe", "uy"):
        for tone in range(5):
            here, there = toned(first, tone) + second, first + toned(second, tone)
            if value.endswith(here) and not value.endswith("q" + here):
                return value.removesuffix(here) + there
    return value


def use_eth(value: str, r: np.ndarray) -> str:
    return value.replace("Đ", "\u00d0")


def use_cyrillic(value: str, r: np.ndarray) -> str:
    """One or two letters from the look-alikes of another alphabet."""
    at = int(r[0] * len(value))
    return value[:at] + value[at : at + 2].translate(CYRILLIC) + value[at + 2 :]


def add_invisible(value: str, r: np.ndarray) -> str:
    """A zero-width space, a soft hyphen, a non-breaking or a doubled space."""
    kind, at = int(r[0] * 4), 1 + int(r[1] * (len(value) - 1))
    if kind < 2:
        return value[:at] + "\u200b\u00ad"[kind] + value[at:]
    return value.replace(" ", "\u00a0" if kind == 2 else "  ", 1)


def swap_y_and_i(value: str, r: np.ndarray) -> str:
    return value.replace("Lý", "Lí").replace("Mỹ", "Mĩ").replace("Quý", "Quí").replace("Sỹ", "Sĩ")


def address_person(value: str, r: np.ndarray) -> str:
    return HONORIFICS[int(r[0] * len(HONORIFICS))] + value


def add_note(value: str, r: np.ndarray) -> str:
    return value + NOTES[int(r[0] * len(NOTES))]


def decompose(column: pa.Array) -> pa.Array:
    return pc.utf8_normalize(column, "NFD")


def person_names(dirt: Dirt, names: pa.Array, heavy: float = 1.0) -> pa.Array:
    """Person names as an office typed them.

    Args:
        heavy: how much more careless this office is than usual.
    """
    names = dirt.some(names, 0.010 * heavy, slip)
    names = dirt.some(names, 0.008 * heavy, swap_hook_and_tilde)
    names = dirt.some(names, 0.010 * heavy, lose_one_mark)
    names = dirt.some(names, 0.030 * heavy, move_tone)
    names = dirt.some(names, 0.010 * heavy, swap_y_and_i)
    names = dirt.many(names, 0.040 * heavy, text.strip_marks)
    names = dirt.many(names, 0.150 * heavy, pc.utf8_upper)
    names = dirt.many(names, 0.010 * heavy, pc.utf8_lower)
    names = dirt.some(names, 0.004 * heavy, use_cyrillic)
    names = dirt.some(names, 0.020 * heavy, use_eth)
    names = dirt.some(names, 0.012 * heavy, address_person)
    names = dirt.some(names, 0.004 * heavy, add_note)
    names = dirt.some(names, 0.010 * heavy, add_invisible)
    return dirt.many(names, 0.012 * heavy, decompose)
