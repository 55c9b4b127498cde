"""What is compared, and where to look: the specification of a linkage, read from YAML.

A condition is SQL over `l` and `r`, the two records of a pair, in the columns that the records' SELECT gives
(`records`, a file beside the specification that reads from the table `input`; without it the columns of the file).
"""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlglot import exp

from etl.errors import UsageFault

OTHER = "other"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(Strict):
    """One degree of agreement.

    Attributes:
        when: holds where a pair agrees to this degree; the first level that holds counts.
        among: columns that are then equal and whose values are not equally frequent; the rarer, the more it says.
        weight: bits for or against, where anchors cannot teach them; what the rarity of an `among` value says comes on
            top.
        because: the reason of a given weight.
    """

    when: str
    among: tuple[str, ...] = ()
    weight: float | None = None
    because: str = ""


class Comparison(Strict):
    """One thing that is compared; a side that lacks a column of `of` says nothing, which is not disagreement."""

    of: tuple[str, ...]
    levels: dict[str, Level]
    other: float | None = None


class Block(Strict):
    """Pairs that agree on every column of `equal` are looked at (`left=right` where the columns differ)."""

    equal: tuple[str, ...]
    search: int = Field(alias="pass", ge=1)

    def condition(self) -> str:
        """SQL for `l` and `r` agreeing."""
        return " and ".join(f"l.{left} = r.{right}" for left, right in zip(*self.sides(), strict=True))

    def columns(self) -> set[str]:
        return set(chain(*self.sides()))

    def sides(self) -> tuple[list[str], list[str]]:
        """The columns on the left and on the right."""
        both = [column.split("=") for column in self.equal]
        return [column[0].strip() for column in both], [column[-1].strip() for column in both]


class Frequencies(Strict):
    """Columns whose values are counted; `per` counts them apart for each value of another column.

    `of` gives for a column the parts it is made of: a whole that was never counted is as rare as its parts together.
    """

    per: str | None = None
    of: dict[str, tuple[str, ...]] = {}


class Spec(Strict):
    """A linkage, whole.

    Attributes:
        key: column that names a record.
        records: file with the SELECT that gives the columns, relative to the specification.
        identifiers: columns whose equal values name one person or thing; pairs that share one teach the weights.
        certain, possible: least probability of a link that needs no person, and of one that a person should see.
        settled: pairs this probable end the search for both of their records.
        one_to_one: whether a record on the left has at most one counterpart too; one on the right always has.
        nearest: how many of a right record's candidates a pass keeps at least, the heaviest; who has so many leaves the
            search after it, and nobody is settled otherwise. None keeps all.
    """

    key: str
    records: Path | None = None
    identifiers: tuple[str, ...] = ()
    frequencies: Frequencies = Frequencies()
    comparisons: dict[str, Comparison]
    blocks: dict[str, Block]
    certain: float = 0.98
    possible: float = 0.05
    settled: float = 0.9999
    one_to_one: bool = True
    nearest: int | None = Field(default=None, ge=1)

    @property
    def passes(self) -> list[int]:
        return sorted({block.search for block in self.blocks.values()})

    @property
    def columns(self) -> set[str]:
        """Every column that the records must have."""
        compared = chain.from_iterable(
            [
                *c.of,
                *chain.from_iterable([*level.among, *columns_of(level.when)] for level in c.levels.values()),
            ]
            for c in self.comparisons.values()
        )
        return {self.key, *self.identifiers, *compared, *self.blocked, *self.counted}

    @property
    def counted(self) -> set[str]:
        """Columns whose values are counted, their parts, and what they are counted apart for."""
        per = {self.frequencies.per} if self.frequencies.per else set()
        return per.union(self.frequencies.of, *self.frequencies.of.values())

    @property
    def blocked(self) -> set[str]:
        """Columns that some block asks of."""
        return set().union(*(block.columns() for block in self.blocks.values()))

    @property
    def matched(self) -> set[str]:
        """Columns that are only asked whether both sides have the same: hashes answer that as well as texts do."""
        conditions = [level.when for c in self.comparisons.values() for level in c.levels.values()]
        return self.columns - columns_read(conditions) - self.crossed - {self.key, self.frequencies.per}

    @property
    def crossed(self) -> set[str]:
        """Columns that a block compares with another one."""
        pairs = chain.from_iterable(zip(*block.sides(), strict=True) for block in self.blocks.values())
        return {name for pair in pairs if len(set(pair)) > 1 for name in pair}

    @model_validator(mode="after")
    def _holds_together(self) -> "Spec":
        faults = []
        for name, comparison in self.comparisons.items():
            for level_name, level in comparison.levels.items():
                place = f"comparisons.{name}.{level_name}"
                faults += [f"{place}: {fault}" for fault in _faults(level)]
                faults += [
                    f"{place}: {column} is not counted in frequencies"
                    for column in level.among
                    if column not in self.frequencies.of
                ]
        if faults:
            raise ValueError("; ".join(faults))
        return self


def columns_read(conditions: Iterable[str]) -> set[str]:
    """Columns of which some condition asks more than whether they are missing, or the same on the other side."""
    columns = chain.from_iterable(_parsed(condition).find_all(exp.Column) for condition in conditions)
    return {column.name for column in columns if not _is_matched(column)}


def columns_of(condition: str) -> set[str]:
    """Columns that a condition names."""
    return {column.name for column in _parsed(condition).find_all(exp.Column)}


@cache
def _parsed(condition: str) -> exp.Expr:
    return sqlglot.parse_one(condition, dialect="duckdb")


def _is_matched(column: exp.Column) -> bool:
    """Whether a condition asks of this column only if it is missing, or the same on the other side."""
    asked = column.parent
    if isinstance(asked, exp.EQ | exp.NEQ):
        other = asked.left if asked.right is column else asked.right
        return isinstance(other, exp.Column) and other.name == column.name
    return isinstance(asked, exp.Is)


def _faults(level: Level) -> list[str]:
    try:
        tree = _parsed(level.when)
    except sqlglot.ParseError:
        return ["`when` is no SQL condition"]
    bare = sorted({c.sql() for c in tree.find_all(exp.Column) if c.table not in ("l", "r")})
    faults = [f"{column} must say whose it is, l.{column} or r.{column}" for column in bare]
    if level.weight is not None and not level.because:
        faults.append("a given weight needs its reason (`because`)")
    return faults


def _read(file: Path) -> Any:
    """What a file says, over what the file that it `extends` says."""
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(told, dict) or "extends" not in told:
        return told
    return _merged(_read(file.parent / told.pop("extends")), told)


def _merged(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    return {key: _merged(base.get(key), over[key]) if key in over else base[key] for key in {**base, **over}}


def load(file: Path) -> Spec:
    """The specification in a file; it may extend another file beside it.

    Raises:
        UsageFault: it is not there or at fault; every fault is told.
    """
    try:
        spec = Spec.model_validate(_read(file))
    except FileNotFoundError as error:
        raise UsageFault(
            f"{error.filename} is not there",
            todo="Give the specification with --spec; `extends` is beside it.",
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError, TypeError) as error:
        faults = (
            [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
            if isinstance(error, ValidationError)
            else [f"not a mapping in YAML: {type(error).__name__}"]
        )
        raise UsageFault(f"{file.name} is no specification of a linkage", faults) from None
    if spec.records is None:
        return spec
    records = file.parent / spec.records
    if not records.is_file():
        raise UsageFault(f"{records} is not there", todo=f"It is the `records` of {file.name}.")
    return spec.model_copy(update={"records": records})
