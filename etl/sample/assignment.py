"""Gives every employment its person: nobody is in two employments but those who have two jobs."""

import numpy as np

from etl.errors import UsageFault
from etl.sample import reasons
from etl.sample.employers import Employers
from etl.sample.firms import ENTERPRISE
from etl.sample.jobs import Jobs
from etl.sample.pools import Pools
from etl.sample.text import Ints


def _fill(jobs: Jobs, reason: int, pool: Ints) -> None:
    """Give the employments of a reason the pool's people; those left over become short contracts."""
    at = np.flatnonzero((jobs.reason == reason) & (jobs.person < 0))
    n = min(len(at), len(pool))
    jobs.person[at[:n]] = pool[:n]
    jobs.reason[at[n:]] = reasons.SHORT
    jobs.insured_by[at[n:]] = -1


def _place_foreigners(rng: np.random.Generator, employers: Employers, pools: Pools, jobs: Jobs) -> Ints:
    """Half of the foreigners are insured at enterprises of some size; gives those not yet placed."""
    at_firms = employers.kind[jobs.employer] == ENTERPRISE
    slots = np.flatnonzero((jobs.reason == reasons.OWN) & at_firms & (employers.size[jobs.employer] >= 8))
    n = min(len(pools.foreigners) // 2, len(slots))
    jobs.person[rng.choice(slots, n, replace=False)] = pools.foreigners[:n]
    return pools.foreigners[n:]


def _place_leavers(rng: np.random.Generator, pools: Pools, jobs: Jobs) -> None:
    """Those who died or left after the tax year had been insured employees."""
    slots = np.flatnonzero((jobs.reason == reasons.OWN) & (jobs.person < 0))
    n = min(len(pools.leavers), len(slots) // 50)
    jobs.person[rng.choice(slots, n, replace=False)] = pools.leavers[:n]


def _count(jobs: Jobs, reason: int) -> int:
    return int((jobs.reason == reason).sum())


def _second_jobs(rng: np.random.Generator, jobs: Jobs) -> None:
    """Second jobs go to people insured in their first one elsewhere; each gets at most one."""
    at = np.flatnonzero(jobs.reason == reasons.FIRST_CONTRACT)
    firsts = rng.permutation(np.flatnonzero((jobs.reason == reasons.OWN) & (jobs.person >= 0)))[: len(at)]
    at = at[: len(firsts)]
    elsewhere = jobs.employer[firsts] != jobs.employer[at]
    jobs.person[at[elsewhere]] = jobs.person[firsts[elsewhere]]
    left = np.flatnonzero((jobs.reason == reasons.FIRST_CONTRACT) & (jobs.person < 0))
    jobs.reason[left] = reasons.OTHER


def assign(rng: np.random.Generator, employers: Employers, pools: Pools, jobs: Jobs) -> Jobs:
    """Fill in `person`, special people first, and change the reason where the pool ran dry.

    Raises:
        UsageFault: the province is too small for its employments.
    """
    foreigners = _place_foreigners(rng, employers, pools, jobs)
    special = {
        reasons.FOREIGNER_SHORT: foreigners,
        reasons.PENSIONER: pools.pensioners,
        reasons.BENEFICIARY: pools.beneficiaries,
        reasons.PAST_RETIREMENT: pools.past_retirement,
        reasons.UNDER_AGE: pools.under_age,
        reasons.ARMED: pools.armed,
        reasons.DECEASED: pools.deceased,
    }
    for reason, pool in special.items():
        _fill(jobs, reason, pool)
    _place_leavers(rng, pools, jobs)
    open_jobs = np.flatnonzero((jobs.person < 0) & (jobs.reason != reasons.FIRST_CONTRACT))
    if len(open_jobs) + _count(jobs, reasons.FIRST_CONTRACT) > len(pools.workers):
        raise UsageFault("the province has fewer workers than jobs", todo="Ask for more people.")
    jobs.person[open_jobs] = pools.workers[: len(open_jobs)]
    _second_jobs(rng, jobs)
    still = np.flatnonzero(jobs.person < 0)
    jobs.person[still] = pools.workers[len(open_jobs) : len(open_jobs) + len(still)]
    return jobs


def with_probation(rng: np.random.Generator, jobs: Jobs) -> Jobs:
    """Add a 05-2 row for a few covered people whose probation there came before the contract."""
    covered = np.flatnonzero((jobs.reason == reasons.OWN) & (jobs.first % 12 >= 2))
    at = covered[rng.random(len(covered)) < 0.04]
    whole = jobs.take(np.concatenate([np.arange(len(jobs)), at]))
    added = np.arange(len(jobs), len(whole))
    whole.is_annex_2[added] = True
    whole.insured_by[added] = -1  # the contract's own entry brings the enrolment
    whole.first[added] -= 2
    whole.last[added] = whole.first[added] + 1
    whole.income[added] = np.round(whole.wage[added] * 1.7)
    whole.withheld[added] = whole.income[added] // 10
    return whole
