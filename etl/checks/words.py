"""Says an expectation and its outcome in a line a clerk understands; counts only, never a value of a row."""

from typing import Any

TEMPLATES = {
    "expect_column_values_to_be_unique": "{column} is unique",
    "expect_column_values_to_not_be_null": "{column} is given",
    "expect_column_values_to_be_null": "{column} is empty",
    "expect_column_values_to_match_regex": "{column} has its format",
    "expect_column_values_to_not_match_regex": "{column} has no forbidden form",
    "expect_column_values_to_be_in_set": "{column} is one of its codes",
    "expect_column_values_to_not_be_in_set": "{column} is none of the excluded codes",
    "expect_column_value_lengths_to_be_between": "{column} has its length",
    "expect_column_value_lengths_to_equal": "{column} has its length",
    "expect_column_values_to_be_of_type": "{column} is of its type",
    "expect_column_to_exist": "{column} is there",
    "expect_compound_columns_to_be_unique": "{columns} together are unique",
    "expect_table_columns_to_match_set": "the promised columns are there",
    "expect_column_pair_values_to_be_equal": "{column_A} equals {column_B}",
}


def described(kind: str, kwargs: dict[str, Any]) -> str:
    """A short English line for an expectation whose file gives no description.

    Args:
        kind: GX's name of the expectation.
        kwargs: as the file has them, shares of the last run included.
    """
    words = {**kwargs, "columns": ", ".join(map(str, kwargs.get("column_list") or []))}
    if kind == "expect_table_row_count_to_be_between":
        shares = {"min_value": "min_share_of_last", "max_value": "max_share_of_last"}
        given = {bound: percent(kwargs[share]) for bound, share in shares.items() if share in kwargs}
        return f"rows {_range(given)} of the last good run" if given else f"rows {_range(kwargs)}"
    if kind == "expect_column_values_to_be_between":
        return f"{kwargs.get('column')} {_range(kwargs)}"
    if kind == "expect_column_pair_values_a_to_be_greater_than_b":
        relation = "not before" if kwargs.get("or_equal") else "after"
        return f"{kwargs.get('column_A')} {relation} {kwargs.get('column_B')}"
    if kind in TEMPLATES:
        return TEMPLATES[kind].format_map(words)
    subject = f"{kwargs['column']}: " if "column" in kwargs else ""
    return subject + kind.removeprefix("expect_").replace("_", " ")


def _range(kwargs: dict[str, Any]) -> str:
    low, high = _bound(kwargs.get("min_value")), _bound(kwargs.get("max_value"))
    if low and high:
        return f"between {low} and {high}"
    return f"at least {low}" if low else f"at most {high}"


def _bound(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value.get("$PARAMETER", "")).replace("_", " ")
    return count(value) if isinstance(value, int) else str(value)


def count(number: int) -> str:
    """A count with its thousands apart: 812,004."""
    return f"{number:,}"


def percent(share: float) -> str:
    """A share as a percentage without needless zeros: 0.98 is `98 %`."""
    return f"{share * 100:.4f}".rstrip("0").rstrip(".") + " %"
