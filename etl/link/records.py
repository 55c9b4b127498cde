"""Both tables in the shape that the comparisons read: columns, how frequent their values are, block keys."""

from pathlib import Path

from etl.engine import Engine
from etl.errors import UsageFault
from etl.link.spec import Spec

SIDES = ("left", "right")
# A whole that nobody else bears is as rare as its parts together, but never rarer than one in a million: families and
# villages repeat their rare names.
RAREST = -20


def prepare(engine: Engine, spec: Spec, left: str, right: str) -> None:
    """Make `left_records` and `right_records` from two tables or views in sight.

    Each has `id` (a number within the side, of no meaning), the key as text in `record_key`, and the columns of the
    specification.

    Raises:
        UsageFault: a column that the specification names is missing, or a key stands on two records.
    """
    _prepare_side(engine, spec, "left", left)
    if right == left:  # duplicates within one table: it is cleaned once
        _view(engine, "right", "left_rows")
    else:
        _prepare_side(engine, spec, "right", right)


def _prepare_side(engine: Engine, spec: Spec, side: str, table: str) -> None:
    engine.execute(f"create or replace temp table {side}_rows as {_select(engine, spec, table)}")
    _view(engine, side, f"{side}_rows")
    ((rows, keys),) = engine.execute(f"select count(*), count(distinct hash(record_key)) from {side}_rows")
    if rows != keys:
        raise UsageFault(
            f"{spec.key} does not name the records", [f"{rows - keys:,} of {rows:,} rows repeat a key"]
        )


def _view(engine: Engine, side: str, rows: str) -> None:
    # The engine's own row numbers: a window would number millions of rows one by one.
    engine.execute(
        f"create or replace temp view {side}_records as select cast(rowid as integer) as id, * from {rows}"
    )


def once(within: bool) -> str:
    """SQL that lets every pair of `l` and `r` through, or, within one table, every two different records once."""
    return "l.record_key < r.record_key" if within else "true"


def _select(engine: Engine, spec: Spec, table: str) -> str:
    if spec.records is None:
        cleaned = table
        held = {row[0] for row in engine.execute(f"describe from {table}")}
        if missing := sorted(spec.columns - held):
            raise UsageFault(
                f"{len(missing)} column(s) of the specification are not in the table",
                missing,
                todo="Correct the specification, or give a `records` file that makes them.",
            )
    else:
        cleaned = f"({spec.records.read_text(encoding='utf-8')})"
    columns = ", ".join(sorted(spec.columns - {spec.key}))
    return f"""
        with input as (from {table})
        select cast({spec.key} as varchar) as record_key, {columns}
        from {cleaned}"""


def count_values(engine: Engine, spec: Spec) -> None:
    """Make `frequency_<column>` for every counted column: log2 of the share of records with a value, by its hash.

    The pair itself is left out of the count: it is what strangers' records would show. Counted apart for each value of
    `per`, and over all records where that is missing. A value never seen on others counts half a record; a whole
    (`of` gives its parts) never seen has no figure of its own.
    """
    for column, parts in spec.frequencies.of.items():
        rows = " union all ".join(
            f"select hash({column}) as value, {_per(spec, '')} as per_value from {side}_records"
            f" where {column} is not null"
            for side in SIDES
        )
        seen = "n > 2" if parts else "true"
        engine.execute(f"""
            create or replace temp table frequency_{column} as
            with counted as (select value, per_value, count(*) as n from ({rows}) group by all),
            held as (
                select value, per_value, n from counted where per_value <> ''
                union all
                select value, '', sum(n) from counted
                where value in (select value from counted where per_value = '')
                group by value
            ),
            totals as (
                select per_value, sum(n) as total from counted where per_value <> '' group by per_value
                union all
                select '', sum(n) from counted
            )
            select {_counted("held.value", "held.per_value")} as counted,
                cast(log2(greatest(held.n - 2, 0.5) / totals.total) as float) as bits
            from held inner join totals using (per_value)
            where {seen}""")


def _per(spec: Spec, alias: str) -> str:
    return f"coalesce(cast({alias}{spec.frequencies.per} as varchar), '')" if spec.frequencies.per else "''"


def _counted(value: str, per: str) -> str:
    """SQL for what is counted, a value's hash together with what it is counted per, as one number."""
    return f"hash({value}, {per})"


def open_side(engine: Engine, spec: Spec, side: str, blocks: list[str]) -> None:
    """Make `<side>_open`: id and record_key of the records that are not settled, with `block_<name>` (a hash; NULL
    where a column is missing) for the blocks given. Narrow, for it is joined once for each block."""
    at = SIDES.index(side)
    keys = "".join(f", {_hash(spec.blocks[name].sides()[at])} as block_{name}" for name in blocks)
    engine.execute(f"""
        create or replace temp table {side}_open as
        select p.id, p.record_key{keys} from {side}_records as p
        where p.id not in (select {side}_id from settled where {side}_id is not null)""")


def look_up_values(engine: Engine, spec: Spec) -> None:
    """Make `rarities`: for the open records of the left their id and `bits_<column>`, how rare their values are.

    One side is enough: a level weighs by what both agree on. Where the two differ in what is counted `per`, the left
    one holds.
    """
    per = _per(spec, "p.")
    joins, bits = [], []
    for column, parts in spec.frequencies.of.items():
        joins.append(
            f"left join frequency_{column} as f_{column} on f_{column}.counted = {_counted(f'hash(p.{column})', per)}"
        )
        together = " + ".join(f"coalesce(f_{part}.bits, 0)" for part in parts)
        whole = (
            f"greatest(coalesce(f_{column}.bits, {RAREST}), {together}, {RAREST})"
            if parts
            else f"f_{column}.bits"
        )
        bits.append(f", cast({whole} as float) as bits_{column}")
    engine.execute(f"""
        create or replace temp table rarities as
        select p.id{"".join(bits)} from left_records as p semi join left_open using (id) {" ".join(joins)}""")


def _hash(columns: list[str]) -> str:
    present = " and ".join(f"p.{column} is not null" for column in columns)
    return f"case when {present} then hash({', '.join(f'p.{column}' for column in columns)}) end"


def scan(file: Path) -> str:
    """The FROM clause that reads a table file; UsageFault where its kind is not known."""
    quoted = "'" + str(file).replace("'", "''") + "'"
    if file.suffix == ".parquet":
        return f"read_parquet({quoted})"
    if file.suffix in (".csv", ".tsv", ".gz"):
        return f"read_csv({quoted}, header = true, all_varchar = true)"
    raise UsageFault(f"{file.name} is neither Parquet nor CSV", todo="Give .parquet, .csv, .csv.gz or .tsv.")
