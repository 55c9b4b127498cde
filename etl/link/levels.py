"""The SQL of comparisons: which level a pair of records is at, and what that weighs."""

from functools import cache

import sqlglot
from sqlglot import exp

from etl.link.model import Model
from etl.link.spec import OTHER, Comparison, Spec, columns_of, columns_read

# What is answered as fast as records are fetched; whatever else a condition calls may be an edit distance: asked last.
QUICK = (exp.And, exp.Or, exp.Abs, exp.Coalesce, exp.Greatest, exp.Least, exp.Left, exp.Length)


def names(comparison: Comparison) -> list[str]:
    """The levels of a comparison, numbered from 1 in SQL; the last is for pairs that agree in no named way."""
    return [*comparison.levels, OTHER]


def level(comparison: Comparison) -> str:
    """SQL for the number of the level that a pair of `l` and `r` is at; NULL where a side lacks what is compared."""
    chosen = " ".join(
        f"when {each.when} then {number}" for number, each in enumerate(comparison.levels.values(), 1)
    )
    return f"cast(case when {_missing(comparison)} then null {chosen} else {len(comparison.levels) + 1} end as tinyint)"


def _missing(comparison: Comparison) -> str:
    return " or ".join(f"l.{column} is null or r.{column} is null" for column in comparison.of) or "false"


def all_levels(spec: Spec) -> str:
    """SQL for every comparison's level, as columns `level_<comparison>`."""
    return ", ".join(f"{level(c)} as level_{name}" for name, c in spec.comparisons.items())


def frequencies_used(spec: Spec) -> list[str]:
    """Columns whose frequency some level weighs by."""
    levels = [each for c in spec.comparisons.values() for each in c.levels.values()]
    return sorted({column for each in levels for column in each.among})


def weight(spec: Spec, model: Model, name: str) -> str:
    """SQL for the bits that a comparison adds, over `level_<comparison>` and `bits_<column>`."""
    cases = [f"when {number} then {bits}" for number, bits in enumerate(_bits(spec, model, name), 1)]
    return f"case level_{name} {' '.join(cases)} else 0 end"


def _bits(spec: Spec, model: Model, name: str) -> list[str]:
    """SQL for the bits of each level of a comparison, over `bits_<column>`; `e0`, for decimals add up slowly."""
    comparison = spec.comparisons[name]
    told = []
    for level_name in names(comparison):
        among = comparison.levels[level_name].among if level_name in comparison.levels else ()
        rare = "".join(f" - coalesce(bits_{column}, {model.typical[column]:.6f}e0)" for column in among)
        told.append(f"{model.bits(spec, name, level_name):.6f}e0{rare}")
    return told


def quick_columns(spec: Spec) -> tuple[set[str], set[str]]:
    """The columns that `most_weight` asks of, and those of them that it reads: of the others it asks only whether they
    are missing, or the same on the other side."""
    quick = [_quick(each.when)[0] for c in spec.comparisons.values() for each in c.levels.values()]
    asked = set().union(*(columns_of(each) for each in quick), *(c.of for c in spec.comparisons.values()))
    return asked, columns_read(quick)


def most_weight(spec: Spec, model: Model) -> str:
    """SQL for the most that a pair of `l` and `r` may weigh, as far as is quick to see; over `bits_<column>` too."""
    return " + ".join(f"({_most(spec, model, name)})" for name in spec.comparisons)


def _most(spec: Spec, model: Model, name: str) -> str:
    """SQL for the most bits that a comparison may add: those of the first level that quickly is seen to hold, or of
    one before it that might."""
    comparison = spec.comparisons[name]
    *named, most = _bits(spec, model, name)
    for each, bits in reversed(list(zip(comparison.levels.values(), named, strict=True))):
        quick, whole = _quick(each.when)
        most = (
            f"case when {quick} then {bits} else {most} end"
            if whole
            else f"greatest(case when {quick} then {bits} end, {most})"
        )
    return f"case when {_missing(comparison)} then 0 else {most} end"


@cache
def _quick(condition: str) -> tuple[str, bool]:
    """What of a condition is quick to see, and whether that is all of it."""
    tree = sqlglot.parse_one(condition, dialect="duckdb")
    parts = list(tree.flatten()) if isinstance(tree, exp.And) else [tree]
    quick = [part.sql(dialect="duckdb") for part in parts if all(map(_is_quick, part.find_all(exp.Func)))]
    return " and ".join(f"({each})" for each in quick) or "true", len(quick) == len(parts)


def _is_quick(called: exp.Func) -> bool:
    return isinstance(called, QUICK) or called.name.lower() == "numbers_are_near"


def total_weight(spec: Spec, model: Model) -> str:
    """SQL for the bits of all comparisons together."""
    return " + ".join(f"({weight(spec, model, name)})" for name in spec.comparisons)


def named(spec: Spec) -> str:
    """SQL for the names of the levels, a column a comparison; NULL where a side has nothing to compare."""
    return ", ".join(
        f"case level_{name} "
        + " ".join(
            f"when {number} then '{level_name}'" for number, level_name in enumerate(names(comparison), 1)
        )
        + f" end as {name}"
        for name, comparison in spec.comparisons.items()
    )
