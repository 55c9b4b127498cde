"""What is in: the deliveries that a run of a month reads from the lake, what is missing, and reasons to wait.

What lies in the landing folder and was not landed yet is for etl/sources/arrivals.py.
"""

from pathlib import Path
from typing import Any

from etl.engine import Engine, quoted
from etl.errors import UsageFault
from etl.lake import Lake
from etl.settings import Settings
from etl.sources.declaration import Source, all_sources

KEPT = "core_deliveries"
# Deliveries before the run's in which what is lacking is looked up. A province that is late by half a year is still
# known; of cards and benefits, which end by themselves, one is enough. Businesses tell since when somebody heads them,
# for a year: long enough to tell who is late.
EARLIER = {"si_members": 6, "si_units": 6, "hi_cards": 1, "si_benefits": 1, "business_entities": 12}


def periods_read(lake: Lake, source: Source, period: str) -> list[str]:
    """The landed periods that a run of `period` reads: the newest month, and of yearly sources the newest year.

    Payrolls that come monthly are read for twelve months back, since each is evidence of its own month only.
    """
    landed = [found for found in lake.periods(f"landed_{source.name}") if found <= period]
    years = [found for found in landed if len(found) == 4]
    months = [found for found in landed if len(found) == 7]
    if source.name == "tax_payees":
        oldest = f"{int(period[:4]) - 1}{period[4:]}"
        return years[-1:] + [month for month in months if month > oldest]
    return sorted(years[-1:] + months[-1:])[-1:]


def earlier_periods(lake: Lake, source: str, period: str | None) -> list[str]:
    """Deliveries before the run's that the run reads too, oldest first; none of sources not in `EARLIER`.

    Args:
        period: of the delivery that the run reads; None where there is none.
    """
    before = [found for found in lake.periods(f"landed_{source}") if period and found < period]
    return before[-EARLIER[source] :] if source in EARLIER else []


def view_earlier(engine: Engine, source: str, period: str | None) -> None:
    """Put the deliveries before that of `period` in view as `earlier_<source>`; `landed_<source>` is in view."""
    table, before = f"landed_{source}", earlier_periods(engine.lake, source, period)
    if before:
        engine.view(f"earlier_{source}", [engine.lake.path(table, found) for found in before])
    else:
        engine.execute(f"create or replace view earlier_{source} as select * from {table} where false")


def list_deliveries(engine: Engine, period: str) -> list[dict[str, Any]]:
    """The deliveries that a run of the month would rest on now, an entry a file: the account of its landing, and its
    role: current (the month's, or the newest before it), earlier (before that: enrolment tells what the month's lacks,
    businesses since when somebody heads them)."""
    return _entries(engine, _accounts(engine.lake, period))


def keep(engine: Engine, period: str) -> None:
    """Write `core_deliveries`, what a run begins to read now: others may land before it ends."""
    engine.write(KEPT, period, _accounts(engine.lake, period))


def kept(engine: Engine, period: str) -> list[dict[str, Any]]:
    """The deliveries that the clean tables of the month rest on, as `list_deliveries` gave them when they were read.

    Raises:
        UsageFault: the clean tables were not made, or by a version that kept no account.
    """
    if not engine.lake.has(KEPT, period):
        raise UsageFault(f"{KEPT} of {period} is not in the lake", todo="Run `baophu core` first.")
    engine.view(KEPT, engine.lake.path(KEPT, period))
    return _entries(engine, f"from {KEPT}")


def _accounts(lake: Lake, period: str) -> str:
    """SELECT of the accounts of landing, by source, period and file."""
    parts: list[str] = []
    for source in all_sources():
        current = periods_read(lake, source, period)
        earlier = earlier_periods(lake, source.name, max(current, default=None))
        for role, periods in (("earlier", earlier), ("current", current)):
            for read in periods:
                file = quoted(lake.path(f"deliveries_{source.name}", read))
                parts.append(f"select {len(parts)} as part, '{role}' as role, * from read_parquet({file})")
    return f"select * exclude (part) from ({' union all by name '.join(parts)}) order by part, source_file"


def _entries(engine: Engine, select: str) -> list[dict[str, Any]]:
    cursor = engine.connection.execute(select)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def missing(lake: Lake, period: str) -> list[str]:
    """Required sources whose delivery for the month is not in the lake yet, by name.

    A monthly source is in with the month itself; a yearly one with the newest year whose tax returns are due: those
    of a year are handed in by the end of March after it.
    """
    year, month = int(period[:4]), int(period[5:])
    newest_year = str(year - 1 if month > 3 else year - 2)
    return [
        source.name
        for source in all_sources()
        if source.is_required
        and max(periods_read(lake, source, period), default="")
        < (newest_year if "Y" in source.cadence else period)
    ]


def reasons_to_wait(engine: Engine, settings: Settings, out: Path, period: str) -> list[str]:
    """Why a scheduled run of the month should not go on to the lists now; none where it should.

    Raises:
        DatabaseUnavailable: everything is in, and the serving database cannot tell what was judged since.
    """
    from etl.link import judging
    from etl.publish.manifest import describe_origin
    from etl.publish.release import served_manifest

    reasons = [f"{source} is not in for {period}" for source in missing(engine.lake, period)]
    served = served_manifest(out)
    if served and served["period"] > period:
        reasons.append(f"{served['period']} is served already, and {period} would take the lists back")
    elif served and not reasons:
        judged = [event.judgement_id for event in judging.read_in_force(settings, out)]
        origin = describe_origin(period, list_deliveries(engine, period), judged)
        if origin == {part: served.get(part) for part in origin}:
            reasons.append(
                f"{served['release_id']} is served, of the same deliveries, judgements, rules and code"
            )
    return reasons
