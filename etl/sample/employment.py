"""Employments of the tax year: who worked for whom, insured or not, since when, for what pay."""

import numpy as np

from etl.sample import assignment, bases, dates, grounds, reasons
from etl.sample.bases import MINIMUM_WAGE
from etl.sample.employers import ABSENT, ENDED, INCOMPLETE, Employers
from etl.sample.firms import OUTSIDE
from etl.sample.jobs import Jobs
from etl.sample.people import People
from etl.sample.pools import Pools
from etl.sample.streams import Streams
from etl.sample.text import Ints


def draw_reasons(rng: np.random.Generator, employers: Employers, employer: Ints) -> Ints:
    """How each employment stands to insurance, before branches, groups and successors are told apart."""
    n = len(employer)
    edges = np.cumsum(list(reasons.SHARES.values()))
    special = np.append(list(reasons.SHARES), -1)[np.searchsorted(edges, rng.random(n), side="right")]
    compliance, chance = employers.compliance[employer], rng.random(n)
    gap = (compliance == ABSENT) | ((compliance == INCOMPLETE) & (chance < employers.gap_share[employer]))
    ended = (compliance == ENDED) & (chance < 0.5)
    severe = rng.random(n) < np.where(compliance == ABSENT, 0.1, 0.22)
    usual = np.select(
        [ended, gap & severe, gap], [reasons.ENDED_FIRM, reasons.VERY_STRONG, reasons.STRONG], reasons.OWN
    )
    absent_first = (special == reasons.FIRST_CONTRACT) & (compliance == ABSENT) & (chance < 0.5)
    reason = np.where((special < 0) | absent_first, usual, special)
    return _with_somebody_insured(employers, employer, reason)


def _with_somebody_insured(employers: Employers, employer: Ints, reason: Ints) -> Ints:
    """The same, but where chance left an incomplete employer with nobody insured its first one is."""
    insured = np.zeros(len(employers), bool)
    insured[employer[reason == reasons.OWN]] = True
    first = np.unique(employer, return_index=True)[1]
    alone = first[(employers.compliance[employer[first]] == INCOMPLETE) & ~insured[employer[first]]]
    changed = reason.copy()
    changed[alone] = reasons.OWN
    return changed


def _place(rng: np.random.Generator, employers: Employers, jobs: Jobs) -> None:
    """Tell apart by whose unit the covered are insured, and which branch pays."""
    n, employer = len(jobs), jobs.employer
    chance, covered = rng.random((n, 3)), jobs.reason == reasons.OWN
    branches = employers.branches[employer]
    a_branch = np.where(branches > 0, 1 + rng.integers(0, 1 << 30, n) % np.maximum(branches, 1), 0)
    pays_there = (branches > 0) & (chance[:, 0] < 0.3)
    jobs.branch[:] = np.where(pays_there, a_branch, 0)
    jobs.insured_by[:] = np.where(covered, employer, -1)
    at_head = covered & pays_there & (chance[:, 1] < 0.3)
    at_branch = covered & ~pays_there & (branches > 0) & (chance[:, 1] < 0.2)
    jobs.insured_branch[:] = np.where(covered & ((pays_there & ~at_head) | at_branch), a_branch, 0)
    in_group = covered & (employers.group[employer] >= 0) & (chance[:, 2] < 0.3)
    taken_over = covered & (employers.successor[employer] >= 0) & (chance[:, 2] < 0.6)
    jobs.insured_by[in_group] = _sisters(employers)[employer[in_group]]
    jobs.insured_by[taken_over] = employers.successor[employer[taken_over]]
    jobs.insured_branch[in_group | taken_over] = 0
    jobs.reason[:] = np.select(
        [in_group, taken_over, at_head, at_branch],
        [reasons.GROUP, reasons.SUCCESSOR, reasons.HEAD_OFFICE, reasons.BRANCH],
        jobs.reason,
    )


def _sisters(employers: Employers) -> Ints:
    """The other firm of each two-firm group; itself for a firm left alone."""
    sister = np.arange(len(employers))
    members = np.flatnonzero(employers.group >= 0)
    order = members[np.argsort(employers.group[members], kind="stable")]
    group = employers.group[order]
    pairs = np.flatnonzero(group[1:] == group[:-1])
    sister[order[pairs]], sister[order[pairs + 1]] = order[pairs + 1], order[pairs]
    return sister


def _elsewhere(rng: np.random.Generator, employers: Employers, jobs: Jobs) -> None:
    """Choose who insures those whom an agency or some other firm insures."""
    lenders = np.flatnonzero(employers.is_leasing)
    others = np.flatnonzero(employers.kind == OUTSIDE)
    lent, other = jobs.reason == reasons.LEASING, jobs.reason == reasons.OTHER
    if len(lenders):
        jobs.insured_by[lent] = rng.choice(lenders, int(lent.sum()))
    own = lent & ((jobs.insured_by == jobs.employer) | (jobs.insured_by < 0))
    jobs.reason[own] = reasons.OTHER
    other |= own
    jobs.insured_by[other] = rng.choice(others, int(other.sum()))


def _months(rng: np.random.Generator, employers: Employers, jobs: Jobs, year: int) -> None:
    """First and last month in the tax year; 05-1 rows stand for three months or more."""
    n, january = len(jobs), year * 12
    whole, chance = rng.random(n) < 0.75, rng.random(n)
    first = np.where(whole, 0, rng.integers(0, 10, n))
    last = np.where(whole | (chance < 0.6), 11, np.minimum(11, first + rng.integers(2, 10, n)))
    brief = np.isin(jobs.reason, [reasons.SHORT, reasons.PROBATION])
    last = np.where(
        brief, np.minimum(11, first + (jobs.reason == reasons.PROBATION) * rng.integers(0, 2, n)), last
    )
    closing = employers.status_date[jobs.employer]
    stops = (employers.compliance[jobs.employer] == ENDED) | (employers.successor[jobs.employer] >= 0)
    limit = np.where(stops & ~np.isnat(closing), dates.month_of(closing) - january - 1, 11)
    last = np.minimum(last, np.clip(limit, 3, 11))
    jobs.first[:], jobs.last[:] = january + np.minimum(first, last), january + last


def _pay(rng: np.random.Generator, employers: Employers, jobs: Jobs) -> None:
    n, reason = len(jobs), jobs.reason
    level = np.exp(rng.normal(0, 0.25, len(employers)))[jobs.employer]
    side = np.where(reason == reasons.FIRST_CONTRACT, 0.6, 1.0)
    wage = np.maximum(MINIMUM_WAGE, 8_600_000 * level * side * np.exp(rng.normal(0, 0.35, n)))
    wage = np.where(rng.random(n) < 0.7, np.round(wage, -5), np.round(wage, -1)).astype(np.int64)
    months = jobs.last - jobs.first + 1
    bonus = np.where((months >= 10) & ~jobs.is_annex_2, rng.uniform(0.3, 1.2, n), 0)
    part = np.where(reason == reasons.SHORT, rng.uniform(0.2, 0.95, n), 1.0)
    jobs.wage[:] = wage
    jobs.income[:] = np.round(wage * (months + bonus) * part)
    flat = np.where(rng.random(n) < 0.7, jobs.income // 10, 0)
    jobs.withheld[:] = np.where(jobs.is_annex_2, flat, np.maximum(0, (jobs.income - 150_000_000) // 12))


def draw(streams: Streams, people: People, employers: Employers, pools: Pools, year: int) -> Jobs:
    """Draw the employments of all payers and give each a person; see `assignment` for who gets which."""
    jobs = _plain(streams["employment"], employers, pools, year)
    jobs = grounds.plant(streams["law"], people, employers, pools, jobs, year)
    bases.draw(streams["law"], employers, jobs, year)
    return jobs


def _plain(rng: np.random.Generator, employers: Employers, pools: Pools, year: int) -> Jobs:
    """The employments before the law's special cases are planted and bases drawn."""
    employer = np.repeat(np.arange(len(employers)), employers.size)
    n = len(employer)

    def empty(value: int = -1) -> Ints:
        return np.full(n, value, np.int64)

    jobs = Jobs(
        employer, empty(0), empty(), draw_reasons(rng, employers, employer), empty(), empty(0), empty(),
        empty(), empty(0), empty(0), empty(0), empty(0), np.zeros(n, bool), empty(0), empty(0), empty(0),
        np.zeros(n, bool), np.zeros(n, bool),
    )  # fmt: skip
    _place(rng, employers, jobs)
    jobs = assignment.assign(rng, employers, pools, jobs)
    _elsewhere(rng, employers, jobs)
    second_05_2 = (jobs.reason == reasons.FIRST_CONTRACT) & (rng.random(len(jobs)) < 0.4)
    jobs.is_annex_2[:] = np.isin(jobs.reason, reasons.IN_ANNEX_2) | second_05_2
    _months(rng, employers, jobs, year)
    _pay(rng, employers, jobs)
    return assignment.with_probation(rng, jobs)
