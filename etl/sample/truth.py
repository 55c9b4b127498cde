"""What is really so, as Parquet beside the landing folder; the pipeline never reads it.

`people`, `employers`, `employments`, `records`; docs/sample.md explains each column.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from etl.sample import columns, dates, firms, reasons, text
from etl.sample.delivery import RULES, Landing
from etl.sample.employers import ACTIVE, COMPLIANCES, HOUSEHOLD_OWNER, OWNER_GROUNDS, UNWAGED
from etl.sample.evidence import Evidence, insured_in_year, undecidable
from etl.sample.jobs import GROUNDS
from etl.sample.people import FOREIGNER, KINDS, RESIDENT, STATUSES
from etl.sample.pools import retirement_month
from etl.sample.text import Bools, Ints
from etl.sample.units import HOUSEHOLD_OWNER as UNITS_OWNER
from etl.sample.units import UNPAID_MANAGERS
from etl.sample.world import World


def _people(world: World) -> pa.Table:
    people = world.people
    who = np.arange(len(people))
    return pa.table(
        {
            "person_no": who,
            "kind": text.pick(KINDS, people.kind),
            "personal_id": columns.personal_id(people, who),
            "previous_personal_id": columns.previous_id(people, who),
            "old_id_number": columns.old_number(people, who),
            "si_number": text.numbers(people.numbers.si, 10),
            "full_name": people.name,
            "birth_date": pa.array(people.birth),
            "sex": text.where(people.female, "F", text.array(["M"] * len(who))),
            "household_no": pa.array(people.head, mask=people.kind != RESIDENT),
            "status": text.pick(STATUSES, people.status),
            "is_birth_year_only": people.year_only,
            "is_minority": people.is_minority,
            "is_protected": people.is_protected,
            "is_pensioner": world.pools.all_pensioners,
            "is_foreigner": people.kind == FOREIGNER,
        }
    )


def _count(world: World, mask: Bools) -> Ints:
    return np.bincount(world.jobs.employer[mask], minlength=len(world.employers))


def _is_registered(world: World) -> Bools:
    """Employments whose enrolment follows from them, at the payer or in its name."""
    covered = [*reasons.UNDER_OWN_ROOT, reasons.GROUP, reasons.SUCCESSOR]
    return (world.jobs.insured_by >= 0) & np.isin(world.jobs.reason, covered)


def _owes_base(world: World) -> Bools:
    uncovered = np.isin(world.jobs.reason, reasons.UNCOVERED) & ~world.jobs.is_annex_2
    return _is_registered(world) | uncovered


def _underdeclared(world: World) -> Bools:
    return _is_registered(world) & (world.jobs.registered < world.jobs.base)


def _owner_statuses(world: World) -> pa.Array:
    """How owners stand whom their ground obliges since July 2025; those with a wage are among the employments.

    A business that does not operate obliges nobody here: whether a suspended one does is not certain.
    """
    employers, people = world.employers, world.people
    limit = retirement_month(people.birth[employers.owner], people.female[employers.owner])
    owner, unwaged = employers.owner_ground == HOUSEHOLD_OWNER, employers.owner_ground == UNWAGED
    in_force = world.now >= 2025 * 12 + 6
    operates = employers.status == ACTIVE
    obliged = (limit > world.now) & in_force & operates & (unwaged | (owner & employers.declares_tax))
    insured = np.zeros(len(employers), bool)
    owned = np.isin(world.units.role, [UNPAID_MANAGERS, UNITS_OWNER])
    insured[world.units.employer[owned]] = True
    insured &= in_force
    status = np.select([~(owner | unwaged), insured, ~obliged], [-1, 1, 0], 2)
    return text.pick(["exempt", "covered", "uncovered"], status)


def _employers(world: World, evidence: Evidence) -> pa.Table:
    """The gap counts what the delivered lists show: visible employments of 05-1 that are uncovered."""
    employers, jobs = world.employers, world.jobs
    seen = evidence.visible
    strong = np.isin(jobs.reason, [reasons.STRONG, reasons.VERY_STRONG]) & seen
    takes_part = np.zeros(len(employers), bool)
    takes_part[insured_in_year(world)] = True
    uncovered = _count(world, strong)
    gap = np.select([(uncovered > 0) & ~takes_part, uncovered > 0], [0, 1], 2)
    underdeclared = _count(world, _underdeclared(world) & seen)
    zero = np.zeros(len(employers), np.int64)
    return pa.table(
        {
            "employer_no": np.arange(len(employers)),
            "root_tax_code": columns.tax_codes(employers, np.arange(len(employers)), zero),
            "kind": text.pick(firms.KINDS, employers.kind),
            "gap": text.pick(["not_participating", "incomplete", "none"], gap),
            "workers_paid": _count(world, seen),
            "workers_uncovered": uncovered,
            "workers_uncovered_weak": _count(world, (jobs.reason == reasons.WEAK) & seen),
            "insures_workers_in_year": takes_part,
            "compliance": text.pick(COMPLIANCES, np.where(employers.is_payer, employers.compliance, -1)),
            "status_code": employers.status,
            "workers_underdeclared": underdeclared,
            "is_underdeclared": underdeclared > 0,
            "owner_no": employers.owner,
            "owner_ground": text.pick(OWNER_GROUNDS, employers.owner_ground),
            "owner_status": _owner_statuses(world),
            "successor_no": pa.array(employers.successor, mask=employers.successor < 0),
            "group_no": pa.array(employers.group, mask=employers.group < 0),
        }
    )


def _employments(world: World, evidence: Evidence) -> pa.Table:
    jobs = world.jobs
    statuses = [reasons.STATUS_OF[name] for name in reasons.NAMES]
    zero = np.zeros(len(jobs), np.int64)
    return pa.table(
        {
            "person_no": jobs.person,
            "employer_no": jobs.employer,
            "root_tax_code": columns.tax_codes(world.employers, jobs.employer, zero),
            "payer_tax_code": columns.tax_codes(world.employers, jobs.employer, jobs.branch),
            "year": np.full(len(jobs), world.year),
            "annex": text.where(jobs.is_annex_2, "05-2", text.array(["05-1"] * len(jobs))),
            "first_month": dates.months(jobs.first, dates.ISO),
            "last_month": dates.months(jobs.last, dates.ISO),
            "status": text.pick(statuses, jobs.reason),
            "reason": text.pick(reasons.NAMES, jobs.reason),
            "ground": text.pick(GROUNDS, jobs.ground),
            "base_owed_vnd": pa.array(jobs.base, mask=~_owes_base(world)),
            "base_registered_vnd": pa.array(jobs.registered, mask=~_is_registered(world)),
            "is_underdeclared": _underdeclared(world),
            "is_visible": evidence.visible,
            "is_undecidable": undecidable(world, evidence),
            "is_protected": world.people.is_protected[jobs.person],
        }
    )


def _records(landing: Landing, path: Path) -> None:
    """Every delivered row, file by file, written as it goes so that memory stays flat."""
    writer: pq.ParquetWriter | None = None
    for source, file, first_row, rows in landing.records:
        n = len(rows)
        table = pa.table(
            {
                "source": text.array([source] * n),
                "source_file": text.array([file] * n),
                "source_row": np.arange(first_row, first_row + n),
                "person_no": pa.array(rows.person, mask=rows.person < 0),
                "employer_no": pa.array(rows.employer, mask=rows.employer < 0),
                "must_reject": text.pick(RULES, rows.reject.astype(np.int64)),
                "is_superseded": rows.superseded,
                "is_duplicate": rows.duplicate,
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def write(folder: Path, world: World, evidence: Evidence, landing: Landing) -> dict[str, int]:
    """Write the four tables; gives counts worth showing."""
    folder.mkdir(parents=True, exist_ok=True)
    employers, employments = _employers(world, evidence), _employments(world, evidence)
    for name, table in (("people", _people(world)), ("employers", employers), ("employments", employments)):
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    _records(landing, folder / "records.parquet")
    uncovered = np.isin(world.jobs.reason, reasons.UNCOVERED)
    return {
        "people": len(world.people),
        "employers": len(world.employers),
        "employments": len(world.jobs),
        "uncovered": int(uncovered.sum()),
        "undecidable": int(undecidable(world, evidence).sum()),
    }
