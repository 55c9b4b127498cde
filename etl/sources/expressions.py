"""The SQL expressions that read one cell as its column's type and say what is wrong with it."""

from collections.abc import Collection

from etl.sources.declaration import Column, Source
from etl.sources.kinds import NOTHING

CODED_ENTRY = r"regexp_replace({x}, '\.0+$', '')"


def quoted(text: str) -> str:
    """A text of our own declarations as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def is_nothing(x: str) -> str:
    """Whether a cell is empty or holds only a sign for it."""
    return f"({x} is null or {x} = '' or regexp_full_match({x}, {quoted(NOTHING)}))"


def reading(column: Column, x: str, year: int, fonts: Collection[str] = ()) -> str:
    """The expression that reads a cell's text `x` as the column's type; NULL where empty or unreadable.

    Args:
        fonts: encodings (tcvn3, vni, mojibake) found in the delivery; a coded word that is unknown as it
            stands is tried in these, for a short word does not tell its font.
    """
    kind = column.kind
    spelled = [x, *(f"decode_{font}({x})" for font in sorted(fonts))] if kind.family == "coded" else [x]
    read = [_read(column, each, year) for each in spelled]
    value = read[0] if len(read) == 1 else f"coalesce({', '.join(read)})"
    return f"case when {is_nothing(x)} then null else {value} end"


def _read(column: Column, x: str, year: int) -> str:
    if column.type == "code":
        return _one_code(column, CODED_ENTRY.format(x=x))
    if column.type == "codes":
        return _several_codes(column, x)
    return column.kind.expression.format(x=x, year=year, convention=column.convention)


def _one_code(column: Column, x: str) -> str:
    cases = [
        f"when fold({quoted(spelling)}) then {quoted(code)}"
        for code, spellings in column.codes.items()
        for spelling in (code, *spellings)
    ]
    return f"case fold({x}) {' '.join(cases)} end"


def _several_codes(column: Column, x: str) -> str:
    words = f"string_split(fold({x}), ' ')"
    spelled = {
        code: "[" + ", ".join(f"fold({quoted(each)})" for each in (code, *more)) + "]"
        for code, more in column.codes.items()
    }
    known = (
        f"list_concat({', '.join(spelled.values())})" if len(spelled) > 1 else next(iter(spelled.values()))
    )
    found = [
        f"case when list_has_any({words}, {names}) then {quoted(code)} end" for code, names in spelled.items()
    ]
    return f"case when list_has_all({known}, {words}) then concat_ws('+', {', '.join(found)}) end"


def is_repaired(column: Column, value: str, x: str) -> str:
    """Whether reading changed what was written: text beyond trimming, an identifier by zeros put back."""
    if column.kind.family == "text":
        return f"coalesce({value} <> trim({x}), false)"
    if column.kind.family == "identifier":
        longer = f"length(replace({value}, '-', '')) > length(replace(digits_of({x}), '-', ''))"
        return f"coalesce(case when {value} <> {x} then {longer} end, false)"
    return "false"


def is_unreadable(value: str, x: str) -> str:
    """Whether a cell says something that its type cannot be read from."""
    return f"({value} is null and not {is_nothing(x)})"


def failed(source: Source) -> str:
    """The first rule that a typed row breaks, as `rule:column`; NULL where it breaks none."""
    missing = [
        _case(f"{c.name} is null and not unreadable_{c.name}", "required_missing", c)
        for c in _required(source)
    ]
    unread = [
        _case(f"unreadable_{c.name}", _unread_rule(c), c) for c in source.columns if c.rejects_unreadable
    ]
    rules = [
        _case(f"({rule.reject_when})", rule.name, source.column(rule.column) if rule.column else None)
        for rule in source.row_rules
    ]
    first = ["broken_rule || ':'", "case when is_replaced then 'superseded_file:' end"]
    return f"coalesce({', '.join(first + missing + unread + rules)})"


def _required(source: Source) -> list[Column]:
    return [column for column in source.columns if column.required]


def _unread_rule(column: Column) -> str:
    return "unknown_code" if column.codes else "unreadable"


def _case(condition: str, rule: str, column: Column | None) -> str:
    broken = quoted(f"{rule}:{column.name if column else ''}")
    return f"case when {condition} then {broken} end"
