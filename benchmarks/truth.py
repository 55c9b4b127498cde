"""How right the lists are on provinces of known truth, seed by seed and together.

    .venv/bin/python benchmarks/truth.py [--seeds 41 42 …] [--people 20000] [--dirt 2]

Invents each province, runs the whole way to the lists, holds them against the truth, and prints a row a seed as it
stands in README.md here, then the rates of all of them and how reliable their probabilities are, in tenths.
"""

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import rmtree

from etl import evaluation, pipeline, sample
from etl.engine import Engine
from etl.evaluation import Evaluation, Rate
from etl.lake import Lake

PERIOD = "2026-09"
LISTS = ("not_participating", "incomplete")


def work_province(seed: int, people: int, dirt: float, home: Path) -> pipeline.Run:
    """Invent a province and run it to the lists; its truth lies in home / "truth"."""
    sample.make("40", people, PERIOD, seed, home, dirt)
    work = pipeline.Run(home / "out", PERIOD, datetime(2026, 10, 5, tzinfo=UTC), home / "landing")
    for name in ("land", "core", "link", "assess", "lists"):
        pipeline.STEPS[name](work)
    return work


def judge(seed: int, people: int, dirt: float, folder: Path) -> Evaluation:
    """One province, whole; its labelled lines stay in the folder as Parquet, all else goes."""
    home = folder / str(seed)
    work = work_province(seed, people, dirt, home)
    with work.open_engine() as engine:
        pipeline.view_finished(work, engine)
        found = evaluation.evaluate(engine, home / "truth")
        engine.execute(f"copy evaluate_dossiers to '{folder / f'{seed}.parquet'}' (format parquet)")
    rmtree(home)
    return found


def told(rate: Rate) -> str:
    return f"{rate.hits:,} of {rate.total:,} = {rate.share:.2%}"


def row(name: str, found: list[Evaluation]) -> str:
    """A row of the table: the rates of one province, or of several together."""
    rates = [
        [e.false_uncovered["A"] for e in found],
        [e.false_uncovered["A+B"] for e in found],
        [e.found["A or B"] for e in found],
        [e.found["A or B, without weak leads (05-2 only)"] for e in found],
        [e.found["review (C)"] for e in found],
        *(
            [e.employers[f"out_employers_{gap}"][kind] for e in found]
            for gap in LISTS
            for kind in ("precision", "recall")
        ),
    ]
    together = [Rate(sum(r.hits for r in each), sum(r.total for r in each)) for each in rates]
    return f"| {name} | " + " | ".join(map(told, together)) + " |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=list(range(41, 51)))
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--dirt", type=float, default=2.0)
    options.add_argument("--at-once", type=int, default=2)
    chosen = options.parse_args()
    gaps = " | ".join(f"{gap}: {kind}" for gap in LISTS for kind in ("precision", "recall"))
    print(f"| seed | false-uncovered A | A+B | found | found of 05-1 | put to review | {gaps} |")
    print("|---:|" + "---|" * 9, flush=True)
    with tempfile.TemporaryDirectory() as made, ProcessPoolExecutor(chosen.at_once) as pool:
        folder = Path(made)
        one = partial(judge, people=chosen.people, dirt=chosen.dirt, folder=folder)
        found = []
        for seed, each in zip(chosen.seeds, pool.map(one, chosen.seeds), strict=True):
            found.append(each)
            print(row(str(seed), [each]), flush=True)
        print(row("all", found))
        with Engine(Lake(folder / "lake")) as engine:
            deciles = evaluation.reliability(engine, f"read_parquet('{folder}/*.parquet')")
    print("\n| tenth | told | in truth wrong | off by |\n|---:|---:|---|---:|")
    for number, decile in enumerate(deciles, 1):
        low, high = decile.observed.interval
        observed = f"{told(decile.observed)} [{low:.1%}–{high:.1%}]"
        print(f"| {number} | {decile.predicted:.2%} | {observed} | {decile.error:.2%} |")


if __name__ == "__main__":
    main()
