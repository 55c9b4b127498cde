"""Draws a world and writes its registries and its truth, step by step."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from etl.errors import UsageFault
from etl.sample import (
    accounts,
    businesses,
    health,
    insured,
    payees,
    payers,
    residents,
    side_lists,
    truth,
    world,
)
from etl.sample.delivery import Landing
from etl.sample.dirt import Dirt
from etl.sample.evidence import Evidence
from etl.sample.streams import Streams

FEWEST = 500
Progress = Callable[[str, int, int], None]


def _check(people: int, period: str, dirt: float, out: Path) -> None:
    faults = []
    if people < FEWEST:
        faults.append(f"people is {people}, at least {FEWEST} are needed for every kind of employment")
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", period):
        faults.append(f"period is {period}, a month such as 2026-09 is needed")
    if not 0 <= dirt <= 3:
        faults.append(f"dirt is {dirt}, from 0 (clean) over 1 (life) to 3")
    if faults:
        raise UsageFault("the sample cannot be made as asked", faults, todo=f"Nothing was written to {out}.")


def make(
    province: str,
    people: int,
    period: str,
    seed: int,
    out: Path,
    dirt: float = 1.0,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write made-up registries of one province to `out/landing` and their truth to `out/truth`.

    The same arguments give the same bytes. Folders of an earlier sample in `out` are replaced. Everybody and
    everything in it is invented.

    Args:
        province: two-digit province code of since July 2025, such as 40.
        people: residents; employers, tax rows and enrolment follow from it.
        period: month of the registries, `YYYY-MM`; tax lists are those of the year before.
        seed: another seed gives another world.
        dirt: 0 leaves the files clean, 1 is life, 2 is bad; the world beneath stays the same.
        progress: called with a step's name, steps done and steps in all.
    Returns:
        Rows written by source, and counts of the truth.
    Raises:
        UsageFault: an argument makes no sense or no such province exists.
    """
    _check(people, period, dirt, out)
    streams = Streams(province, people, period, seed)
    tell = progress or (lambda step, done, total: None)
    total = 13
    tell("world", 0, total)
    truth_of = world.draw(streams, province, people, period)
    for folder in ("landing", "truth"):
        shutil.rmtree(out / folder, ignore_errors=True)
    landing = Landing(out / "landing", period)
    evidence = Evidence(
        np.zeros(len(truth_of.jobs), bool),
        np.zeros(len(truth_of.units), bool),
        np.zeros(len(truth_of.jobs), bool),
    )
    rng, damage = streams["delivery"], Dirt(streams["dirt"], dirt)
    steps: dict[str, Callable[[], object]] = {
        "residents": lambda: residents.deliver(rng, damage, truth_of, landing),
        "business_entities": lambda: businesses.deliver(rng, damage, truth_of, landing),
        "tax_payers": lambda: payers.deliver(rng, damage, truth_of, landing),
        "tax_payees": lambda: payees.deliver(rng, damage, truth_of, landing, evidence),
        "si_units": lambda: insured.deliver_units(rng, damage, truth_of, landing, evidence),
        "si_members": lambda: insured.deliver_members(rng, damage, truth_of, landing),
        "si_accounts": lambda: accounts.deliver(rng, damage, truth_of, landing),
        "si_benefits": lambda: health.deliver_benefits(rng, damage, truth_of, landing),
        "hi_cards": lambda: health.deliver_cards(rng, damage, truth_of, landing),
        "segments": lambda: side_lists.deliver_segments(rng, damage, truth_of, landing),
        "targets": lambda: side_lists.deliver_targets(rng, truth_of, landing),
        "denominators": lambda: side_lists.deliver_denominators(truth_of, landing),
        "outcomes": lambda: side_lists.deliver_outcomes(rng, truth_of, landing),
    }
    for done, (step, deliver) in enumerate(steps.items()):
        tell(step, done, total)
        deliver()
    counts = truth.write(out / "truth", truth_of, evidence, landing)
    tell("truth", total, total)
    return dict(sorted(landing.counts.items())) | counts
