"""Contribution bases, owed and registered, and what was deducted from wages: the ground of the third gap.

The base owed is the wage without the bonus and the allowances that DOMAIN §3.6 leaves out, from the regional minimum
wage (part-timers: the reference level) up to twenty reference levels. One insuring employer in twenty registers less.
"""

import numpy as np

from etl.sample import jobs as kinds
from etl.sample import reasons
from etl.sample.employers import Employers
from etl.sample.firms import OUTSIDE, PUBLIC
from etl.sample.jobs import Jobs
from etl.sample.text import Bools, Ints

MINIMUM_WAGE, REFERENCE_LEVEL = 3_860_000, 2_340_000
CAP = 20 * REFERENCE_LEVEL
RATE, RATE_WITHOUT_UI = 0.105, 0.095  # the worker's own contributions, DOMAIN §3.5
UNDERDECLARING, FROM_TRUE_WAGE, BELOW_FLOOR = 0.05, 1 / 3, 0.05
BEFORE_RAISE = 0.92
WITHOUT_UI = [kinds.CIVIL_SERVANT, kinds.FOREIGN_EMPLOYEE]


def lower(base: Ints) -> Ints:
    """The base before the last raise, never below the minimum wage for it."""
    return np.maximum(np.round(base * BEFORE_RAISE, -3), np.minimum(base, MINIMUM_WAGE)).astype(np.int64)


def _owed(rng: np.random.Generator, employers: Employers, jobs: Jobs) -> Ints:
    """Each employer's habit of allowances, a little different from worker to worker."""
    habit = 1 - 0.4 * rng.beta(1.3, 3.0, len(employers))
    share = np.clip(habit[jobs.employer] + rng.normal(0, 0.04, len(jobs)), 0.62, 1.0)
    part_time = jobs.ground == kinds.PART_TIMER
    floor = np.where(part_time, REFERENCE_LEVEL, MINIMUM_WAGE)
    base = np.round(jobs.wage * np.where(part_time, 1.0, share), -3)
    return np.clip(base, floor, CAP).astype(np.int64)


def _underdeclaring(rng: np.random.Generator, employers: Employers, own: Bools, jobs: Jobs) -> Bools:
    """Employments registered too low: at half of such employers all of them, at the others some."""
    insuring = np.unique(jobs.employer[own])
    insuring = insuring[~np.isin(employers.kind[insuring], [PUBLIC, OUTSIDE])]
    share = np.zeros(len(employers))
    chosen = insuring[rng.random(len(insuring)) < UNDERDECLARING]
    share[chosen] = np.where(rng.random(len(chosen)) < 0.5, 1.0, rng.uniform(0.3, 0.9, len(chosen)))
    return own & (rng.random(len(jobs)) < share[jobs.employer])


def _registered(rng: np.random.Generator, jobs: Jobs, low: Bools) -> Ints:
    """40 to 70 % of the wage, a few less than the minimum wage; where that is hardly less than owed, what is owed."""
    base = np.maximum(np.round(jobs.wage * rng.uniform(0.4, 0.7, len(jobs)), -3), MINIMUM_WAGE)
    below = rng.random(len(jobs)) < BELOW_FLOOR
    base = np.where(below, np.round(MINIMUM_WAGE * rng.uniform(0.6, 0.95, len(jobs)), -3), base)
    return np.where(low & (base < 0.85 * jobs.base), base, jobs.base).astype(np.int64)


def _deducted(rng: np.random.Generator, employers: Employers, jobs: Jobs, year: int) -> Ints:
    """The worker's share of the base, of the true one at a third of those who registered too little; some forgot."""
    generous = (rng.random(len(employers)) < FROM_TRUE_WAGE)[jobs.employer]
    base = np.where(generous | (jobs.registered == 0), jobs.base, jobs.registered)
    july, months = year * 12 + 6, jobs.last - jobs.first + 1
    before = np.where(jobs.is_raised, np.clip(july - jobs.first, 0, months), 0)
    rate = np.where(np.isin(jobs.ground, WITHOUT_UI), RATE_WITHOUT_UI, RATE)
    total = np.round(rate * (base * (months - before) + lower(base) * before)).astype(np.int64)
    covered = [*reasons.UNDER_OWN_ROOT, reasons.GROUP, reasons.SUCCESSOR]
    deducts = (np.isin(jobs.reason, covered) & (rng.random(len(jobs)) >= 0.03)) | (
        jobs.reason == reasons.VERY_STRONG
    )
    by_owner = jobs.ground == kinds.HOUSEHOLD_OWNER
    return np.where(jobs.is_annex_2, -1, np.where(deducts & ~by_owner, total, 0))


def draw(rng: np.random.Generator, employers: Employers, jobs: Jobs, year: int) -> None:
    """Fill in the bases, who was raised in July, and what was deducted."""
    insured = jobs.insured_by >= 0
    own = insured & np.isin(jobs.reason, reasons.UNDER_OWN_ROOT) & (jobs.ground != kinds.PART_TIMER)
    jobs.base[:] = _owed(rng, employers, jobs)
    jobs.is_raised[:] = insured & (jobs.first < year * 12 + 6) & (jobs.last >= year * 12 + 6)
    jobs.is_raised[:] &= rng.random(len(jobs)) < 0.15
    low = _underdeclaring(rng, employers, own & ~jobs.is_annex_2, jobs)
    jobs.registered[:] = np.where(insured, _registered(rng, jobs, low), 0)
    jobs.deducted[:] = _deducted(rng, employers, jobs, year)
