"""`baophu …`: what a person types. Every word calls the same function that the DAGs call.

Exit codes tell the kind of failure (etl/errors.py): 0 done, 2 the call is wrong, 3 a file was refused, 4 a delivery is
missing, 5 a check failed, 6 the database, 7 counts differ, 1 anything else.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from etl import pipeline, report
from etl.errors import BaophuError, UsageFault

app = typer.Typer(
    help="Find employers and workers who should be insured and are not. A line is a lead to verify, never a finding.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
screen = Console()

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


@app.command()
def link(period: Period, out: Out) -> None:
    """Step 3: join persons and employers over the registers."""
    report.tell_tables(screen, _step("link", _run(out, period)))


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
def why(line: Annotated[str, typer.Argument(help="A line_id of a published list.")], out: Out) -> None:
    """The whole evidence of one line: what was seen where, what was searched, what speaks against it."""
    from etl.publish import show as shown

    work = _run_for_reading(out)
    found = shown.find_line(out, work.settings, line)
    if found is None:
        raise UsageFault(
            "the served release holds no such line", todo="`line_id` is the first column of every list."
        )
    report.tell_line(screen, found)


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
        for stage in ("core", "link", "assess", "out"):
            pipeline.view_stage(work, engine, stage)
        report.tell_evaluation(screen, evaluation.evaluate(engine, truth))


def _run_for_reading(out: Path) -> pipeline.Run:
    return pipeline.Run(out, "2000-01", datetime.now(UTC))


def main() -> None:
    """Run the command line; a failure that an operator can act on ends in its own exit code, without a traceback."""
    try:
        app()
    except BaophuError as error:
        Console(stderr=True).print(str(error), style="bold red", markup=False, highlight=False)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
