"""The Vietnamese words of glossary.yml: what columns and codes mean to the officer who opens a list."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from etl.publish.columns import Column

FILE = Path(__file__).with_name("glossary.yml")


@cache
def _glossary() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def meaning_vi(column: Column) -> str:
    """The column's meaning in Vietnamese, or in English where the glossary has none."""
    return str(_glossary()["columns"].get(column.name, column.meaning))


def codes(column: str) -> dict[str, dict[str, str]]:
    """What each code of the column means: vi, en and, where there is one, the basis; empty where none needs words."""
    return dict(_glossary()["codes"].get(column, {}))


def codes_vi(column: str) -> dict[str, str]:
    """Meaning of each code of the column in Vietnamese."""
    return {code: said["vi"] for code, said in codes(column).items()}
