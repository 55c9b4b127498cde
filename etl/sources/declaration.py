"""The declaration of a source: `etl/sources/<source>/source.yml`, read and checked.

A declaration says who sends the extract and why we may hold it, which columns it has under which headers,
how each is read, and which rows are set aside. All faults of all declarations are told at once.
"""

import re
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Literal

import pyarrow as pa
import sqlglot
import yaml
from pydantic import Field, ValidationError, model_validator
from sqlglot import exp

from etl import settings
from etl.sources.columns import NAME, Column, Model, Words
from etl.sources.folding import key

PERIODS = {"Y": re.compile(r"\d{4}"), "M": re.compile(r"\d{4}-(0[1-9]|1[0-2])")}
PROVENANCE = {
    "delivery_id": "VARCHAR",
    "source_file": "VARCHAR",
    "source_row": "BIGINT",
    "row_hash": "VARCHAR",
    "period": "VARCHAR",
    "repairs": "VARCHAR",
    "unreadable": "VARCHAR",
}
BROKEN = pa.schema([("source_row", pa.int64()), ("broken_rule", pa.string()), ("broken_text", pa.string())])


class RowRule(Model):
    """A condition over the typed columns of one row under which the row is set aside."""

    name: str = Field(pattern=NAME)
    column: str
    reject_when: str
    reason: str = Field(min_length=1)


class Source(Model):
    """One registry extract; `name` is its folder's name and the end of its tables' names."""

    name: str = Field(pattern=NAME)
    publisher: Words
    legal_basis: str = Field(min_length=1)
    description: Words
    cadence: tuple[Literal["Y", "M"], ...] = Field(min_length=1)
    is_required: bool
    key: tuple[str, ...] = Field(min_length=1)
    columns: tuple[Column, ...] = Field(min_length=1)
    row_rules: tuple[RowRule, ...] = ()

    @cached_property
    def header_keys(self) -> dict[str, tuple[str, int]]:
        """Folded header → its column and how certain it is, 0 for the contract's own name."""
        found: dict[str, tuple[str, int]] = {}
        for column in self.columns:
            for rank, header in enumerate(column.headers):
                found.setdefault(key(header), (column.name, rank))
        return found

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def needed(self) -> list[str]:
        """Columns that a file must have."""
        return [column.name for column in self.columns if column.required or column.header_required]

    def accepts(self, period: str) -> bool:
        """Whether a delivery folder may bear this name."""
        return any(PERIODS[shape].fullmatch(period) for shape in self.cadence)

    def landed_columns(self) -> dict[str, str]:
        """Columns of `landed_<source>` and their SQL types, in order."""
        typed = chain.from_iterable(
            [(c.name, c.kind.sql_type), *([(c.precision, "VARCHAR")] if c.precision else [])]
            for c in self.columns
        )
        return dict(typed) | PROVENANCE

    def raw_schema(self) -> pa.Schema:
        """What readers give: the row's place, what is broken about it, and every column as text."""
        return pa.schema([*BROKEN, *((column.name, pa.string()) for column in self.columns)])

    @model_validator(mode="after")
    def _holds_together(self) -> "Source":
        names = [column.name for column in self.columns]
        known = set(self.landed_columns())
        faults = [f"{name} is declared twice" for name in sorted(set(names)) if names.count(name) > 1]
        faults += [f"key names {name}, which is no column" for name in self.key if name not in known]
        faults += _shared_headers(self.columns)
        faults += list(chain.from_iterable(_rule_faults(rule, known) for rule in self.row_rules))
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _shared_headers(columns: tuple[Column, ...]) -> list[str]:
    owner: dict[str, str] = {}
    faults = []
    for column in columns:
        for header in dict.fromkeys(map(key, column.headers)):
            if owner.setdefault(header, column.name) != column.name:
                faults.append(f"{owner[header]} and {column.name} share the header {header}")
    return faults


def _rule_faults(rule: RowRule, known: set[str]) -> list[str]:
    try:
        tree = sqlglot.parse_one(rule.reject_when, dialect="duckdb")
    except sqlglot.ParseError:
        return [f"rule {rule.name} is no SQL condition"]
    unknown = sorted({found.name for found in tree.find_all(exp.Column)} | {rule.column} - known)
    return [f"rule {rule.name} names {name}, which is no column" for name in unknown if name not in known]


def _read(file: Path) -> Source | str:
    """The declaration in a file, or its faults as text."""
    try:
        return Source.model_validate(
            {"name": file.parent.name, **yaml.safe_load(file.read_text(encoding="utf-8"))}
        )
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
    except (yaml.YAMLError, TypeError) as error:
        faults = [f"not a mapping in YAML: {type(error).__name__}"]
    return "\n".join(f"  {file.parent.name}/{file.name}: {fault}" for fault in faults)


def read_all(folder: Path) -> list[Source]:
    """Every declaration below a folder, by name.

    Raises:
        ValueError: one line per fault of every declaration.
    """
    found = [_read(file) for file in sorted(folder.glob("*/source.yml"))]
    if faults := [each for each in found if isinstance(each, str)]:
        raise ValueError("\n".join([f"{len(faults)} source declarations are at fault", *faults]))
    return [each for each in found if isinstance(each, Source)]


@cache
def all_sources() -> list[Source]:
    """The project's declarations, by name."""
    return read_all(settings.SOURCES)


def load(source: str) -> Source:
    """The declaration of one source; KeyError where there is none."""
    for declared in all_sources():
        if declared.name == source:
            return declared
    raise KeyError(f"no source is called {source}")
