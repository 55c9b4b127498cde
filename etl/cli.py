"""`baophu …`: what a person types. Every word calls the same function that the DAGs call.

Exit codes tell the kind of failure (etl/errors.py): 0 done, 2 the call is wrong, 3 a file was refused, 4 a delivery is
missing, 5 a check failed, 6 the database, 7 counts differ, 1 anything else.
"""

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from etl import pipeline, report
from etl.errors import BaophuError, UsageFault, describe

app = typer.Typer(
    help="Find employers and workers who should be insured and are not. A line is a lead to verify, never a finding.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
screen = Console()
STANDS = "What was released before is still served. If the cause is not plain, report it with this message."

Landing = Annotated[Path, typer.Option(help="Folder of delivered files: <source>/<period>/<file>.")]
Out = Annotated[Path, typer.Option(help="Folder of the lake, the releases and the embedded database.")]
Period = Annotated[str, typer.Option(help="The month to work, YYYY-MM.")]


def _run(out: Path, period: str, landing: Path | None = None) -> pipeline.Run:
    return pipeline.Run(out, period, datetime.now(UTC), landing)


def _step(name: str, run: pipeline.Run) -> Any:
    with report.progress(screen) as tell:
        run.tell = tell
        return pipeline.STEPS[name](run)


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write `landing` and `truth` into.")],
    province: Annotated[
        str, typer.Option(help="Province code after the 2025 merger, for instance 40 (Nghệ An).")
    ] = "40",
    people: Annotated[int, typer.Option(min=100, help="Residents to invent.")] = 20_000,
    period: Period = "2026-09",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    dirt: Annotated[float, typer.Option(min=0, max=3, help="0 clean, 1 as in reality, 2 bad.")] = 1.0,
) -> None:
    """Invent the registries of a province, in the real formats and with the real dirt; nobody in them exists."""
    from etl import sample as maker

    with report.progress(screen) as tell:
        made = maker.make(
            province, people, period, seed, out, dirt, lambda what, n, of: tell("sample", what, n, of)
        )
    report.tell_sample(screen, made, out)


@app.command()
def run(landing: Landing, period: Period, out: Out) -> None:
    """The whole way: files in, checked and released lists out."""
    work = _run(out, period, landing)
    with report.progress(screen) as tell:
        work.tell = tell
        done = pipeline.run_all(work)
    report.tell_landing(screen, done["land"], out)
    _tell_release(work)


def _tell_release(work: pipeline.Run, release_id: str | None = None) -> None:
    from etl.publish import show as shown

    report.tell_release(screen, shown.show(work.out, work.settings, release_id))


@app.command()
def land(landing: Landing, period: Period, out: Out) -> None:
    """Step 1: read the delivered files into the lake; every row is accepted or rejected with its rule and place."""
    report.tell_landing(screen, _step("land", _run(out, period, landing)), out)


@app.command()
def core(period: Period, out: Out) -> None:
    """Step 2: build the clean, keyed tables and check them."""
    report.tell_tables(screen, _step("core", _run(out, period)))


Spec = Annotated[
    Path | None, typer.Option(help="YAML: what is compared, and where to look (docs/linking.md).")
]
Model = Annotated[
    Path | None, typer.Option(help="Pinned weights; left out, they are learned from these tables.")
]


@app.command()
def link(
    out: Out,
    left: Annotated[Path | None, typer.Argument(help="A table, Parquet or CSV.")] = None,
    right: Annotated[Path | None, typer.Argument(help="The table to link it with.")] = None,
    period: Annotated[str | None, typer.Option(help="The month to work, YYYY-MM.")] = None,
    spec: Spec = None,
    model: Model = None,
) -> None:
    """Step 3: join persons and employers over the registers. With two tables and --spec: link those and no others."""
    if left and right and spec:
        from etl.link import tables

        report.tell_linkage(screen, tables.link(spec, left, right, out, model))
    elif period and not (left or right or spec or model):
        report.tell_tables(screen, _step("link", _run(out, period)))
    else:
        raise UsageFault(
            "either the step of a month or two tables are linked",
            todo="Give --period for the step, or LEFT RIGHT --spec FILE for two tables.",
        )


@app.command()
def dedupe(
    file: Annotated[Path, typer.Argument(help="A table, Parquet or CSV.")],
    spec: Annotated[Path, typer.Option(help="YAML: what is compared, and where to look (docs/linking.md).")],
    out: Out,
    model: Model = None,
) -> None:
    """Find the records of one table that are the same person or thing."""
    from etl.link import tables

    report.tell_linkage(screen, tables.dedupe(spec, file, out, model))


@app.command()
def assess(period: Period, out: Out) -> None:
    """Step 4: who is covered, exempt, uncovered, or cannot be told."""
    report.tell_tables(screen, _step("assess", _run(out, period)))


@app.command()
def lists(period: Period, out: Out) -> None:
    """Step 5: write the lists and check them."""
    report.tell_tables(screen, _step("lists", _run(out, period)))


@app.command()
def release(period: Period, out: Out) -> None:
    """Step 6: publish the lists: write, audit, then move `latest`."""
    work = _run(out, period)
    _step("release", work)
    _tell_release(work)


@app.command()
def show(
    out: Out, release_id: Annotated[str | None, typer.Option("--release", help="Default: the latest.")] = None
) -> None:
    """What a release holds: lists, counts by grade, versions of the data, files."""
    _tell_release(_run_for_reading(out), release_id)


@app.command()
def why(
    line: Annotated[str, typer.Argument(help="A line_id of a published list.")],
    out: Out,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that dates are told of.")
    ] = None,
) -> None:
    """The whole evidence of one line: what was seen where, what was searched, what the law says, since when."""
    from etl.publish import show as shown

    work = _run_for_reading(out)
    found = shown.find_line(out, work.settings, line)
    if found is None:
        raise UsageFault(
            "the served release holds no such line", todo="`line_id` is the first column of every list."
        )
    report.tell_line(screen, found, (as_of or datetime.now()).date())


By = Annotated[str, typer.Option("--by", help="Who judges: your account.")]
Because = Annotated[str, typer.Option(help="Why, in words for whoever asks later.")]


@app.command()
def judge(
    out: Out,
    by: By,
    because: Because,
    left: Annotated[str | None, typer.Argument(help="A record_id of the link tables.")] = None,
    right: Annotated[str | None, typer.Argument(help="The record it is compared with.")] = None,
    verdict: Annotated[str | None, typer.Argument(help="same, different or unsure.")] = None,
    undo: Annotated[int | None, typer.Option(help="The number of a judgement to take back.")] = None,
) -> None:
    """Say that two records are one person, two people, or cannot be told; every later run obeys until it is undone."""
    from etl.database.judgements import Word
    from etl.link import judging

    work = _run_for_reading(out)
    word = Word(by, work.created_at, because)
    if undo is not None and not (left or right or verdict):
        event = judging.undo(work.settings, out, undo, word)
        screen.print(f"event {event}: judgement {undo} is undone. The next `baophu link` no longer obeys it.")
    elif left and right and verdict and undo is None:
        with work.open_engine() as engine:
            event = judging.judge(engine, work.settings, out, (left, right), verdict, word)
        screen.print(
            f"judgement {event} is written down: {verdict}. It binds from the next `baophu link` on."
        )
    else:
        raise UsageFault(
            "either two records are judged or one judgement is undone",
            todo="Give LEFT RIGHT and same, different or unsure; or --undo with its number.",
        )


@app.command()
def judgements(
    out: Out,
    every: Annotated[
        bool, typer.Option("--all", help="The whole log, with what was undone and by whom.")
    ] = False,
) -> None:
    """The judgements in force: which records, the verdict, who said so, when and why."""
    from etl.link import judging

    report.tell_judgements(screen, judging.read_history(_run_for_reading(out).settings, out), every)


@app.command()
def evaluate(
    truth: Annotated[Path, typer.Option(help="The `truth` folder that `baophu sample` wrote.")],
    period: Period,
    out: Out,
) -> None:
    """How right the lists are, where the truth is known: false-uncovered rate, found, precision and recall."""
    from etl import evaluation

    work = _run(out, period)
    with work.open_engine() as engine:
        pipeline.view_finished(work, engine)
        report.tell_evaluation(screen, evaluation.evaluate(engine, truth))


@app.command()
def train(
    period: Period,
    out: Out,
    file: Annotated[
        Path | None, typer.Option(help="Where to pin the weights; default: those that runs use.")
    ] = None,
) -> None:
    """Learn the weights of pass 4 anew from a linked month, and pin them (etl/link/persons.model.json)."""
    from etl.link import residual

    work = _run(out, period)
    pinned = file or residual.MODEL
    with work.open_engine() as engine:
        pipeline.view_stage(work, engine, "link")
        residual.train(engine, pinned)
    screen.print(f"weights pinned in {pinned}", soft_wrap=True)


@app.command()
def calibrate(
    truth: Annotated[list[Path], typer.Option(help="A `truth` folder; as many as --out, in the same order.")],
    out: Annotated[list[Path], typer.Option(help="The run on that sample, assessed.")],
    period: Period,
) -> None:
    """Learn what a probability means from runs whose truth is known, and pin it (etl/link/ref_calibration.csv)."""
    from etl import evaluation
    from etl.link import calibration

    if len(truth) != len(out):
        raise UsageFault("a run and its truth belong together", todo="Give --out and --truth equally often.")
    lines: list[calibration.Line] = []
    for folder, known in zip(out, truth, strict=True):
        work = _run(folder, period)
        with work.open_engine() as engine:
            pipeline.view_finished(work, engine)
            evaluation.view_truth(engine, known)
            lines += evaluation.labelled_lines(engine)
    steps = calibration.learn(lines)
    calibration.write(steps)
    screen.print(f"{len(lines):,} lines, {len(steps):,} steps in {calibration.FILE}", soft_wrap=True)


@app.command()
def pack(
    kind: Annotated[str, typer.Argument(help="reminder, handover or plan.")],
    out: Out,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is for; default: today.")
    ] = None,
) -> None:
    """Write who is to be reminded, handed over or planned for, by province, with where each stands on a day."""
    from etl.publish import packs

    if kind not in packs.KINDS:
        raise UsageFault("there is no pack of that kind", todo=f"Say one of {', '.join(packs.KINDS)}.")
    work, day = _run_for_reading(out), (as_of or datetime.now()).date()
    with work.open_engine() as engine:
        made = packs.make(engine, out, kind, day)
    for name, provinces in made.items():
        screen.print(f"{name}: {sum(provinces.values()):,} employers of {len(provinces)} province(s)")
    screen.print(f"in {out / 'packs' / kind / day.isoformat()}", soft_wrap=True)


@app.command()
def retention(
    out: Out,
    period: Annotated[str | None, typer.Option(help="The month it is, YYYY-MM; default: this one.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
) -> None:
    """Remove extracts, and tables built of them, that are older than may be kept (BAOPHU_KEEP_MONTHS)."""
    from etl import retention as keeper

    work = _run(out, period or f"{datetime.now():%Y-%m}")
    screen.print(
        keeper.told(keeper.clean(work.lake, work.out, work.period, work.settings.keep_months, dry_run))
    )


def _run_for_reading(out: Path) -> pipeline.Run:
    return pipeline.Run(out, "2000-01", datetime.now(UTC))


def main() -> None:
    """Run the command line; a failure that an operator can act on ends in its own exit code, without a traceback.

    Of any other the traceback is shown without the error's own text, which may quote data.
    """
    told = Console(stderr=True)
    try:
        app()
    except BaophuError as error:
        told.print(str(error), style="bold red", markup=False, highlight=False)
        sys.exit(error.exit_code)
    except Exception as error:
        if not isinstance(error, OSError):  # disk, rights and paths explain themselves
            told.print(
                "".join(traceback.format_tb(error.__traceback__)),
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
        told.print(
            f"{describe(error)}\n{STANDS}", style="bold red", markup=False, highlight=False, soft_wrap=True
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
