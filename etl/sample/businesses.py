"""The business registry: enterprises, cooperatives, branches, household businesses, as Parquet."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import columns, dates, text, write_lines
from etl.sample.delivery import Landing, Sheet, sheet, with_copies
from etl.sample.dirt import Dirt, person_names
from etl.sample.dirty_numbers import birth_dates, numbers
from etl.sample.firms import COOPERATIVE, ENTERPRISE, FORMS, HOUSEHOLD, OUTSIDE, PUBLIC
from etl.sample.payers import INDUSTRIES, address_texts, firm_texts, phones
from etl.sample.text import Ints
from etl.sample.world import World

NAMED = {"entity_name": "Tên", "status_code": "Tình trạng", "registered_date": "Ngày đăng ký"}
ENTITY_KINDS = {ENTERPRISE: "enterprise", COOPERATIVE: "cooperative", HOUSEHOLD: "household"}


def _sites(world: World) -> tuple[Ints, Ints]:
    """Employer and branch of every entity: heads first, each followed by its branches."""
    listed = np.flatnonzero(~np.isin(world.employers.kind, [PUBLIC, OUTSIDE]))
    repeats = world.employers.branches[listed] + 1
    employer = np.repeat(listed, repeats)
    starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
    return employer, np.arange(len(employer)) - starts


def _codes(world: World, employer: Ints, branch: Ints) -> pa.Array:
    """Codes; old registration numbers of household businesses where the registry kept them."""
    clean = columns.tax_codes(world.employers, employer, branch)
    old = text.array([world.employers.registration[at] or None for at in employer.tolist()])
    return pc.coalesce(old, clean)


def _names(dirt: Dirt, world: World, employer: Ints, branch: Ints) -> pa.Array:
    names = firm_texts(dirt, world, employer)
    return text.where(branch > 0, text.join(["Chi nhánh ", text.numbers(branch), " - ", names]), names)


def _forms(world: World, employer: Ints) -> pa.Array:
    known = sorted(FORMS, key=len, reverse=True)
    names = [world.employers.name[at] for at in employer.tolist()]
    return text.array([next((form for form in known if name.startswith(form)), None) for name in names])


def build(rng: np.random.Generator, dirt: Dirt, world: World) -> Sheet:
    """One row per entity; successors by their code, branches with their head office's."""
    employers, people = world.employers, world.people
    employer, branch = _sites(world)
    n = len(employer)
    kind, owner = employers.kind[employer], employers.owner[employer]
    household, is_branch = kind == HOUSEHOLD, branch > 0
    code, vintage = columns.communes(dirt, world.geography, employers.commune[employer], 0.25)
    successor = employers.successor[employer]
    head = columns.tax_codes(employers, employer, np.zeros(n, np.int64))
    successor_code = columns.tax_codes(employers, np.maximum(successor, 0), np.zeros(n, np.int64))
    kinds = text.pick(
        [ENTITY_KINDS[at] for at in sorted(ENTITY_KINDS)], np.searchsorted(sorted(ENTITY_KINDS), kind)
    )
    method = text.pick(["notified", "declaration"], employers.declares_tax[employer].astype(np.int64))
    declared = np.maximum(1, np.round(employers.size[employer] * rng.uniform(0.4, 1.2, n))).astype(np.int64)
    rows = sheet(
        "business_entities",
        {
            "entity_code": _codes(world, employer, branch),
            "entity_kind": text.where(is_branch, "branch", kinds),
            "parent_code": text.where(is_branch, head, None),
            "entity_name": _names(dirt, world, employer, branch),
            "legal_form": _forms(world, employer),
            "address": address_texts(dirt, world, employer, 0.35),
            "commune_code": code,
            "commune_vintage": vintage,
            "status_code": text.numbers(employers.status[employer]),
            "registered_date": dates.written(employers.registered[employer], dates.ISO),
            "status_date": dates.written(employers.status_date[employer], dates.ISO),
            "successor_code": text.where((successor >= 0) & ~is_branch, successor_code, None),
            "industry_code": text.pick(INDUSTRIES, rng.integers(0, len(INDUSTRIES), n)),
            "representative_name": person_names(dirt, columns.names(people, owner)),
            "representative_id": _representatives(dirt, world, employer, household),
            "owner_birth_date": text.where(
                household, birth_dates(dirt, people, owner, "dd/mm/yyyy", household), None
            ),
            "declared_workers": text.numbers(declared),
            "tax_method": text.where(household, method, None),
            "phone": dirt.lose(phones(rng, n), 0.3),
            "email": text.array([None] * n),
        },
        employer=employer,
    )
    copies = np.flatnonzero(dirt.hits(n, 0.0005))
    return with_copies(rows, copies, "entity_code missing")


def _representatives(dirt: Dirt, world: World, employer: Ints, household: np.ndarray) -> pa.Array:
    """Ids of representatives; an owner's, which is the household's tax code, stays right."""
    right = columns.personal_id(world.people, world.employers.owner[employer])
    return text.where(household, right, dirt.lose(numbers(dirt, right), 0.1))


def deliver(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    path = landing.path("business_entities", "dang_ky_kinh_doanh.parquet")
    write_lines.write_parquet(landing, path, build(rng, dirt, world), NAMED)
