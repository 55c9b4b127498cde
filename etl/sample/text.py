"""Text in bulk: Arrow string arrays put together, padded, changed where a mask says so."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def array(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def pick(values: Sequence[str | None] | pa.Array, at: npt.NDArray[np.integer]) -> pa.Array:
    """Each position's text; a negative position gives NULL."""
    pool = values if isinstance(values, pa.Array) else array(values)
    return pool.take(pa.array(at, mask=at < 0))


def join(parts: Sequence[pa.Array | str], between: str = "") -> pa.Array:
    """Parts of each row with `between` between them; NULL where any part is NULL."""
    return pc.binary_join_element_wise(*parts, between)


def numbers(values: npt.NDArray[np.integer], width: int = 0, empty: int | None = None) -> pa.Array:
    """Whole numbers as text, zeros in front up to `width`; NULL where the number is `empty`."""
    mask = values == empty if empty is not None else None
    text = pc.cast(pa.array(values, mask=mask), pa.string())
    return pc.utf8_lpad(text, width, padding="0") if width else text


def where(mask: Bools, yes: pa.Array | str | None, no: pa.Array | str | None) -> pa.Array:
    chosen = [
        pa.scalar(part, pa.string()) if part is None or isinstance(part, str) else part for part in (yes, no)
    ]
    return pc.if_else(pa.array(mask), *chosen)


def change(
    column: pa.Array, mask: Bools, damage: Callable[[pa.Array], pa.Array | list[str | None]]
) -> pa.Array:
    """The column with the chosen rows passed through `damage`; NULL cells of them stay NULL."""
    chosen = mask & pc.is_valid(column).to_numpy(zero_copy_only=False)
    if not chosen.any():
        return column
    changed = damage(column.filter(pa.array(chosen)))
    replacement = changed if isinstance(changed, pa.Array) else array(changed)
    return pc.replace_with_mask(column, pa.array(chosen), replacement)


def blank(column: pa.Array, mask: Bools) -> pa.Array:
    """The column with the chosen cells empty."""
    return where(mask, None, column)


def each(function: Callable[[str], str]) -> Callable[[pa.Array], list[str | None]]:
    """A damage that calls `function` on every cell, for small shares only."""
    return lambda column: [function(value) for value in column.to_pylist()]


def strip_marks(column: pa.Array) -> pa.Array:
    """The text without Vietnamese diacritics, đ as d."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(column, "NFD"), r"\p{M}", "")
    return pc.replace_substring(pc.replace_substring(bare, "đ", "d"), "Đ", "D")
