"""The SQL of comparisons: which level a pair of records is at, and what that weighs."""

from etl.link.model import Model
from etl.link.spec import OTHER, Comparison, Spec


def names(comparison: Comparison) -> list[str]:
    """The levels of a comparison, numbered from 1 in SQL; the last is for pairs that agree in no named way."""
    return [*comparison.levels, OTHER]


def level(comparison: Comparison) -> str:
    """SQL for the number of the level that a pair of `l` and `r` is at; NULL where a side lacks what is compared."""
    missing = " or ".join(f"l.{column} is null or r.{column} is null" for column in comparison.of) or "false"
    chosen = " ".join(
        f"when {each.when} then {number}" for number, each in enumerate(comparison.levels.values(), 1)
    )
    return f"cast(case when {missing} then null {chosen} else {len(comparison.levels) + 1} end as tinyint)"


def all_levels(spec: Spec) -> str:
    """SQL for every comparison's level, as columns `level_<comparison>`."""
    return ", ".join(f"{level(c)} as level_{name}" for name, c in spec.comparisons.items())


def frequencies_used(spec: Spec) -> list[str]:
    """Columns whose frequency some level weighs by."""
    levels = [each for c in spec.comparisons.values() for each in c.levels.values()]
    return sorted({column for each in levels for column in each.among})


def weight(spec: Spec, model: Model, name: str) -> str:
    """SQL for the bits that a comparison adds, over `level_<comparison>` and `bits_<column>`."""
    comparison = spec.comparisons[name]
    cases = []
    for number, level_name in enumerate(names(comparison), 1):
        among = comparison.levels[level_name].among if level_name in comparison.levels else ()
        rare = "".join(f" - coalesce(bits_{column}, {model.typical[column]:.6f})" for column in among)
        cases.append(f"when {number} then {model.bits(spec, name, level_name):.6f}{rare}")
    return f"case level_{name} {' '.join(cases)} else 0 end"


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
