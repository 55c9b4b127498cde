"""Time and memory of the whole way, landing files to released lists, at growing sizes; cost should be linear.

    .venv/bin/python benchmarks/way.py [PEOPLE …] [--keep DIR]

Prints a line a size: seconds and peak resident memory of making the sample and of the run, the milliseconds that a
thousand people cost, and each step's share. Every run is a process of its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path


def make(people: int, folder: Path) -> dict[str, float]:
    from etl import sample

    sample.make("40", people, "2026-09", 1, folder)
    return {}


def run(people: int, folder: Path) -> dict[str, float]:
    from etl import pipeline

    work = pipeline.Run(folder / "out", "2026-09", datetime(2026, 10, 5, tzinfo=UTC), folder / "landing")
    seconds = {}
    for name, step in pipeline.STEPS.items():
        begun = time.perf_counter()
        step(work)
        seconds[name] = time.perf_counter() - begun
    return seconds


def measured(what: str, people: int, folder: Path) -> tuple[float, float, dict[str, float]]:
    """Seconds, peak GB and the step's own figures of one of our functions in a process of its own."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--inner", what, str(people), "--keep", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return time.perf_counter() - begun, told["peak_gb"], told["figures"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("people", type=int, nargs="*", default=[20_000, 200_000, 1_000_000])
    options.add_argument("--keep", type=Path)
    options.add_argument("--inner", choices=["make", "run"])
    chosen = options.parse_args()
    if chosen.inner:
        figures = {"make": make, "run": run}[chosen.inner](chosen.people[0], chosen.keep)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(json.dumps({"peak_gb": peak, "figures": figures}))
        return
    print("| people | sample s | sample GB | run s | run GB | ms per 1,000 people | " + "steps s |")
    print("|---:|---:|---:|---:|---:|---:|---|")
    for people in chosen.people:
        with tempfile.TemporaryDirectory() as made:
            folder = (chosen.keep or Path(made)) / str(people)
            made_s, made_gb, _ = measured("make", people, folder)
            run_s, run_gb, steps = measured("run", people, folder)
        shares = ", ".join(f"{name} {seconds:.1f}" for name, seconds in steps.items())
        print(
            f"| {people:,} | {made_s:.1f} | {made_gb:.2f} | {run_s:.1f} | {run_gb:.2f} "
            f"| {run_s / people * 1e6:.0f} | {shares} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
