"""What a score has meant where the truth was known: situation by situation, monotone, pinned in ref_calibration.csv.

Lines are put into bins of their score; of each bin the share that was wrong is taken, one more line counted that is
as wrong as its score says, so that a bin of three lines claims no certainty; isotonic regression makes the shares
rise with the score. The file says for each step how many lines it rests on.
"""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "ref_calibration.csv"
EDGES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 0.9, 0.99, 1.0)


@dataclass(frozen=True)
class Line:
    """An open payment of known truth: is_wrong where the person is in truth covered or not obliged."""

    situation: str
    score: float
    is_wrong: bool


@dataclass(frozen=True)
class Step:
    """From this score on, up to the next step of the situation, so many lines are wrong.

    Attributes:
        leads, covered: lines seen in the bin, and those of them that were wrong.
    """

    situation: str
    from_score: float
    probability_covered: float
    leads: int
    covered: int


def learn(lines: Iterable[Line]) -> list[Step]:
    """The steps of every situation, by its name and the score."""
    held: dict[str, list[Line]] = {}
    for line in lines:
        held.setdefault(line.situation, []).append(line)
    return [step for situation in sorted(held) for step in _steps(situation, held[situation])]


def _steps(situation: str, lines: list[Line]) -> list[Step]:
    from sklearn.isotonic import IsotonicRegression

    at = np.searchsorted(EDGES[1:-1], [line.score for line in lines], side="right")
    bins = len(EDGES) - 1
    seen = np.bincount(at, minlength=bins)
    wrong = np.bincount(at, weights=[line.is_wrong for line in lines], minlength=bins)
    middle = np.array([sqrt(max(low, 1e-4) * high) for low, high in pairwise(EDGES)])
    shares = (wrong + middle) / (seen + 1)
    fitted = IsotonicRegression().fit_transform(np.arange(bins), shares, sample_weight=seen + 1)
    return [
        Step(situation, EDGES[n], round(float(fitted[n]), 6), int(seen[n]), int(wrong[n]))
        for n in range(bins)
    ]


def write(steps: Iterable[Step], file: Path = FILE) -> None:
    """Pin the steps; the same lines give the same bytes."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([field.name for field in fields(Step)])
        writer.writerows(astuple(step) for step in steps)
