"""Everybody who employs: enterprises, cooperatives, public bodies, household businesses.

One entry per root tax code; branches, groups and successors are told by numbers in the same arrays. `outside`
employers are firms of other provinces, known only because their insured units stand in the enrolment data.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.sample import firms, ids
from etl.sample.dates import Days
from etl.sample.firms import COOPERATIVE, ENTERPRISE, HOUSEHOLD, OUTSIDE, PUBLIC
from etl.sample.geography import Geography
from etl.sample.people import LIVING, RESIDENT, People
from etl.sample.pools import retirement_month
from etl.sample.streams import Streams
from etl.sample.text import Bools, Ints

FULL, INCOMPLETE, ABSENT, ENDED = range(4)
WAGED, UNWAGED, HOUSEHOLD_OWNER = range(3)
OWNER_GROUNDS = ["waged_manager", "unwaged_manager", "household_owner"]  # as in etl/law/rules.yml
COMPLIANCES = ["full", "incomplete", "absent", "ended"]
KIND_SHARES = {PUBLIC: 0.06, COOPERATIVE: 0.02, ENTERPRISE: 0.37, HOUSEHOLD: 0.55}
PAYER_SHARES = {PUBLIC: 1.0, COOPERATIVE: 0.85, ENTERPRISE: 0.92, HOUSEHOLD: 0.25, OUTSIDE: 0.0}
SIZE_SHAPES = {
    PUBLIC: (3.0, 0.7),
    COOPERATIVE: (1.8, 0.7),
    ENTERPRISE: (2.0, 1.35),
    HOUSEHOLD: (0.4, 0.5),
    OUTSIDE: (0, 0),
}
SUSPENDED, LEFT, REVOKED, MERGED, BANKRUPT, DISSOLVED, ACTIVE = range(1, 8)
# First two digits of the tax codes allotted to a province (DOMAIN §1.4).
TAX_RANGES = {
    "01": (1, 5), "31": (2, 8), "79": (3, 35, 37), "48": (4, 40), "33": (9, 10), "80": (11, 39),
    "82": (12, 14), "86": (13, 15, 21), "91": (16, 17), "92": (18, 22, 63), "96": (19, 20), "24": (23, 24),
    "25": (25, 26, 54),
    "37": (27, 6, 7), "38": (28,), "40": (29,), "42": (30,), "44": (31, 32), "46": (33,), "75": (36, 38),
    "52": (41, 59), "56": (42, 45), "51": (43, 61), "66": (44, 60), "19": (46, 47), "04": (48,), "20": (49,),
    "08": (50, 51), "15": (52, 53), "14": (55,), "11": (56,), "12": (62,), "22": (57,), "68": (34, 58, 64),
}  # fmt: skip


@dataclass
class Employers:
    """One entry per employer; positions are `employer_no`, -1 says that there is none.

    Attributes:
        root: ten-digit tax code, or the owner's personal id for a household business.
        registration: old household registration number (text) where the registry still uses it, else "".
        owner: person who owns or represents it.
        status, status_date, registered: registry status 1-7 (DOMAIN §5.2) and days.
        group: number of the group of firms; branches: how many dependent units; successor: who took it over.
        is_leasing: lends out workers.
        is_payer: its 05/QTT is delivered; size: employments there in the tax year.
        compliance: code of COMPLIANCES; gap_share: share of the others left uninsured if incomplete.
        owner_ground: code of OWNER_GROUNDS, by which the owner is obliged, -1 for other representatives.
        owner_insured: in a unit of owners alone; declares_tax: a household business that pays by declaration.
        name, place: official name, and three numbers that stand for the door.
    """

    kind: npt.NDArray[np.int8]
    root: Ints
    registration: list[str]
    owner: Ints
    commune: Ints
    status: Ints
    status_date: Days
    registered: Days
    group: Ints
    branches: Ints
    successor: Ints
    is_leasing: Bools
    is_payer: Bools
    size: Ints
    compliance: Ints
    gap_share: npt.NDArray[np.float64]
    owner_ground: Ints
    owner_insured: Bools
    declares_tax: Bools
    name: list[str]
    place: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.kind)


def _kinds(residents: int) -> npt.NDArray[np.int8]:
    n = max(20, residents // 25)
    counts = {kind: max(2, round(n * share)) for kind, share in KIND_SHARES.items()}
    counts[OUTSIDE] = max(3, residents // 2000)
    return np.repeat(list(counts), list(counts.values())).astype(np.int8)


def _sizes(rng: np.random.Generator, kind: npt.NDArray[np.int8], is_payer: Bools, total: int) -> Ints:
    """Employments of each payer, adding up to about `total`; household businesses keep their few."""
    shapes = np.array([SIZE_SHAPES[code] for code in range(len(SIZE_SHAPES))], float)
    raw = np.exp(rng.normal(shapes[kind, 0], shapes[kind, 1])) * is_payer
    raw = np.where(kind == HOUSEHOLD, np.minimum(raw, 8), raw)
    small, most = kind == HOUSEHOLD, max(30.0, total / 25)
    size = raw.copy()
    for _ in range(5):  # the cap takes from the biggest what the others must then bear
        scale = max(0.1, (total - raw[small].sum()) / size[~small].sum())
        size = np.where(small, raw, np.minimum(size * scale, most))
    return np.where(is_payer, np.maximum(1, np.floor(size + rng.random(len(kind)))), 0).astype(np.int64)


def _roots(rng: np.random.Generator, province: str, kind: npt.NDArray[np.int8], owner_id: Ints) -> Ints:
    local = rng.choice(TAX_RANGES.get(province, (1, 3)), len(kind))
    prefix = np.where(
        (rng.random(len(kind)) < 0.12) | (kind == OUTSIDE), rng.choice([1, 3], len(kind)), local
    )
    return np.where(kind == HOUSEHOLD, owner_id, ids.tax_codes(rng, prefix))


def _owners(rng: np.random.Generator, people: People, n: int, today: np.datetime64) -> Ints:
    age = people.age(today)
    fit = (people.kind == RESIDENT) & (people.status == LIVING) & (age > 24) & (age < 66)
    return rng.permutation(np.flatnonzero(fit))[:n]


def _statuses(rng: np.random.Generator, kind: npt.NDArray[np.int8], is_payer: Bools) -> Ints:
    paying = rng.choice(np.arange(1, 8), len(kind), p=[0.02, 0.02, 0.002, 0.008, 0.002, 0.01, 0.938])
    idle = rng.choice(np.arange(1, 8), len(kind), p=[0.1, 0.15, 0.03, 0.02, 0.02, 0.28, 0.4])
    status = np.where(is_payer, paying, np.where(kind == HOUSEHOLD, paying, idle))
    status = np.where((kind == HOUSEHOLD) & (status == MERGED), ACTIVE, status)
    return np.where((kind == PUBLIC) | (kind == OUTSIDE), ACTIVE, status)


def _status_dates(
    rng: np.random.Generator, status: Ints, is_payer: Bools, today: np.datetime64, year: int
) -> Days:
    """Payers of the tax year changed status in its second half or later, the others at any time before."""
    start = np.datetime64(f"{year}-07-01", "D")
    late = start + rng.integers(0, max(1, (today - start).astype(int)), len(status)).astype("timedelta64[D]")
    early = today - rng.integers(200, 3000, len(status)).astype("timedelta64[D]")
    return np.where(status == ACTIVE, np.datetime64("NaT", "D"), np.where(is_payer, late, early))


def _compliance(rng: np.random.Generator, kind: npt.NDArray[np.int8], status: Ints, size: Ints) -> Ints:
    """6 % of payers are absent from insurance, 10 % insure only some; those that ended are told apart."""
    payers = size > 0
    n, chance = int(payers.sum()), rng.random(len(kind))
    ended = np.isin(status, [REVOKED, BANKRUPT, DISSOLVED]) & payers
    open_to_gaps = payers & ~ended & (status != MERGED)
    may_miss = open_to_gaps & (kind != PUBLIC) & (size <= 40)
    absent = may_miss & (chance < 0.06 * n / max(1, int(may_miss.sum())))
    may_lack = open_to_gaps & ~absent & (size >= 4) & ((kind != PUBLIC) | (rng.random(len(kind)) < 0.15))
    lacking = may_lack & (rng.random(len(kind)) < 0.10 * n / max(1, int(may_lack.sum())))
    return np.select([ended, absent, lacking], [ENDED, ABSENT, INCOMPLETE], FULL)


def _gap_shares(
    rng: np.random.Generator, compliance: Ints, size: Ints, target: float
) -> npt.NDArray[np.float64]:
    """Share uninsured at incomplete employers, so that `target` of all employments come out uninsured."""
    lacking, absent = compliance == INCOMPLETE, compliance == ABSENT
    share = np.where(lacking, rng.uniform(0.15, 0.95, len(size)), 0.0)
    wanted = max(0.02, target - size[absent].sum() / size.sum()) * size.sum()
    share *= min(1.6, wanted / max(1.0, (share * size).sum()))
    return np.clip(share, 0, 0.95)


def _relations(
    rng: np.random.Generator, kind: npt.NDArray[np.int8], compliance: Ints, size: Ints, status: Ints
) -> tuple[Ints, Ints, Ints]:
    """Groups, numbers of branches, successors."""
    n = len(kind)
    steady = (kind == ENTERPRISE) & (compliance == FULL) & (size >= 3) & (status == ACTIVE)
    group, successor = np.full(n, -1), np.full(n, -1)
    candidates = rng.permutation(np.flatnonzero(steady))
    members = candidates[: max(2, len(candidates) // 20)]
    group[members] = np.arange(len(members)) // 2
    may_branch = (kind == ENTERPRISE) & np.isin(compliance, [FULL, INCOMPLETE]) & (size >= 10)
    branches = np.where(may_branch & (rng.random(n) < 0.12), rng.integers(1, 4, n), 0)
    merged = (status == MERGED) & (kind != HOUSEHOLD)
    successor[merged] = rng.choice(candidates, int(merged.sum()))
    return group, branches, successor


def _owners_duty(
    rng: np.random.Generator, kind: npt.NDArray[np.int8], size: Ints, may: Bools
) -> tuple[Ints, Bools, Bools]:
    """By which rule owners are obliged, who of those without a wage is insured, who pays tax by declaration.

    Args:
        may: owners who are below the age of retirement.
    """
    chance = rng.random((len(kind), 3))
    waged = (size >= 2) & may & (chance[:, 0] < 0.4)
    firms = np.where(waged, WAGED, UNWAGED)
    ground = np.select(
        [kind == HOUSEHOLD, np.isin(kind, [ENTERPRISE, COOPERATIVE])], [HOUSEHOLD_OWNER, firms], -1
    )
    declares = (kind == HOUSEHOLD) & (chance[:, 1] < 0.45)
    duty = may & (declares | (ground == UNWAGED))
    return ground, duty & (chance[:, 2] < 0.22), declares


def _registrations(rng: np.random.Generator, province: str, kind: npt.NDArray[np.int8]) -> list[str]:
    """Old numbers such as 40A8012345 for four in ten household businesses."""
    number, letter, old = (
        rng.permutation(1_000_000)[: len(kind)],
        rng.integers(0, 20, len(kind)),
        rng.random(len(kind)),
    )
    return [
        f"{province}{chr(65 + letter[i])}8{number[i % 1_000_000]:06d}"
        if kind[i] == HOUSEHOLD and old[i] < 0.4
        else ""
        for i in range(len(kind))
    ]


def draw(
    streams: Streams, geography: Geography, people: People, residents: int, today: np.datetime64, year: int
) -> Employers:
    """Draw the employers of the tax year `year` as the registries of `today` know them."""
    rng = streams["employers"]
    kind = _kinds(residents)
    n = len(kind)
    is_payer = rng.random(n) < np.array([PAYER_SHARES[code] for code in range(len(PAYER_SHARES))])[kind]
    size = _sizes(rng, kind, is_payer, round(residents * 0.392))
    owner = _owners(rng, people, n, today)
    status = _statuses(rng, kind, is_payer)
    compliance = _compliance(rng, kind, status, size)
    group, branches, successor = _relations(rng, kind, compliance, size, status)
    month = int(today.astype("datetime64[M]").astype(np.int64)) + 1970 * 12
    may = retirement_month(people.birth[owner], people.female[owner]) > month
    ground, owner_insured, declares = _owners_duty(streams["law"], kind, size, may)
    commune = np.where(kind == HOUSEHOLD, people.commune[owner], rng.permutation(people.commune[owner]))
    return Employers(
        kind=kind,
        root=_roots(rng, geography.province, kind, people.numbers.personal_id[owner]),
        registration=_registrations(rng, geography.province, kind),
        owner=owner,
        commune=commune,
        status=status,
        status_date=_status_dates(rng, status, is_payer, today, year),
        registered=today - rng.integers(900, 8000, n).astype("timedelta64[D]"),
        group=group,
        branches=branches,
        successor=successor,
        is_leasing=(kind == ENTERPRISE)
        & (compliance == FULL)
        & (size > 0)
        & (status == ACTIVE)
        & (rng.random(n) < 0.02),
        is_payer=is_payer,
        size=size,
        compliance=compliance,
        owner_ground=ground,
        owner_insured=owner_insured,
        declares_tax=declares,
        gap_share=_gap_shares(rng, compliance, size, 0.088),
        name=firms.draw_names(
            streams["firms"], geography, kind, commune, people.name.take(owner).to_pylist()
        ),
        place=streams["firms"].random((n, 3)),
    )
