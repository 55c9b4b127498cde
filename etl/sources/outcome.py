"""What a delivery comes to: accepted rows, rejects and the account of its files, counted and kept."""

from dataclasses import asdict, fields
from pathlib import Path

import pyarrow as pa

from etl.engine import Engine
from etl.errors import CountsDiffer
from etl.sources.declaration import Source
from etl.sources.deliveries import LandedFile
from etl.sources.expressions import quoted


def live(files: list[LandedFile]) -> list[LandedFile]:
    """The files that were not refused."""
    return [landed for landed in files if landed.status == "landed"]


def write(engine: Engine, source: Source, period: str, files: list[LandedFile], scratch: Path) -> None:
    """Write accepted rows and rejects beside the lake, count them, and move them in.

    Reads landing_raw, landing_typed, landing_files and landing_doubles; fills in the files' counts.

    Raises:
        CountsDiffer: a file's rows are not those accepted and rejected; nothing is replaced.
    """
    for kind, select in (("landed", _accepted(source, period)), ("rejects", _rejected(source, period))):
        target = scratch / f"{kind}.parquet"
        engine.execute(f"copy ({select}) to {quoted(str(target))} (format parquet, compression zstd)")
        engine.view(f"landing_{kind}", target)
    _count(engine, files)
    _check(source, period, files)
    if live(files):
        for kind in ("rejects", "landed"):
            table = f"{kind}_{source.name}"
            with engine.lake.replace(table, period) as place:
                (scratch / f"{kind}.parquet").replace(place)
            engine.view(table, engine.lake.path(table, period))


def _accepted(source: Source, period: str) -> str:
    made = {"row_hash": "left(content, 16) as row_hash", "period": f"{quoted(period)} as period"}
    columns = ", ".join(made.get(name, name) for name in source.landed_columns())
    return f"""
        select {columns} from landing_typed join landing_files using (file_no)
        left join landing_doubles using (file_no, source_row)
        where failed is null and landing_doubles.file_no is null
        order by landing_typed.file_no, landing_typed.source_row"""


def _rejected(source: Source, period: str) -> str:
    cells = ", ".join(f"{column.name} := landing_raw.{column.name}" for column in source.columns)
    return f"""
        with bad as (
            select file_no, source_row, failed from landing_typed where failed is not null
            union all select file_no, source_row, 'duplicate_row:' from landing_doubles
        )
        select split_part(failed, ':', 1) as rule, nullif(split_part(failed, ':', 2), '') as column_name,
            source_file, bad.source_row, delivery_id, {quoted(period)} as period,
            cast(case when broken_text is null then to_json(struct_pack({cells}))
                else to_json(struct_pack(row := broken_text)) end as varchar) as raw_values
        from bad join landing_files using (file_no)
        join landing_raw on landing_raw.file_no = bad.file_no and landing_raw.source_row = bad.source_row
        order by bad.file_no, bad.source_row"""


def _count(engine: Engine, files: list[LandedFile]) -> None:
    """Fill in each file's counts from what was written, and refuse those that turned out to hold no data."""
    counted = engine.execute(
        """
        select file_no, coalesce(below, 0), coalesce(accepted, 0), coalesce(rejected, 0),
            coalesce(repaired, 0), coalesce(unread, 0)
        from landing_files
        left join (
            select landing_raw.file_no, count(*) as below
            from landing_raw join landing_files using (file_no)
            where source_row > last_row group by landing_raw.file_no
        ) using (file_no)
        left join (select source_file, count(*) as rejected from landing_rejects group by source_file)
            using (source_file)
        left join (
            select source_file, count(*) as accepted, sum(len(string_split(repairs, ','))) as repaired,
                sum(len(string_split(unreadable, ','))) as unread
            from landing_landed group by source_file
        ) using (source_file)"""
    )
    by_number = {landed.number: landed for landed in files}
    for number, trailing, accepted, rejected, repaired, unread in counted:
        landed = by_number[number]
        landed.trailing_rows, landed.rows_in = trailing, landed.rows_in - trailing
        landed.rows_accepted, landed.rows_rejected = accepted, rejected
        landed.repaired_values, landed.unreadable_values = int(repaired), int(unread)
        if landed.rows_in == 0:
            landed.status = "refused"
            landed.message = (
                f"FileRefused: {landed.source_file} holds a header and {trailing} footers, but no rows"
            )


def _check(source: Source, period: str, files: list[LandedFile]) -> None:
    wrong = [one for one in files if one.rows_in != one.rows_accepted + one.rows_rejected]
    if wrong:
        raise CountsDiffer(
            f"{source.name} {period}: rows are lost or doubled in {len(wrong)} of {len(files)} files",
            [f"{f.source_file}: {f.rows_in} in, {f.rows_accepted} + {f.rows_rejected} out" for f in wrong],
            "The last tables of the period are still in the lake.",
            "This is a fault of the program: report it with this message.",
        )


def write_deliveries(engine: Engine, source: Source, period: str, files: list[LandedFile]) -> None:
    """Write the account of the files, refused ones too, as `deliveries_<source>` of the period.

    Where all were refused, the rows that were landed before stay, and so do the lines of the files that brought them.
    """
    table = f"deliveries_{source.name}"
    columns = {
        each.name: pa.string() if each.type in (str, "str") else pa.int64() for each in fields(LandedFile)
    }
    del columns["number"]
    rows = pa.Table.from_pylist([asdict(landed) for landed in files], pa.schema(columns.items()))
    engine.connection.register("landing_told", rows)
    told = "from landing_told"
    if not live(files) and engine.lake.has(table, period):
        account = quoted(str(engine.lake.path(table, period)))
        told += f" union all by name from read_parquet({account}) where status = 'landed'"
    engine.write(table, period, f"select * from ({told}) order by source_file, status, delivery_id")
    engine.connection.unregister("landing_told")
