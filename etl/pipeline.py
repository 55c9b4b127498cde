"""The steps, in order: land → core → link → assess → lists → release. The command line and the DAGs call the same ones.

Every step can run twice with the same result and alone: it reads what the step before left in the lake, builds beside
the live tables and swaps. A step that fails leaves the last tables and the last release as they were.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from etl import delivered, enrolment
from etl import engine as sql
from etl.engine import Engine
from etl.errors import DeliveryMissing, UsageFault
from etl.lake import Lake
from etl.law import deadlines
from etl.link import identities, judging, leads, residual
from etl.settings import Settings, environment
from etl.settings import read as read_settings
from etl.sources import landing as lander
from etl.sources.declaration import all_sources

# What the models take as given (`:name` in sql/).
VALUES: Mapping[str, float] = {
    # A scored pair so probable is taken for one person: of a hundred such at most two are two (evaluated: far fewer).
    "certain_link": 0.98,
    # People known to be insured who are searched for like a lead: 2 % missed of so many is known to 0.4 points.
    "controls": 5_000,
    # Parts of the enrolment register that lack more than this share of what the last delivery held wait (DESIGN §4):
    # an area one spell in twenty, a unit of five spells and more one in five. Without an earlier delivery: some active
    # units come without anybody (three in a hundred of a made-up province), but not every other one.
    "area_lost_at_most": 0.05,
    "unit_lost_at_most": 0.2,
    "silent_units_at_most": 0.5,
    # The grades, by the probability that the person is covered after all. A promises 1 in 1,000 over all its lines and
    # A with B 5 in 1,000; most lines lie far below the bound of their grade.
    "grade_a_at_most": 0.002,
    "grade_b_at_most": 0.02,
    # So sure the second opinion must be to stand against the first; it is seldom between 0.1 and 0.9.
    "contrary_opinion": 0.8,
    # Contributions that count as one worker more in the order of work: a year's, of both sides, on the region-I minimum
    # wage of NĐ 293/2025 (DOMAIN §3.5, §3.6 [V]).
    "reference_contribution_vnd": round(12 * 5_310_000 * 0.32),
    # Of what the registered base asks for: more was deducted only where it is more than rounding and a month's change.
    "deducted_above_base": 1.05,
    # Pay that contributions are not due on (bonus, overtime, meals) seldom doubles the base.
    "income_to_base": 2.0,
}


@dataclass
class Run:
    """One month's way through: where files come from, where results go, and whom to tell.

    Attributes:
        landing: folder of delivered files; only the step `land` reads it.
        out: folder of the lake, the releases, the documents and the embedded database.
        period: the month, `YYYY-MM`.
        created_at: the instant that a release of this run is dated with.
        tell: called as tell(step, what, done, total) on progress.
        held: stages whose tables this run built and held against their expectations.
    """

    out: Path
    period: str
    created_at: datetime
    landing: Path | None = None
    tell: Callable[[str, str, int, int], None] = lambda step, what, done, total: None
    settings: Settings = field(default_factory=read_settings)
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        parts = self.period.split("-")
        if not (len(parts) == 2 and len(parts[0]) == 4 and parts[1] in {f"{m:02}" for m in range(1, 13)}):
            raise UsageFault("the period is no month", todo="Give it as YYYY-MM, for instance 2026-09.")
        self.lake = Lake(self.out / "lake")

    def open_engine(self) -> Engine:
        return Engine(self.lake, self.settings.memory_limit, self.settings.threads)


def land(
    run: Run, source: str | None = None, periods: Collection[str] | None = None
) -> list[lander.LandedFile]:
    """Read deliveries into the lake; a broken file is told and left out.

    Args:
        source: read this one alone; None means all.
        periods: read these alone; None means all up to the run's month.
    """
    if run.landing is None or not run.landing.is_dir():
        raise UsageFault("the landing folder is not there", todo="Give it with --landing.")
    sources = {source.name: source for source in all_sources()}
    landed: list[lander.LandedFile] = []
    with run.open_engine() as engine:
        due = [
            found
            for found in lander.find_deliveries(run.landing)
            if source in (None, found.source)
            and (found.period <= run.period if periods is None else found.period in periods)
        ]
        for number, delivery in enumerate(due):

            def tell_rows(source: str, file: str, rows: int, number: int = number) -> None:
                run.tell("land", f"{file}, {rows:,} rows", number, len(due))

            run.tell("land", f"{delivery.source} {delivery.period}", number, len(due))
            landed += lander.land(
                engine, sources[delivery.source], delivery, run.landing, environment(), tell_rows
            )
        run.tell("land", "", len(due), len(due))
    return landed


def core(run: Run) -> dict[str, int]:
    """Build the clean, keyed tables from what was landed, and hold them against their expectations."""
    with run.open_engine() as engine:
        missing = []
        for source in all_sources():
            periods = delivered.periods_read(run.lake, source, run.period)
            table = f"landed_{source.name}"
            if periods:
                engine.view(table, [run.lake.path(table, found) for found in periods])
            else:
                engine.execute(f"create view {table} as {lander.empty_select(source)}")
                missing += [source.name] if source.is_required else []
            if source.name in delivered.EARLIER:
                delivered.view_earlier(engine, source.name, max(periods, default=None))
        if missing:
            raise DeliveryMissing(
                f"{len(missing)} required source(s) have no delivery up to {run.period}",
                [f"{name}: no readable file" for name in missing],
                "The last release is still served.",
                "Ask the publisher, put the file at <landing>/<source>/<period>/ and land again; a file that was"
                " refused says why in the landing report.",
            )
        enrolment.require_whole(engine, run.lake, run.period)
        delivered.keep(engine, run.period)
        return _build_stage(run, engine, "core")


def link(run: Run) -> dict[str, int]:
    """Join the registers: employers by their codes, persons by passes 1-3, as human judgements bind them."""
    with run.open_engine() as engine:
        view_stage(run, engine, "core")
        judging.view_in_force(engine, run.settings, run.out)
        identities.view_previous(engine, run.period)
        return _build_stage(run, engine, "link")


def assess(run: Run) -> dict[str, int]:
    """Turn payments into covered, exempt, uncovered or unknown, with reasons and grades."""
    return _build_after(run, "assess", ["core", "link"])


def lists(run: Run) -> dict[str, int]:
    """Write the lists as they will be published, and hold them against their expectations."""
    return _build_after(run, "out", ["core", "link", "assess"])


def _build_after(run: Run, stage: str, before: list[str]) -> dict[str, int]:
    with run.open_engine() as engine:
        for earlier in before:
            view_stage(run, engine, earlier)
        return _build_stage(run, engine, stage)


def view_stage(run: Run, engine: Engine, stage: str) -> None:
    """Put the tables of a finished stage in view; UsageFault where the stage was not built."""
    for table in sql.tables(stage):
        if not run.lake.has(table, run.period):
            raise UsageFault(
                f"{table} of {run.period} is not in the lake",
                todo=f"Run `baophu {'lists' if stage == 'out' else stage}` first, or `baophu run` for all steps.",
            )
        engine.view(table, run.lake.path(table, run.period))


def view_finished(run: Run, engine: Engine) -> None:
    """Put the tables of every stage in view; UsageFault where one was not built."""
    for stage in ("core", "link", "assess", "out"):
        view_stage(run, engine, stage)


def _build_stage(run: Run, engine: Engine, stage: str) -> dict[str, int]:
    run.held.discard(stage)
    values: dict[str, Any] = {"period": run.period, **VALUES}
    tables = sql.tables(stage)
    built = {}
    for number, table in enumerate(tables):
        run.tell(stage, table, number, len(tables))
        if table in COMPUTERS:
            built[table] = COMPUTERS[table](engine, run.period)
        else:
            built[table] = engine.build(table, run.period, values)
    run.tell(stage, "", len(tables), len(tables))
    if stage in CHECKED:
        run.tell(stage, "checking", len(tables), len(tables))
        _hold(run, engine, stage)
    return built


COMPUTERS: Mapping[str, Callable[[Engine, str], int]] = {
    "link_person_scores": residual.build,
    "assess_candidates": leads.build,
    "assess_deadlines": deadlines.build,
}
CHECKED = ("core", "out")


def _hold(run: Run, engine: Engine, stage: str) -> None:
    """Check every table of a stage, once a run; the pages are written in any case, a critical failure stops here."""
    if stage in run.held:
        return
    from etl.checks import gate  # pulls in Great Expectations, which takes seconds; only checking needs it

    gate.require_all(
        engine,
        sql.models(stage),
        run.period,
        run.lake,
        run.out / "checks" / run.period / stage,
        run.created_at,
    )
    run.held.add(stage)


def release(run: Run) -> str:
    """Publish the lists: write, audit, then move `latest`. Gives the release's id."""
    from etl.publish import release as publisher

    with run.open_engine() as engine:
        for stage in ("link", "out"):
            view_stage(run, engine, stage)
        return publisher.release(
            engine,
            run.lake,
            run.out,
            run.period,
            sql.models("out"),
            delivered.kept(engine, run.period),
            judging.obeyed(engine),
            run.settings,
            run.created_at,
            audit=lambda: _hold(run, engine, "out"),
        )


STEPS: dict[str, Callable[[Run], Any]] = {
    "land": land,
    "core": core,
    "link": link,
    "assess": assess,
    "lists": lists,
    "release": release,
}


def run_all(run: Run) -> dict[str, Any]:
    """Every step in order; gives what each step gave."""
    return {name: step(run) for name, step in STEPS.items()}
