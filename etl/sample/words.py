"""Word lists for invented names of people, firms and streets (`data/words.csv`)."""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def words(list_name: str) -> list[str]:
    """The words of one list in their order; KeyError where there is no such list."""
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as file:
        found = [row["word"] for row in csv.DictReader(file) if row["list"] == list_name]
    if not found:
        raise KeyError(list_name)
    return found
