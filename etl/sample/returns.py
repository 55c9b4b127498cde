"""Lines of tax returns and their attempts: what a payer declared first, and what it put right later."""

from dataclasses import dataclass

import numpy as np

from etl.sample.firms import COOPERATIVE, ENTERPRISE
from etl.sample.text import Bools, Ints
from etl.sample.world import World

FORMS = 40


@dataclass
class Lines:
    """Lines of returns: which employment (-1 for somebody who never worked there), as which attempt.

    Attributes:
        person, employer, branch, is_annex_2: copied from the employment, or made up.
        factor: share of the true income that is declared.
    """

    job: Ints
    person: Ints
    employer: Ints
    branch: Ints
    is_annex_2: Bools
    amendment: Ints
    superseded: Bools
    factor: np.ndarray

    def take(self, at: Ints | Bools) -> "Lines":
        return Lines(**{name: values[at] for name, values in vars(self).items()})


def first_lines(world: World) -> Lines:
    jobs = world.jobs
    n = len(jobs)
    return Lines(
        np.arange(n), jobs.person, jobs.employer, jobs.branch, jobs.is_annex_2, np.zeros(n, np.int64),
        np.zeros(n, bool), np.ones(n),
    )  # fmt: skip


def join(parts: list[Lines]) -> Lines:
    return Lines(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])})


def earlier_attempt(rng: np.random.Generator, world: World, final: Lines, attempt: int) -> Lines:
    """A superseded attempt: some amounts lower, one line missing, one of somebody who never worked there."""
    lines = final.take(np.arange(len(final.job)) != rng.integers(0, len(final.job)))
    lines.factor = np.where(rng.random(len(lines.job)) < 0.3, 0.85, 1.0)
    if len(lines.job) > 2:
        stranger = int(world.pools.workers[-1 - int(rng.integers(0, len(world.pools.workers) // 20))])
        if stranger not in world.jobs.person:
            lines.job[-1], lines.person[-1], lines.is_annex_2[-1] = -1, stranger, False
    lines.amendment = np.full(len(lines.job), attempt)
    lines.superseded = np.ones(len(lines.job), bool)
    return lines


def choose_forms(rng: np.random.Generator, world: World, site: Ints) -> Ints:
    """The payers whose forms come as XML: firms and branches of 5 to 150 lines."""
    sites, counts = np.unique(site, return_counts=True)
    kind = world.employers.kind[sites // 10]
    fit = sites[(counts >= 5) & (counts <= 150) & np.isin(kind, [ENTERPRISE, COOPERATIVE])]
    return np.sort(rng.permutation(fit)[:FORMS])


def amended_in_bulk(rng: np.random.Generator, world: World, lines: Lines, site: Ints) -> Lines:
    """One payer in a hundred sent its list twice; both attempts stand in the bulk file."""
    order = np.argsort(site, kind="stable")
    _, starts, counts = np.unique(site[order], return_index=True, return_counts=True)
    again = np.flatnonzero((counts > 3) & (counts < 500) & (rng.random(len(starts)) < 0.02))
    parts = [lines]
    for start, count in zip(starts[again], counts[again], strict=True):
        at = order[start : start + count]
        parts.append(earlier_attempt(rng, world, lines.take(at), 0))
        lines.amendment[at] = 1
    return join(parts)
