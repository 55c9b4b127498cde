"""What each rule of the residual pass earns: its levels and comparisons taken away one at a time, by labelled pair.

    .venv/bin/python benchmarks/phenomena.py [--keep]

Every pair of tests/phenomena/persons is weighed beside a drawn province (tests/phenomena/labelled.py). A row a rule:
the pairs whose weight it changes, how many are decided otherwise without it, how many of those go wrong that were right
and the other way round, and the bits by which those that it concerned come nearer to the opposite verdict (an unsure
pair should not rise). What remains keeps its pinned weights: the rule's pairs fall to the next level that holds.
`--keep` writes tests/phenomena/reached.csv instead of the table.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "phenomena"))

import labelled
from labelled import Judged

from etl.engine import Engine
from etl.lake import Lake
from etl.link import model as models
from etl.link import residual
from etl.link import spec as specs
from etl.link.spec import Spec


def without_level(spec: Spec, name: str, level: str) -> Spec:
    """The specification with one level of a comparison taken away."""
    told = spec.comparisons[name]
    left = {key: each for key, each in told.levels.items() if key != level}
    return spec.model_copy(
        update={"comparisons": {**spec.comparisons, name: told.model_copy(update={"levels": left})}}
    )


def without_comparison(spec: Spec, name: str) -> Spec:
    """The specification with one comparison taken away."""
    left = {key: each for key, each in spec.comparisons.items() if key != name}
    return spec.model_copy(update={"comparisons": left})


def rules(spec: Spec) -> dict[str, Spec]:
    """Each rule's name and the specification without it."""
    found = {name: without_comparison(spec, name) for name in spec.comparisons}
    for name, comparison in spec.comparisons.items():
        found |= {f"{name}.{level}": without_level(spec, name, level) for level in comparison.levels}
    return found


def away(pair: Judged, before: Judged) -> float:
    """Bits by which a pair moved away from its verdict; an unsure one should not rise."""
    moved = pair.weight - before.weight
    return -moved if pair.same is True else moved


def row(rule: str, before: list[Judged], after: list[Judged]) -> tuple[str, ...]:
    both = list(zip(before, after, strict=True))
    wrong = sum(old.is_right and not new.is_right for old, new in both)
    righted = sum(new.is_right and not old.is_right for old, new in both)
    other = sum(old.decision != new.decision for old, new in both)
    moved = [away(new, old) for old, new in both if abs(new.weight - old.weight) > 0.01]
    mean = f"{sum(moved) / len(moved):+.1f}" if moved else ""
    return (rule, str(len(moved)), str(other), str(wrong), str(righted), mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write tests/phenomena/reached.csv")
    keep = parser.parse_args().keep
    spec = specs.load(residual.SPEC)
    model = models.read(residual.MODEL, spec)
    with tempfile.TemporaryDirectory() as folder, Engine(Lake(Path(folder))) as engine:
        labelled.make_fields(engine)
        before = labelled.judge(engine, spec, model)
        if keep:
            labelled.write_reached(before)
            return
        table = [row(rule, before, labelled.judge(engine, less, model)) for rule, less in rules(spec).items()]
    print(
        "| without | pairs concerned | decided otherwise | gone wrong | come right | bits away from the verdict |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for cells in sorted(table, key=lambda cells: (-int(cells[3]) + int(cells[4]), -int(cells[2]), cells[0])):
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
