"""The selects that turn a delivery's raw text into typed rows, written from the source's declaration.

A column with few different values is read once per value and joined back; the others are read in place. Both
ways use the same expressions, so they give the same rows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from etl.sources.declaration import PROVENANCE, Column, Source
from etl.sources.expressions import failed, is_nothing, is_repaired, is_unreadable, quoted, reading


@dataclass(frozen=True)
class Selects:
    """How one delivery is read.

    Attributes:
        period: of the delivery; personal ids are held against its year.
        decoded: column → font → condition (on file_no and the cell) under which the cell is decoded.
        mapped: columns that are read once per different value.
    """

    source: Source
    period: str
    decoded: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mapped: Collection[str] = ()

    @property
    def year(self) -> int:
        return int(self.period[:4])

    @property
    def fonts(self) -> set[str]:
        """Old fonts met in any column: coded words are tried in them."""
        return {font for fonts in self.decoded.values() for font in fonts}

    def text(self) -> str:
        """The raw rows with old fonts decoded; what was delivered stays beside as `raw_<column>`."""
        columns = []
        for name in (column.name for column in self.source.columns):
            fonts = self.decoded.get(name, {})
            cases = [
                f"when {condition} then decode_{font}({name})" for font, condition in sorted(fonts.items())
            ]
            columns += (
                [f"case {' '.join(cases)} else {name} end as {name}", f"{name} as raw_{name}"]
                if cases
                else [name]
            )
        return f"select file_no, source_row, broken_rule, broken_text, {', '.join(columns)} from landing_raw"

    def map_of(self, name: str) -> str:
        """Every different text of a column and what it is read as: x, value, precision, the two flags."""
        column = self.source.column(name)
        precision = f", case when value is not null then date_precision(x) end as {column.precision}"
        return f"""
            select x, value{precision if column.precision else ""},
                {is_repaired(column, "value", "x")} as is_repaired,
                {is_unreadable("value", "x")} as is_unreadable
            from (select x, {reading(column, "x", self.year, self.fonts)} as value from (
                select distinct {name} as x from landing_text where {name} <> ''))"""

    def typed(self) -> str:
        """One row per raw row up to its file's last row of data: place, hash, columns, what is wrong.

        Columns: file_no, source_row, content, failed (`rule:column`), the landed ones, repairs, unreadable.
        Reads landing_text, landing_files and landing_map_<column> of every mapped column.
        """
        read = [self._read(column) for column in self.source.columns]
        raw = [f"coalesce({self._raw(column.name)}, '')" for column in self.source.columns]
        joins = [
            f"left join landing_map_{name} on landing_map_{name}.x = landing_text.{name}"
            for name in self.mapped
        ]
        kept = [name for name in self.source.landed_columns() if name not in PROVENANCE]
        return f"""
            with typed as (
                select landing_text.file_no, landing_text.source_row, broken_rule, is_replaced,
                    {quoted(self.period)} as period, md5(concat_ws(chr(31), {", ".join(raw)})) as content,
                    {", ".join(value for values, _ in read for value in values)}
                from landing_text join landing_files on landing_files.file_no = landing_text.file_no
                {" ".join(joins)}
                where landing_text.source_row <= landing_files.last_row
            ),
            flagged as (select *, {", ".join(flag for _, flags in read for flag in flags)} from typed)
            select file_no, source_row, content, {failed(self.source)} as failed, {", ".join(kept)},
                {self._named("repaired")} as repairs, {self._named("unreadable")} as unreadable
            from flagged"""

    def _raw(self, name: str) -> str:
        return f"raw_{name}" if name in self.decoded else f"landing_text.{name}"

    def _read(self, column: Column) -> tuple[list[str], list[str]]:
        """What the typed select takes for a column, and its two flags, repaired and unreadable."""
        name = column.name
        values, repaired, unread = self._mapped(column) if name in self.mapped else self._in_place(column)
        if name in self.decoded:
            values.append(f"landing_text.{name} is distinct from raw_{name} as is_decoded_{name}")
            repaired = f"({repaired} or is_decoded_{name})"
        return values, [f"{repaired} as repaired_{name}", f"{unread} as unreadable_{name}"]

    def _mapped(self, column: Column) -> tuple[list[str], str, str]:
        name, table = column.name, f"landing_map_{column.name}"
        values = [f"{table}.value as {name}", f"{table}.is_repaired as is_repaired_{name}"]
        values += [f"{table}.is_unreadable as is_unreadable_{name}"]
        values += [f"{table}.{column.precision}"] if column.precision else []
        return values, f"coalesce(is_repaired_{name}, false)", f"coalesce(is_unreadable_{name}, false)"

    def _in_place(self, column: Column) -> tuple[list[str], str, str]:
        name, x = column.name, f"landing_text.{column.name}"
        values = [f"{reading(column, x, self.year, self.fonts)} as {name}", f"{x} as x_{name}"]
        if column.precision:
            values.append(f"case when not {is_nothing(x)} then date_precision({x}) end as {column.precision}")
        return values, is_repaired(column, name, f"x_{name}"), is_unreadable(name, f"x_{name}")

    def _named(self, flag: str) -> str:
        """Names of the columns whose flag is up, joined by commas; NULL where none is."""
        names = [
            f"case when {flag}_{column.name} then {quoted(column.name)} end" for column in self.source.columns
        ]
        return f"nullif(concat_ws(',', {', '.join(names)}), '')"
