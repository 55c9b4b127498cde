"""Where a table's data ends: totals, signatures and remarks below are counted apart (DOMAIN §5.5)."""

from etl.engine import Engine
from etl.sources.declaration import Source
from etl.sources.expressions import quoted

SHEETS = ("csv", "xlsx", "xls")
FOOTER = (
    "(tong|cong|tong cong|tong so( .*)?|(nguoi|can bo) (lap|ky|nop)( .*)?|(.* )?ngay( [0-9]*)? thang.*"
    "|thu truong.*|ke toan.*|giam doc.*|chu tich.*|ky( .*)?|ghi chu.*|noi nhan.*|xac nhan.*)"
)
"""What stands in a footer's first naming cell, folded."""
END_ROWS = 1_000


def find_last_rows(engine: Engine, source: Source) -> None:
    """Add `last_row` to landing_files: each file's last row of data, 0 where it has none.

    A row of a sheet is a footer if nothing below it is data and, of the required columns that can name
    something (amounts and dates cannot), none is filled, or the first filled one has a footer's word, or it
    is the row's only cell and has no digit (a signature). Only the end of a file is looked at, unless that is
    all footer. Reads landing_text and landing_files (file_no, has_footer).
    """
    engine.execute(
        """create or replace temp table landing_ends as
        select file_no, max(source_row) as end_row, 0 as last_row from landing_raw group by file_no"""
    )
    for window in (END_ROWS, 1 << 40):
        engine.execute(f"create or replace temp table landing_ends as {_last_rows(source, window)}")
    engine.execute(
        """create or replace temp table landing_files as
        select landing_files.*, last_row from landing_files join landing_ends using (file_no)"""
    )


def _last_rows(source: Source, window: int) -> str:
    """landing_ends with the last row of data, sought in each file's last rows where it is not known yet."""
    return f"""
        with ends as (
            select file_no, end_row, if(has_footer, last_row, end_row) as last_row
            from landing_ends join landing_files using (file_no)
        ),
        data as (
            select file_no, max(source_row) filter (where not ({_is_footer(source)})) as data_row
            from landing_text join ends using (file_no)
            where last_row = 0 and source_row > end_row - {window} group by file_no
        )
        select file_no, end_row, greatest(last_row, coalesce(data_row, 0)) as last_row
        from ends left join data using (file_no)"""


def _naming(source: Source) -> list[str]:
    return [c.name for c in source.columns if c.required and c.kind.family != "value"]


def _filled(names: list[str]) -> str:
    return "(" + " + ".join(f"case when trim({name}) <> '' then 1 else 0 end" for name in names) + ")"


def _is_footer(source: Source) -> str:
    filled = ", ".join(f"nullif(trim({name}), '')" for name in _naming(source))
    first = f"coalesce({filled})"
    alone = (
        f"{_filled([column.name for column in source.columns])} = 1 and not regexp_matches({first}, '[0-9]')"
    )
    words = f"coalesce(regexp_full_match(fold({first}), {quoted(FOOTER)}), false)"
    return f"broken_text is null and ({first} is null or ({alone}) or {words})"
