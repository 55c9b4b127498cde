"""The law as tables: figures (parameters.yml) and rules (rules.yml), with days, article and how sure we are of each.

Everything is checked at load, and every fault is told at once: a period that overlaps its neighbour or leaves a hole, a
rule over evidence that nothing delivers, a figure without a source.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar

import sqlglot
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlglot import exp
from sqlglot.errors import SqlglotError

from etl.errors import UsageFault

HERE = Path(__file__).parent
PARAMETERS, RULES = HERE / "parameters.yml", HERE / "rules.yml"
FOREVER = date(9999, 12, 31)

Fund = Literal["SI", "OAI", "UI", "HI"]
Confidence = Literal["V", "S", "K", "I"]
Kind = TypeVar("Kind", bound="Strict")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Dated(Strict):
    """Something that holds from one day to another, both included.

    Attributes:
        article: where the law says so.
        conf: V read in the text, S several sources, K one source or knowledge, I our reading.
    """

    since: date = Field(alias="from")
    until: date = Field(alias="to", default=FOREVER)
    article: str = Field(min_length=3)
    conf: Confidence

    @property
    def is_confirmed(self) -> bool:
        return self.conf in ("V", "S")

    def holds(self, day: date) -> bool:
        return self.since <= day <= self.until


class Value(Dated):
    """A figure, or one for each key."""

    value: float | dict[str, float]


class Parameter(Strict):
    """A figure of the law through time; `by` says what its keys are."""

    vi: str
    en: str
    unit: str
    by: str = ""
    values: tuple[Value, ...] = Field(min_length=1)

    def at(self, day: date) -> Value | None:
        """The version in force; None before the first and after the last."""
        return next((value for value in self.values if value.holds(day)), None)


class Evidence(Strict):
    """A word that rules may use: what a register shows of a payee and a month, or nobody does.

    Attributes:
        absent: what its absence means: `false` where a register would show it, `unknown` where a person must be asked.
        kind: whether it is a yes or no, or a number.
    """

    vi: str
    en: str
    kind: Literal["boolean", "number"] = "boolean"
    absent: Literal["false", "unknown"]


class Version(Dated):
    """A rule as it stood for a time: `when` is SQL over evidence words and parameters."""

    id: str
    when: str


class Rule(Strict):
    """A ground for being insured, or for not having to be, through time.

    Attributes:
        funds: the funds it bears on.
        obliges: whether it makes somebody liable; else it exempts who would be.
    """

    funds: tuple[Fund, ...] = Field(min_length=1)
    obliges: bool
    vi: str
    en: str
    versions: tuple[Version, ...] = Field(min_length=1)


class Book(Strict):
    """The whole law that the lists rest on."""

    parameters: dict[str, Parameter]
    evidence: dict[str, Evidence]
    rules: dict[str, Rule]

    def value(self, name: str, day: date, key: str = "") -> float | None:
        """A figure on a day; None where the law has none then.

        Raises:
            KeyError: no parameter or key of that name.
        """
        version = self.parameters[name].at(day)
        if version is None:
            return None
        return version.value[key] if isinstance(version.value, dict) else version.value

    @property
    def changes(self) -> list[date]:
        """Every first day of a version, and the day after every last one, in order."""
        versions: list[Dated] = [each for rule in self.rules.values() for each in rule.versions]
        versions += [each for parameter in self.parameters.values() for each in parameter.values]
        days = {version.since for version in versions}
        days |= {version.until + timedelta(1) for version in versions if version.until != FOREVER}
        return sorted(days)


@cache
def load(parameters: Path = PARAMETERS, rules: Path = RULES) -> Book:
    """The law of two files.

    Raises:
        UsageFault: a file is at fault; every fault of both is told.
    """
    faults: list[str] = []
    told = _read(rules, faults)
    faults += [
        f"{rules.name}: {part} is not there" for part in ("evidence", "rules") if told and part not in told
    ]
    faults += [f"{rules.name}: {part} is no part of it" for part in told if part not in ("evidence", "rules")]
    figures = _each(Parameter, _read(parameters, faults), "parameters", faults)
    evidence = _each(Evidence, told.get("evidence"), "evidence", faults)
    grounds = _each(Rule, told.get("rules"), "rules", faults)
    for name, parameter in figures.items():
        faults += [f"parameters.{name}: {fault}" for fault in _time_faults(parameter.values)]
        faults += [f"parameters.{name}: {fault}" for fault in _key_faults(parameter)]
    words = {*evidence, *(name for name, figure in figures.items() if not figure.by)}
    for name, rule in grounds.items():
        faults += [f"rules.{name}: {fault}" for fault in _time_faults(rule.versions)]
        faults += [
            f"rules.{name}.{version.id}: {fault}"
            for version in rule.versions
            for fault in _word_faults(version.when, words)
        ]
    ids = [version.id for rule in grounds.values() for version in rule.versions]
    faults += [
        f"rules: the id {each} is given twice" for each in sorted({i for i in ids if ids.count(i) > 1})
    ]
    if faults:
        raise UsageFault(
            f"the law's tables have {len(faults)} fault(s)",
            faults,
            todo="Correct them; nothing was judged by them.",
        )
    return Book(parameters=figures, evidence=evidence, rules=grounds)


def _read(file: Path, faults: list[str]) -> dict[str, Any]:
    try:
        told = yaml.load(file.read_text(encoding="utf-8"), Loader=_Once)  # noqa: S506, a SafeLoader
    except FileNotFoundError:
        faults.append(f"{file.name} is not there")
        return {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.append(f"{file.name} is no YAML" + (f", line {mark.line + 1}" if mark else ""))
        return {}
    if not isinstance(told, dict):
        faults.append(f"{file.name} is no mapping")
        return {}
    return told


class _Once(yaml.SafeLoader):
    """YAML in which no name stands twice: else the last would win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names: set[Any] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if name in names:
                raise yaml.constructor.ConstructorError(None, None, f"{name} stands twice", key.start_mark)
            names.add(name)
        return super().construct_mapping(node, deep)


def _each(kind: type[Kind], told: Any, place: str, faults: list[str]) -> dict[str, Kind]:
    """What can be read; what cannot is a fault."""
    read: dict[str, Kind] = {}
    if told is not None and not isinstance(told, dict):
        faults.append(f"{place} is no mapping")
        return read
    for name, fields in (told or {}).items():
        try:
            read[name] = kind.model_validate(fields)
        except ValidationError as error:
            faults += [
                ".".join([place, str(name), *map(str, fault["loc"])]) + f": {fault['msg']}"
                for fault in error.errors()
            ]
    return read


def _time_faults(versions: Sequence[Dated]) -> Iterable[str]:
    for version in versions:
        if version.until < version.since:
            yield f"ends on {version.until} before it begins on {version.since}"
    for before, after in pairwise(versions):
        if after.since <= before.until:
            yield f"two versions hold on {after.since}"
        elif after.since > before.until + timedelta(1):
            yield f"nothing holds from {before.until + timedelta(1)} to {after.since - timedelta(1)}"


def _key_faults(parameter: Parameter) -> Iterable[str]:
    for version in parameter.values:
        if isinstance(version.value, dict) != bool(parameter.by):
            yield f"from {version.since}: keys and `by` go together"


def _word_faults(when: str, words: set[str]) -> Iterable[str]:
    try:
        trees = sqlglot.parse(when, dialect="duckdb")
    except SqlglotError:
        trees = []
    if len(trees) != 1 or not isinstance(trees[0], exp.Condition):
        yield "`when` is no SQL condition"
        return
    tree = trees[0]
    for unknown in sorted({column.name for column in tree.find_all(exp.Column)} - words):
        yield f"{unknown} is no evidence and no figure"
