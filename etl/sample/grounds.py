"""Plants what the law treats apart: managers, owners, part-timers, foreigners, people about to retire, odd months.

Each step takes a few plain employments and changes who holds them or how they stand to insurance; people with two
employments and employers whose only insured worker would go are left alone.
"""

import numpy as np
import numpy.typing as npt

from etl.sample import jobs as kinds
from etl.sample import reasons
from etl.sample.employers import ABSENT, ENDED, FULL, HOUSEHOLD_OWNER, INCOMPLETE, WAGED, Employers
from etl.sample.firms import HOUSEHOLD, PUBLIC
from etl.sample.jobs import Jobs
from etl.sample.people import FOREIGNER, People
from etl.sample.pools import Pools, retirement_month
from etl.sample.text import Bools, Ints

REFERENCE_LEVEL = 2_340_000
Floats = npt.NDArray[np.float64]
GAPS = [reasons.VERY_STRONG, reasons.STRONG]


class Planter:
    """The employments of a world, and what is needed to change them."""

    def __init__(
        self,
        rng: np.random.Generator,
        people: People,
        employers: Employers,
        pools: Pools,
        jobs: Jobs,
        year: int,
    ) -> None:
        self.rng, self.people, self.employers, self.pools = rng, people, employers, pools
        self.jobs, self.january = jobs, year * 12

    def _plain(self, among: list[int]) -> Bools:
        """Employments of 05-1 for these reasons, of Vietnamese who have no other and stand for nothing yet."""
        jobs = self.jobs
        once = np.bincount(jobs.person, minlength=len(self.people))[jobs.person] == 1
        vietnamese = self.people.kind[jobs.person] != FOREIGNER
        untouched = (jobs.ground == kinds.EMPLOYEE) & ~jobs.is_annex_2 & ~jobs.is_untold
        return np.isin(jobs.reason, among) & once & vietnamese & untouched

    def _spare(self) -> Bools:
        """Plain insured employments at employers that insure everybody and go on as they are."""
        employers, at = self.employers, self.jobs.employer
        steady = (employers.compliance == FULL) & (employers.successor < 0)
        return self._plain([reasons.OWN]) & steady[at]

    def _some(self, mask: Bools, share: float) -> Ints:
        return np.flatnonzero(mask & (self.rng.random(len(mask)) < share))

    def _exempt(self, at: Ints, reason: int | Ints, untold: bool = False) -> None:
        self.jobs.reason[at], self.jobs.insured_by[at], self.jobs.insured_branch[at] = reason, -1, 0
        self.jobs.is_untold[at] = untold

    def _pay(self, at: Ints, wage: Ints, months: Ints | Floats) -> None:
        self.jobs.wage[at] = wage
        self.jobs.income[at] = np.round(wage * months).astype(np.int64)
        self.jobs.withheld[at] = np.maximum(0, (self.jobs.income[at] - 150_000_000) // 12)

    def _length(self, at: Ints) -> Ints:
        return self.jobs.last[at] - self.jobs.first[at] + 1

    def _replace(self, at: Ints, people: Ints) -> Ints:
        """Give employments to other people who have none; gives those that found one."""
        people = people[~np.isin(people, self.jobs.person)]
        at = self.rng.permutation(at)[: len(people)]
        self.jobs.person[at] = people[: len(at)]
        return at

    def managers(self) -> None:
        """Representatives on their firm's payroll, some above the cap of the base."""
        fit = self._plain([reasons.OWN, *GAPS]) & (self.employers.owner_ground == WAGED)[self.jobs.employer]
        at = np.flatnonzero(fit)
        at = at[np.unique(self.jobs.employer[at], return_index=True)[1]]
        self.jobs.person[at] = self.employers.owner[self.jobs.employer[at]]
        self.jobs.ground[at] = kinds.WAGED_MANAGER
        wage = np.round(self.jobs.wage[at] * np.exp(self.rng.normal(0.8, 0.45, len(at))), -5).astype(np.int64)
        self._pay(at, wage, 1.08 * self._length(at).astype(np.float64))

    def owners(self) -> None:
        """Every tenth household business that pays workers lists its owner among them, as it should not."""
        at = np.flatnonzero((self.employers.kind[self.jobs.employer] == HOUSEHOLD) & ~self.jobs.is_annex_2)
        at = at[np.unique(self.jobs.employer[at], return_index=True)[1]]
        employers, firm = self.employers, self.jobs.employer[at]
        owner = employers.owner[firm]
        limit = retirement_month(self.people.birth[owner], self.people.female[owner])
        told = (employers.owner_ground[firm] == HOUSEHOLD_OWNER) & (employers.compliance[firm] != ENDED)
        at = at[told & (limit > self.january + 11) & (self.rng.random(len(at)) < 0.1)]
        self.jobs = self.jobs.take(np.concatenate([np.arange(len(self.jobs)), at]))
        new, firm = np.arange(len(self.jobs) - len(at), len(self.jobs)), self.jobs.employer[at]
        self.jobs.person[new], self.jobs.ground[new] = employers.owner[firm], kinds.HOUSEHOLD_OWNER
        obliged = employers.declares_tax[firm] & (self.january + 11 >= 2025 * 12 + 6)
        insured = np.where(employers.owner_insured[firm], reasons.OWN, reasons.STRONG)
        self._exempt(new, np.where(obliged, insured, reasons.NOTIFYING_OWNER))
        self.jobs.first[new], self.jobs.last[new] = self.january, self.january + 11

    def part_timers(self) -> None:
        """Below the reference level nobody is obliged; a year's form tells it only of those paid less in all."""
        low = self._some(self._spare() | self._plain([reasons.STRONG]), 0.003)
        self._exempt(low, reasons.PART_TIME)
        few = self.rng.random(len(low)) < 0.4
        self.jobs.last[low[few]] = np.minimum(self.jobs.last[low[few]], self.jobs.first[low[few]] + 2)
        wage = np.where(few, self.rng.integers(20, 75, len(low)), self.rng.integers(70, 220, len(low)))
        self._pay(low, wage * 10_000, self._length(low))
        self.jobs.is_untold[low] = self.jobs.income[low] >= REFERENCE_LEVEL
        high = self._some(self._plain([reasons.OWN, reasons.STRONG]), 0.003)
        self._pay(high, self.rng.integers(240, 380, len(high)) * 10_000, self._length(high))
        self.jobs.ground[np.concatenate([low, high])] = kinds.PART_TIMER

    def odd_months(self) -> None:
        """Months with fourteen unpaid days, and hirings so late in December that insurance begins in January."""
        unpaid = self._some(self._spare(), 0.001)
        self._exempt(unpaid, reasons.UNPAID_DAYS, untold=True)
        self._pay(
            unpaid, self.jobs.wage[unpaid], self._length(unpaid) * self.rng.uniform(0.1, 0.35, len(unpaid))
        )
        late = self._some(self._spare(), 0.0015)
        self._exempt(late, reasons.HIRED_LATE)
        self.jobs.first[late] = self.jobs.last[late] = self.january + 11
        self._pay(late, self.jobs.wage[late], self.rng.uniform(0.1, 0.35, len(late)))

    def domestic(self) -> None:
        """People who keep the owner's house, listed with the workers of the shop."""
        at_home = (self.employers.kind == HOUSEHOLD)[self.jobs.employer]
        plain = self._plain([reasons.STRONG]) & (self.employers.compliance != FULL)[self.jobs.employer]
        self._exempt(self._some(at_home & (self._spare() | plain), 0.02), reasons.DOMESTIC, untold=True)

    def brief(self) -> None:
        """Contracts of one to three months in 05-2, most of them insured; their list does not tell them."""
        steady = (self.employers.compliance == FULL) & (self.employers.successor < 0)
        once = np.bincount(self.jobs.person)[self.jobs.person] == 1
        kept = np.isin(self.jobs.reason, [reasons.SHORT, reasons.SERVICE]) & once & steady[self.jobs.employer]
        at = self._some(kept, 0.2)
        insured = self.rng.random(len(at)) < 0.8
        self.jobs.ground[at], self.jobs.is_untold[at] = kinds.SHORT_CONTRACT, ~insured
        self.jobs.reason[at] = np.where(insured, reasons.OWN, reasons.WEAK)
        self.jobs.insured_by[at] = np.where(insured, self.jobs.employer[at], -1)
        self.jobs.insured_branch[at] = np.where(insured, self.jobs.branch[at], 0)
        self.jobs.first[at] = np.minimum(self.jobs.first[at], self.january + 10)
        self.jobs.last[at] = self.jobs.first[at] + self.rng.integers(0, 2, len(at))
        self.jobs.income[at] = self.jobs.wage[at] * self._length(at)

    def public_staff(self) -> None:
        """Civil servants, who have no unemployment fund, and part-time staff of villages, obliged since July 2025."""
        public = (self.employers.kind == PUBLIC)[self.jobs.employer]
        self.jobs.ground[self._some(self._plain([reasons.OWN]) & public, 0.5)] = kinds.CIVIL_SERVANT
        july = np.maximum(2025 * 12 + 6, self.jobs.first)
        staff = public & (self.jobs.reason == reasons.SERVICE) & (self.jobs.last >= july)
        once = np.bincount(self.jobs.person)[self.jobs.person] == 1
        at = self._some(staff & once & (self.employers.compliance == FULL)[self.jobs.employer], 0.5)
        self.jobs.ground[at], self.jobs.reason[at] = kinds.LOCAL_STAFF, reasons.OWN
        self.jobs.insured_by[at], self.jobs.first[at] = self.jobs.employer[at], july[at]

    def foreigners(self) -> None:
        """A few on long contracts are not insured: no register tells how long a contract is."""
        lacking = np.isin(self.employers.compliance, [ABSENT, INCOMPLETE])[self.jobs.employer]
        at = self._some((self.jobs.reason == reasons.FOREIGNER_SHORT) & lacking, 0.5)
        self.jobs.reason[at] = reasons.STRONG
        self.jobs.is_untold[at] = True
        self.jobs.ground[self.people.kind[self.jobs.person] == FOREIGNER] = kinds.FOREIGN_EMPLOYEE

    def retiring(self) -> None:
        """People who reach the age just before the tax year, in it or just after: the month decides."""
        pools, old = self.pools, self._plain([reasons.PAST_RETIREMENT])
        self._replace(self._some(old, 0.4), pools.retired_before)
        self._replace(self._some(self._plain([reasons.OWN]), 0.004), pools.retiring_next[::2])
        self._replace(self._some(self._plain(GAPS), 0.02), pools.retiring_next[1::2])
        at = self._replace(self._some(self._plain(GAPS), 0.01), pools.retiring)
        person = self.jobs.person[at]
        over = self.jobs.first[at] >= retirement_month(self.people.birth[person], self.people.female[person])
        self.jobs.is_untold[at] = True
        self.jobs.reason[at[over]] = reasons.PAST_RETIREMENT


def plant(
    rng: np.random.Generator, people: People, employers: Employers, pools: Pools, jobs: Jobs, year: int
) -> Jobs:
    """Change a few of the drawn employments into what the law treats apart."""
    planter = Planter(rng, people, employers, pools, jobs, year)
    for step in (
        planter.managers,
        planter.foreigners,
        planter.retiring,
        planter.part_timers,
        planter.odd_months,
        planter.domestic,
        planter.brief,
        planter.public_staff,
        planter.owners,
    ):
        step()
    return planter.jobs
