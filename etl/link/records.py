"""Both tables in the shape that the comparisons read: columns, who is still open, how frequent values are."""

from collections.abc import Collection
from pathlib import Path

from etl.engine import Engine, quoted
from etl.errors import UsageFault
from etl.link.spec import Spec

SIDES = ("left", "right")
# A whole that nobody else bears is as rare as its parts together, but never rarer than one in a million: families and
# villages repeat their rare names.
RAREST = -20


def prepare(engine: Engine, spec: Spec, left: str, right: str) -> None:
    """Make `left_records` and `right_records` from two tables or views in sight.

    Each has `id` (a number within the side, of no meaning), the key as text in `record_key`, and the columns of the
    specification; of texts that are never read, only matched, the hash.

    Raises:
        UsageFault: a column that the specification names is missing, or a record has no key or another's.
    """
    tables = dict(zip(SIDES, (left, right), strict=True))
    selects = [_select(engine, spec, side, table) for side, table in tables.items()]
    texts = _texts(engine, *selects) & spec.matched
    _prepare_side(engine, spec, "left", _hashed(selects[0], texts))
    if right == left:  # duplicates within one table: it is cleaned once
        _view(engine, "right", "left_rows")
    else:
        _prepare_side(engine, spec, "right", _hashed(selects[1], texts))


def _texts(engine: Engine, *selects: str) -> set[str]:
    """Columns that are texts in all of these; hashes of anything else may not be compared as the values would be."""
    described = (engine.execute(f"describe {select}") for select in selects)
    return set.intersection(*({row[0] for row in rows if row[1] == "VARCHAR"} for rows in described))


def _hashed(select: str, columns: set[str]) -> str:
    """The SELECT with the hashes of some columns instead of their texts: half as much to hold and to fetch."""
    hashes = ", ".join(f"{_hash(c)} as {c}" for c in sorted(columns))
    return f"select * replace ({hashes}) from ({select})" if columns else select


def _prepare_side(engine: Engine, spec: Spec, side: str, select: str) -> None:
    engine.execute(f"create or replace temp table {side}_rows as {select}")
    _view(engine, side, f"{side}_rows")
    # Two statements: in one the engine holds the rows twice.
    rows, named, keys = (
        engine.execute(f"select count({counted}) from {side}_rows")[0][0]
        for counted in ("*", "record_key", f"distinct {_hash('record_key')}")
    )
    if faults := [
        f"{count:,} of {rows:,} rows {fault}"
        for count, fault in ((rows - named, "have none"), (named - keys, "repeat another's"))
        if count
    ]:
        raise UsageFault(f"{spec.key} does not name the records of the {side} table", faults)


def _view(engine: Engine, side: str, rows: str) -> None:
    # The engine's own row numbers: a window would number millions of rows one by one.
    engine.execute(
        f"create or replace temp view {side}_records as select cast(rowid as integer) as id, * from {rows}"
    )


def once(within: bool) -> str:
    """SQL that lets every pair of `l` and `r` through, or, within one table, every two different records once."""
    return "l.record_key < r.record_key" if within else "true"


def _select(engine: Engine, spec: Spec, side: str, table: str) -> str:
    if spec.records is None:
        cleaned = table
        held = {row[0] for row in engine.execute(f"describe from {table}")}
        if missing := sorted(spec.columns - held):
            raise UsageFault(
                f"{len(missing)} column(s) of the specification are not in the {side} table",
                missing,
                todo="Correct the specification, or give a `records` file that makes them.",
            )
    else:
        cleaned = f"({spec.records.read_text(encoding='utf-8')})"
    columns = ", ".join(sorted(spec.columns - {spec.key}))
    # Not held: reading a few columns of the file again is quicker than holding all of them.
    return f"""
        with input as not materialized (from {table})
        select cast({spec.key} as varchar) as record_key, {columns}
        from {cleaned}"""


def open_side(engine: Engine, side: str, columns: Collection[str], texts: Collection[str] = ()) -> None:
    """Make `<side>_open`: the records that are not settled, with id, record_key and the columns given, texts as hashes
    but for those named. Narrow, for it is joined once for each block."""
    hashed = _texts(engine, *(f"from {each}_records" for each in SIDES)).difference(texts)
    kept = [f"{_hash(f'p.{c}')} as {c}" if c in hashed else f"p.{c}" for c in sorted(columns)]
    engine.execute(f"""
        create or replace temp table {side}_open as
        select {", ".join(["p.id", "p.record_key", *kept])} from {side}_records as p where {_is_open(side)}""")


def close_settled(engine: Engine, side: str) -> None:
    """Take the settled records out of `<side>_open`."""
    engine.execute(f"""
        create or replace temp table {side}_open as select p.* from {side}_open as p where {_is_open(side)}""")


def _is_open(side: str) -> str:
    return f"p.id not in (select {side}_id from settled where {side}_id is not null)"


def look_up_values(engine: Engine, spec: Spec) -> None:
    """Give `left_open` its `bits_<column>`: how rare the values of the counted columns are, log2 of the share of open
    records with the value.

    One side is enough: a level weighs by what both agree on. Where the two differ in what is counted `per`, the left
    one holds. The pair itself is left out of the count: it is what strangers' records would show. Counted apart for
    each value of `per`, and over all records where that is missing. A value never seen on others counts half a record;
    a whole (`of` gives its parts) never seen is as rare as its parts together.
    """
    if not spec.frequencies.of:
        return
    _count_rows(engine, spec)
    bits, joins = [], []
    for column, parts in spec.frequencies.of.items():
        _count_values(engine, spec, column)
        joins.append(f"""
            left join frequent_{column} as f_{column}
                on f_{column}.per_value = {_per(spec)} and f_{column}.value = p.{column}""")
        together = " + ".join(f"coalesce({_share(part)}, 0)" for part in parts)
        whole = f"greatest(coalesce(f_{column}.bits, {RAREST}), {together}, {RAREST})"
        bits.append(f", cast({whole if parts else _share(column)} as float) as bits_{column}")
    engine.execute(f"""
        create or replace temp table left_open as
        select p.*{"".join(bits)} from left_open as p left join totals on totals.per_value = {_per(spec)}
        {" ".join(joins)}""")
    for column in spec.frequencies.of:
        engine.execute(f"drop table frequent_{column}")


def _share(column: str) -> str:
    """SQL for the bits of a value by itself."""
    return f"case when p.{column} is not null then coalesce(f_{column}.bits, totals.alone_{column}) end"


def _per(spec: Spec) -> str:
    """SQL for what values are counted apart for; 0 where that is missing."""
    per = spec.frequencies.per
    return f"case when p.{per} is not null then hash(p.{per}) else 0 end" if per else "0"


def _count_rows(engine: Engine, spec: Spec) -> None:
    """Make `totals`: per_value, how many open records hold each column (`n_…`), and the bits of a value that nobody but
    one pair holds (`alone_…`)."""
    columns = spec.frequencies.of
    held = ", ".join(f"count(p.{column}) as n_{column}" for column in columns)
    summed = ", ".join(f"cast(sum(n_{column}) as bigint) as n_{column}" for column in columns)
    bits = ", ".join(f"cast(log2(0.5 / n_{column}) as float) as alone_{column}" for column in columns)
    rows = " union all ".join(
        f"select {_per(spec)} as per_value, {held} from {side}_open as p group by all" for side in SIDES
    )
    engine.execute(f"""
        create or replace temp table totals as
        with counted as (from ({rows})),
        together as (
            select cast(per_value as ubigint) as per_value, {summed} from counted where per_value <> 0 group by all
            union all
            select cast(0 as ubigint), {summed} from counted
        )
        select *, {bits} from together""")


def _count_values(engine: Engine, spec: Spec, column: str) -> None:
    """Make `frequent_<column>`: per_value, value and bits of the values that more than a pair of open records hold.
    Most homes and telephones are nobody else's."""
    rows = " union all ".join(
        f"select p.{column} as value, {_per(spec)} as per_value from {side}_open as p where p.{column} is not null"
        for side in SIDES
    )
    engine.execute(f"""
        create or replace temp table frequent_{column} as
        with counted as materialized (
            select cast(per_value as ubigint) as per_value, value, count(*) as n from ({rows}) group by all
        ),
        held as (
            from counted where per_value <> 0
            union all
            select cast(0 as ubigint), value, cast(sum(n) as bigint) from counted
            where value in (select value from counted where per_value = 0)
            group by value
        )
        select per_value, value, cast(log2((n - 2) / n_{column}) as float) as bits
        from held inner join totals using (per_value)
        where n > 2""")


def _hash(column: str) -> str:
    return f"case when {column} is not null then hash({column}) end"


def scan(file: Path) -> str:
    """The FROM clause that reads a table file; UsageFault where it is not there, or its kind is not known."""
    if file.suffix not in (".parquet", ".csv", ".tsv", ".gz"):
        raise UsageFault(
            f"{file.name} is neither Parquet nor CSV", todo="Give .parquet, .csv, .csv.gz or .tsv."
        )
    if not file.is_file():
        raise UsageFault(f"{file} is not there", todo="Give a table file.")
    if file.suffix == ".parquet":
        return f"read_parquet({quoted(file)})"
    return f"read_csv({quoted(file)}, header = true, all_varchar = true)"
