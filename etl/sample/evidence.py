"""Which delivered rows lead to a person or an employer at all: the ground of `is_undecidable`.

A tax row is evidence of a person when it carries a right number (in whatever shape), one that leads to the
person through the residence registry (CMND, former id), or one a single slip away.
"""

from dataclasses import dataclass

import numpy as np

from etl.sample import reasons
from etl.sample.jobs import HOUSEHOLD_OWNER
from etl.sample.spell_parts import COMPULSORY, HI, OWNERS
from etl.sample.text import Bools, Ints
from etl.sample.world import World


@dataclass
class Evidence:
    """What the delivered files say.

    Attributes:
        leads_to_person: per employment, whether the tax row identifies its person.
        unit_has_code: per unit, whether its tax code was delivered right or repairable.
        visible: per employment, whether an accepted row of the last amendment shows it.
    """

    leads_to_person: Bools
    unit_has_code: Bools
    visible: Bools


def undecidable(world: World, evidence: Evidence) -> Bools:
    """Employments that nobody can judge from the delivered files.

    Some rest on what no register tells, such as hours or the length of a contract. Without a number for the
    person, all statuses that rest on who the person is stay open; coverage under the payer's own root is open only
    where the unit's tax code is missing too, for else the name decides.
    """
    jobs = world.jobs
    by_identity = np.isin(jobs.reason, reasons.NEED_IDENTITY)
    own = np.isin(jobs.reason, reasons.UNDER_OWN_ROOT)
    unit = world.units.of_site(np.maximum(jobs.insured_by, 0), jobs.insured_branch)
    code_known = evidence.unit_has_code[np.maximum(unit, 0)] & (jobs.ground != HOUSEHOLD_OWNER)
    return jobs.is_untold | (~evidence.leads_to_person & (by_identity | (own & ~code_known)))


def needs_identity(world: World) -> Bools:
    """People whose employment can be judged only by who they are; their other rows keep good numbers."""
    jobs = world.jobs
    needs = np.zeros(len(world.people), bool)
    needs[jobs.person[np.isin(jobs.reason, reasons.NEED_IDENTITY)]] = True
    return needs


def insured_in_year(world: World) -> Ints:
    """Employer of every compulsory spell with social insurance in the tax year, one entry per spell."""
    spells, january = world.spells, world.year * 12
    in_year = (spells.first <= january + 11) & ((spells.last < 0) | (spells.last >= january))
    counts = in_year & (spells.scheme == COMPULSORY) & (spells.funds != HI) & (spells.funds != OWNERS)
    return world.units.employer[spells.unit[counts]]
