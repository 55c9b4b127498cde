"""Insured units as the insurance side knows them: several to a tax code, and some that are no employers."""

from dataclasses import dataclass

import numpy as np

from etl.sample.employers import ABSENT, DISSOLVED, ENDED, SUSPENDED, Employers
from etl.sample.firms import COOPERATIVE, ENTERPRISE, HOUSEHOLD, OUTSIDE, PUBLIC
from etl.sample.geography import Geography
from etl.sample.text import Bools, Ints

MAIN, SECOND, OF_BRANCH, FOREIGNERS, UNPAID_MANAGERS, HOUSEHOLD_OWNER, SELF_PAYING, HI_ONLY, PSEUDO = range(9)
BLOCKS = {ENTERPRISE: "T", COOPERATIVE: "E", PUBLIC: "H", HOUSEHOLD: "C", OUTSIDE: "T"}
ROLE_BLOCKS = {
    FOREIGNERS: "I",
    UNPAID_MANAGERS: "Q6",
    HOUSEHOLD_OWNER: "KQ",
    SELF_PAYING: "GG",
    HI_ONLY: "KX",
}
OPEN, STOPPED, CLOSED = range(3)
STATUSES = ["active", "suspended", "closed"]


@dataclass
class Units:
    """One entry per unit; -1 says that there is none.

    Attributes:
        employer, branch: whose unit; pseudo-units have no employer.
        role: MAIN … PSEUDO; block: the unit type as the office writes it.
        code, name: as registered; office: insurance office code.
        status: code of STATUSES; first, last: months (year * 12 + month - 1).
        by_site: position of the unit of (employer, branch), as a dictionary for the few branches and an array
            `main` for head offices.
    """

    employer: Ints
    branch: Ints
    role: Ints
    block: list[str]
    code: list[str]
    name: list[str]
    commune: Ints
    office: list[str]
    status: Ints
    first: Ints
    last: Ints
    main: Ints

    def __len__(self) -> int:
        return len(self.employer)

    def of_site(self, employer: Ints, branch: Ints) -> Ints:
        """The unit of each (employer, branch); the head office's where the branch has none."""
        head, key = self.main[employer], employer * 10 + branch
        at = np.flatnonzero(self.role == OF_BRANCH)
        order = at[np.argsort(self.employer[at] * 10 + self.branch[at])]
        known = self.employer[order] * 10 + self.branch[order]
        if not len(known):
            return head
        found = np.minimum(np.searchsorted(known, key), len(known) - 1)
        return np.where((branch > 0) & (known[found] == key), order[found], head)


def participates(rng: np.random.Generator, employers: Employers) -> Bools:
    """Employers with a unit that insures workers."""
    n, kind = len(employers), employers.kind
    chance = rng.random(n)
    idle = (
        (kind == OUTSIDE) | ((kind != HOUSEHOLD) & (chance < 0.5)) | ((kind == HOUSEHOLD) & (chance < 0.04))
    )
    idle &= ~np.isin(employers.status, [DISSOLVED]) | (kind == OUTSIDE)
    return np.where(employers.is_payer, employers.compliance != ABSENT, idle)


def _plan(rng: np.random.Generator, employers: Employers, takes_part: Bools, with_foreigners: Ints) -> Ints:
    """Rows (employer, branch, role) of all units of employers."""
    everyone = np.arange(len(employers))
    absent_firm = (employers.compliance == ABSENT) & (employers.kind == ENTERPRISE)
    chance = rng.random((len(employers), 1))
    second = takes_part & (employers.size > 30) & (chance[:, 0] < 0.08)
    unpaid = employers.owner_insured & (takes_part | absent_firm) & (employers.kind != HOUSEHOLD)
    owner = employers.owner_insured & (employers.kind == HOUSEHOLD)
    was_open = (employers.compliance == ABSENT) & (chance[:, 0] > 0.9)
    parts = [
        (everyone[takes_part | was_open], MAIN),
        (everyone[second], SECOND),
        (np.unique(with_foreigners), FOREIGNERS),
        (everyone[unpaid], UNPAID_MANAGERS),
        (everyone[owner], HOUSEHOLD_OWNER),
    ]
    plan = [np.column_stack([at, np.zeros(len(at), np.int64), np.full(len(at), role)]) for at, role in parts]
    branched = np.repeat(everyone, np.where(takes_part, employers.branches, 0))
    number = np.concatenate(
        [np.arange(0), *(np.arange(1, k + 1) for k in employers.branches[takes_part])]
    ).astype(np.int64)
    plan.append(np.column_stack([branched, number, np.full(len(branched), OF_BRANCH)]))
    return np.concatenate(plan)


def office_of(geography: Geography, commune: Ints) -> list[str]:
    """Insurance office of each home or firm: about twelve communes of today to an office."""
    successors = np.array(geography.new_of)[commune]
    return [f"0{geography.province}{1 + at // 12:02d}" for at in successors]


def _codes(block: list[str], office: list[str], first: int) -> list[str]:
    """Codes such as TC0123C or Q60012B: block, the office's letter twice, a running number after `first`."""
    counts: dict[tuple[str, int], int] = {}
    codes = []
    for kind, place in zip(block, office, strict=True):
        letter = int(place[-2:]) % 26
        number = counts[kind, letter] = counts.get((kind, letter), first) + 1
        second = "" if len(kind) > 1 else chr(65 + (letter + number // 10_000) % 26)
        codes.append(f"{kind}{second}{number % 10_000:04d}{chr(65 + letter)}")
    return codes


def _names(employers: Employers, plan: Ints) -> list[str]:
    words = {
        MAIN: "{}",
        SECOND: "{} - Phân xưởng 2",
        OF_BRANCH: "Chi nhánh {branch} - {}",
        FOREIGNERS: "{} (người nước ngoài)",
        UNPAID_MANAGERS: "Chủ doanh nghiệp - {}",
        HOUSEHOLD_OWNER: "Chủ hộ - {}",
    }
    return [words[role].format(employers.name[at], branch=branch) for at, branch, role in plan.tolist()]


def _pseudo(offices: list[str]) -> list[tuple[str, str, str, int]]:
    """Units that are no employers: (office, block, name, role), three to an office, two for the province."""
    per_office = [
        row
        for office in offices
        for row in (
            (office, "GG", "Người tham gia BHXH tự nguyện", SELF_PAYING),
            (office, "KX", "Người hoạt động không chuyên trách chỉ tham gia BHYT", HI_ONLY),
            (office, "BH", "Đại biểu Hội đồng nhân dân", PSEUDO),
        )
    ]
    first = offices[0]
    return [
        *per_office,
        (first, "NQT", "Thu hồi, hoàn trả", PSEUDO),
        (first, "KM", "Chưa xác định đơn vị", PSEUDO),
    ]


def _lives(
    rng: np.random.Generator, employers: Employers, plan: Ints, takes_part: Bools, today: int
) -> tuple[Ints, Ints, Ints]:
    """Status, first and last month of the units of employers."""
    n, at, role = len(plan), plan[:, 0], plan[:, 2]
    ended = (employers.compliance[at] == ENDED) | (employers.successor[at] >= 0)
    former = ~takes_part[at] & (role == MAIN)
    since = employers.status_date[at].astype("datetime64[M]").astype(np.int64) + 1970 * 12
    last = np.select([former, ended], [today - rng.integers(26, 60, n), np.minimum(since, today)], -1)
    status = np.select([last >= 0, employers.status[at] == SUSPENDED], [CLOSED, STOPPED], OPEN)
    return status, today - rng.integers(280, 330, n), last


def draw(
    rng: np.random.Generator,
    geography: Geography,
    employers: Employers,
    with_foreigners: Ints,
    today: int,
) -> tuple[Units, Bools]:
    """Draw the units as they stand in the month `today`, and which employers insure workers at all.

    Args:
        with_foreigners: employers that insure foreigners, who have a unit of their own.
    """
    takes_part = participates(rng, employers)
    plan = _plan(rng, employers, takes_part, with_foreigners)
    kind = employers.kind[plan[:, 0]]
    block = [
        ROLE_BLOCKS.get(role, BLOCKS[int(code)]) for role, code in zip(plan[:, 2].tolist(), kind, strict=True)
    ]
    own_office = office_of(geography, employers.commune[plan[:, 0]])
    far = rng.choice(["00101", "07902", "04801"], len(plan))
    office = [far[i] if kind[i] == OUTSIDE else own_office[i] for i in range(len(plan))]
    status, first, last = _lives(rng, employers, plan, takes_part, today)
    pseudo = _pseudo(sorted(set(own_office)))
    codes = _codes(
        block + [row[1] for row in pseudo[:-2]],
        office + [row[0] for row in pseudo[:-2]],
        first=100 * int(geography.province),  # so that samples of two provinces can lie in one register
    )
    more = len(pseudo)
    main = np.full(len(employers), -1)
    main[plan[plan[:, 2] == MAIN, 0]] = np.flatnonzero(plan[:, 2] == MAIN)
    return Units(
        employer=np.concatenate([plan[:, 0], np.full(more, -1)]),
        branch=np.concatenate([plan[:, 1], np.zeros(more, np.int64)]),
        role=np.concatenate([plan[:, 2], np.array([row[3] for row in pseudo])]),
        block=block + [row[1] for row in pseudo],
        code=[*codes, "NQT0000", "KM00000"],
        name=_names(employers, plan) + [row[2] for row in pseudo],
        commune=np.concatenate([employers.commune[plan[:, 0]], np.full(more, 0)]),
        office=office + [row[0] for row in pseudo],
        status=np.concatenate([status, np.zeros(more, np.int64)]),
        first=np.concatenate([first, np.full(more, today - 330)]),
        last=np.concatenate([last, np.full(more, -1)]),
        main=main,
    ), takes_part
