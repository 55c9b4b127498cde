"""Everybody in the made-up world: residents of the province, people who only work there, foreigners.

All are invented. `person_no` is the position in these arrays: residents first (in household order), then
outsiders (who live in another province and are in no residence extract), then foreigners (passport only).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.sample import dates, households, ids, names, text
from etl.sample.geography import Geography
from etl.sample.households import CHILD, HEAD, Households
from etl.sample.identities import Numbers, birth_provinces, draw_numbers, draw_personal_ids, twin_ids
from etl.sample.streams import Streams
from etl.sample.text import Bools, Ints
from etl.sample.words import words

RESIDENT, OUTSIDER, FOREIGNER = range(3)
KINDS = ["resident", "outsider", "foreigner"]
LIVING, DECEASED, EMIGRATED, MISSING = range(4)
STATUSES = ["living", "deceased", "emigrated", "missing"]
OUTSIDER_SHARE, FOREIGNER_SHARE = 0.025, 0.0015
YEAR_ONLY_BEFORE, YEAR_ONLY_SHARE = 1975, 0.02


@dataclass
class People:
    """One entry per person; -1, NaT and NULL say that there is none.

    Attributes:
        kind, status: codes of KINDS and STATUSES; status_date: since when the status holds, NaT while living.
        head: person number of the head of household; relation: code of `households`.
        commune: position of the home among the province's old communes, -1 for outsiders and foreigners.
        year_only: nobody knows more of the birth than the year; the law then takes 1 January.
        numbers: the identifiers they carry.
        name, old_name: as registered now, and before a change of name (NULL for most).
    """

    kind: npt.NDArray[np.int8]
    head: Ints
    relation: npt.NDArray[np.int8]
    female: Bools
    birth: dates.Days
    year_only: Bools
    is_poor: Bools
    is_minority: Bools
    commune: Ints
    name: pa.Array
    old_name: pa.Array
    numbers: Numbers
    status: npt.NDArray[np.int8]
    status_date: dates.Days
    is_protected: Bools

    def __len__(self) -> int:
        return len(self.kind)

    def age(self, day: np.datetime64) -> npt.NDArray[np.float64]:
        """Years of age on a day."""
        return (day - self.birth).astype(np.int64) / 365.25


@dataclass
class _Beyond:
    """Those who are in no household of the province."""

    female: Bools
    birth: dates.Days
    personal_id: Ints
    kind: npt.NDArray[np.int8]


def _draw_beyond(
    rng: np.random.Generator, geography: Geography, residents: int, today: np.datetime64, taken: Ints
) -> _Beyond:
    outsiders, foreigners = round(residents * OUTSIDER_SHARE), max(2, round(residents * FOREIGNER_SHARE))
    n = outsiders + foreigners
    female = rng.random(n) < 0.48
    birth = today - rng.integers(20 * 366, 54 * 365, n).astype("timedelta64[D]")
    born_at = rng.choice([int(code) for code in geography.birth_provinces], n)
    personal_id = draw_personal_ids(rng, born_at, female, birth)
    abroad = (np.arange(n) >= outsiders) | ids.member(personal_id, taken)
    kind = np.where(abroad, FOREIGNER, OUTSIDER).astype(np.int8)
    return _Beyond(female, birth, np.where(abroad, -1, personal_id), kind)


def _settle(rng: np.random.Generator, geography: Geography, head: Ints) -> Ints:
    """Homes, commune by commune: extracts come in that order, neighbours beside neighbours."""
    weights = rng.lognormal(0, 0.7, len(geography.old_code))
    return np.sort(rng.choice(len(weights), size=len(head), p=weights / weights.sum()))[head]


def _foreign_names(rng: np.random.Generator, n: int) -> pa.Array:
    families, givens = words("foreign_families"), words("foreign_givens")
    parts = [text.pick(pool, rng.integers(0, len(pool), n)) for pool in (families, givens)]
    return text.join(parts, " ")


def _middle_like(rng: np.random.Generator, home: Households, n: int) -> Ints:
    """Whose middle name is taken over: a father's by a quarter of sons, a twin's by a like twin."""
    like = np.full(n, -1)
    male = ~home.female
    son = (home.relation == CHILD) & male & male[home.head] & (rng.random(len(male)) < 0.25)
    like[: len(male)][son] = home.head[son]
    twin = (home.twin_of >= 0) & (home.female == home.female[home.twin_of])
    like[: len(male)][twin] = home.twin_of[twin]
    return like


def _draw_names(
    rng: np.random.Generator, home: Households, kind: npt.NDArray[np.int8], female: Bools, birth: dates.Days
) -> tuple[pa.Array, pa.Array]:
    """Names of today, and the earlier ones of those who changed theirs."""
    n, beyond = len(kind), len(kind) - len(home.head)
    surname = np.concatenate([home.surname, names.draw(rng, "surname", "", beyond)])
    style = np.concatenate([home.style, np.zeros(beyond, np.int8)])
    family = np.concatenate([home.head, np.arange(n - beyond, n)])
    name = names.build(rng, surname, female, dates.year_of(birth), style, family, _middle_like(rng, home, n))
    name = text.where(kind == FOREIGNER, _foreign_names(rng, n), name)
    changed = (kind != FOREIGNER) & (style == names.KINH) & (rng.random(n) < 0.005)
    return name, text.where(changed, names.another_given(rng, name, female), None)


def _draw_status(
    rng: np.random.Generator, age: npt.NDArray[np.float64], is_resident: Bools
) -> npt.NDArray[np.int8]:
    chance, died = rng.random(len(age)), np.interp(age, [0, 60, 75, 95], [0.001, 0.008, 0.03, 0.1])
    left = [chance < died, chance < died + 0.003, chance < died + 0.0035]
    return np.where(is_resident, np.select(left, [DECEASED, EMIGRATED, MISSING], LIVING), LIVING).astype(
        np.int8
    )


def _year_only(rng: np.random.Generator, kind: npt.NDArray[np.int8], birth: dates.Days) -> Bools:
    elder = (kind == RESIDENT) & (dates.year_of(birth) < YEAR_ONLY_BEFORE)
    return elder & (rng.random(len(kind)) < YEAR_ONLY_SHARE)


def draw(streams: Streams, geography: Geography, residents: int, today: np.datetime64) -> People:
    """Draw the world's people as they stand on `today`, the first day of the registries' month."""
    rng = streams["people"]
    home = households.draw(rng, residents, today)
    commune = _settle(rng, geography, home.head)
    follow = np.where(home.relation == CHILD, home.head, np.arange(residents))
    born_at = birth_provinces(rng, geography, commune)[follow]
    own_ids = twin_ids(rng, home, draw_personal_ids(rng, born_at, home.female, home.birth))
    beyond = _draw_beyond(rng, geography, residents, today, own_ids)
    more = len(beyond.kind)
    kind = np.concatenate([np.full(residents, RESIDENT, np.int8), beyond.kind])
    female, birth = np.concatenate([home.female, beyond.female]), np.concatenate([home.birth, beyond.birth])
    year_only = _year_only(streams["law"], kind, birth)
    birth = np.where(year_only, birth.astype("datetime64[Y]").astype("datetime64[D]"), birth)
    name, old_name = _draw_names(streams["names"], home, kind, female, birth)
    age = (today - birth).astype(np.int64) / 365.25
    status = _draw_status(rng, age, kind == RESIDENT)
    since = today - rng.integers(1, 4 * 365, len(kind)).astype("timedelta64[D]")
    personal_id = np.concatenate([own_ids, beyond.personal_id])
    return People(
        kind=kind,
        head=np.concatenate([home.head, np.arange(residents, residents + more)]),
        relation=np.concatenate([home.relation, np.full(more, HEAD, np.int8)]),
        female=female,
        birth=birth,
        year_only=year_only,
        is_poor=np.concatenate([home.is_poor, np.zeros(more, bool)]),
        is_minority=np.concatenate([home.style > 0, np.zeros(more, bool)]),
        commune=np.concatenate([commune, np.full(more, -1)]),
        name=name,
        old_name=old_name,
        numbers=draw_numbers(streams["numbers"], personal_id, dates.year_of(birth), age),
        status=status,
        status_date=np.where(status == LIVING, np.datetime64("NaT", "D"), np.maximum(since, birth)),
        is_protected=(kind == RESIDENT) & (rng.random(len(kind)) < 0.001),
    )
