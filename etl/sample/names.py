"""Vietnamese names by the frequency of their parts.

Surnames, middle and given names come from `data/names.csv` (aggregate counts, MIT licence beside it; the
shares of the commonest surnames follow DOMAIN §6.1). Given names depend on sex, a middle name Thị on the
cohort. A share of households belongs to peoples whose names are built otherwise (Y/H', Rơ Châm, Thào A …).
"""

import csv
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import text
from etl.sample.words import DATA, words

KINH, EDE, GIA_RAI, HMONG, THAI = range(5)
MINORITY_SHARE = 0.05
PATTERNS = {  # by people and sex: how the name is built, list of clans, list of given names
    (EDE, False): ("Y {given} {clan}", "ede_clans", "highland_men"),
    (EDE, True): ("H'{given} {clan}", "ede_clans", "highland_women"),
    (GIA_RAI, False): ("{clan} {given}", "gia_rai_clans", "highland_men"),
    (GIA_RAI, True): ("{clan} H'{given}", "gia_rai_clans", "highland_women"),
    (HMONG, False): ("{clan} A {given}", "hmong_clans", "hmong_men"),
    (HMONG, True): ("{clan} Thị {given}", "hmong_clans", "hmong_women"),
    (THAI, False): ("{clan} Văn {given}", "thai_clans", "thai_men"),
    (THAI, True): ("{clan} Thị {given}", "thai_clans", "thai_women"),
}


@cache
def pool(part: str, sex: str = "") -> tuple[list[str], npt.NDArray[np.float64]]:
    """Names of one part and sex with their probabilities."""
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part and row["sex"] == sex]
    weights = np.array([float(row["weight"]) for row in rows])
    return [row["name"] for row in rows], weights / weights.sum()


def draw(rng: np.random.Generator, part: str, sex: str, n: int) -> text.Ints:
    words, weights = pool(part, sex)
    return rng.choice(len(words), size=n, p=weights)


def _middles(rng: np.random.Generator, female: text.Bools, birth_year: text.Ints) -> pa.Array:
    """Middle names; a woman's is Thị by her cohort, alone or before another word, and a few have none."""
    n = len(female)
    men = text.pick(pool("middle", "M")[0], draw(rng, "middle", "M", n))
    women = text.pick(pool("middle", "F")[0], draw(rng, "middle", "F", n))
    chance = np.interp(birth_year, [1960, 1980, 1995, 2010], [0.92, 0.8, 0.55, 0.15])
    thi, alone = rng.random(n) < chance, rng.random(n) < 0.7
    women = text.where(thi, text.where(alone, "Thị", text.join(["Thị", women], " ")), women)
    middle = text.where(female, women, men)
    return text.where(rng.random(n) < 0.02, "", middle)


def _givens(rng: np.random.Generator, female: text.Bools) -> pa.Array:
    men = text.pick(pool("given", "M")[0], draw(rng, "given", "M", len(female)))
    women = text.pick(pool("given", "F")[0], draw(rng, "given", "F", len(female)))
    return text.where(female, women, men)


def _minority_name(style: int, female: bool, r: npt.NDArray[np.float64]) -> str:
    pattern, clan_list, given_list = PATTERNS[style, female]
    clans, givens = words(clan_list), words(given_list)
    given, clan = givens[int(r[0] * len(givens))], clans[int(r[1] * len(clans))]
    return pattern.format(given=given, clan=clan)


def _minorities(
    rng: np.random.Generator,
    names: pa.Array,
    style: npt.NDArray[np.int8],
    female: text.Bools,
    family: text.Ints,
) -> pa.Array:
    at = np.flatnonzero(style)
    clan = family[at] * 0.6180339887 % 1  # the same for a whole family
    chances = np.column_stack([rng.random(len(at)), clan])
    changed = [_minority_name(int(style[i]), bool(female[i]), r) for i, r in zip(at, chances, strict=True)]
    return pc.replace_with_mask(names, pa.array(style > 0), text.array(changed))


def build(
    rng: np.random.Generator,
    surname: text.Ints,
    female: text.Bools,
    birth_year: text.Ints,
    style: npt.NDArray[np.int8],
    family: text.Ints,
    middle_like: text.Ints,
) -> pa.Array:
    """Whole names in NFC.

    Args:
        surname: position in the surname pool.
        style: KINH or one of the other peoples.
        family: number of the family, whose clan name the other peoples bear.
        middle_like: position of the person whose middle name is taken over, -1 for an own one.
    """
    middle = _middles(rng, female, birth_year)
    middle = text.pick(middle, np.where(middle_like >= 0, middle_like, np.arange(len(surname))))
    whole = text.join([text.pick(pool("surname")[0], surname), middle, _givens(rng, female)], " ")
    whole = pc.replace_substring(whole, "  ", " ")
    return _minorities(rng, whole, style, female, family)


def another_given(rng: np.random.Generator, names: pa.Array, female: text.Bools) -> pa.Array:
    """The same people under another given name, as after a change of name."""
    kept = pc.replace_substring_regex(names, r" [^ ]+$", "")
    return text.join([kept, _givens(rng, female)], " ")
