"""What a compared pair agrees and differs in, in plain Vietnamese, for the officer who reads a lead.

The English of words.csv is for whoever changes that file without reading Vietnamese.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from etl.link import levels
from etl.link.spec import Spec

FILE = Path(__file__).parent / "words.csv"
#: What a level says, and how it is put. A level that is silent is not spoken of.
SAYS = {"agrees": "trùng", "near": "gần giống", "differs": "khác"}


@cache
def spoken() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(comparison, level) → (what it says, in which words)."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["comparison"], row["level"]): (row["says"], row["vi"]) for row in csv.DictReader(file)}


def told(spec: Spec) -> str:
    """SQL for one sentence over `level_<comparison>`: `trùng họ tên (cả dấu), giới tính; khác ngày sinh`.

    Raises:
        KeyError: a level of the specification has no words.
    """
    parts = ", ".join(f"'{lead} ' || nullif({_listed(spec, says)}, '')" for says, lead in SAYS.items())
    return f"concat_ws('; ', {parts})"


def _listed(spec: Spec, says: str) -> str:
    return f"concat_ws(', ', {', '.join(_phrases(spec, says))})"


def _phrases(spec: Spec, says: str) -> Iterable[str]:
    for name, comparison in spec.comparisons.items():
        words = [(number, spoken()[name, level]) for number, level in enumerate(levels.names(comparison), 1)]
        cases = " ".join(f"when {number} then '{text}'" for number, (kind, text) in words if kind == says)
        yield f"case level_{name} {cases} end" if cases else "null"
