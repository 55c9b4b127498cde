"""Small delivery files in every format, made in the tests. Everybody in them is invented."""

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import xlwt

from etl.errors import FileRefused
from etl.sources.declaration import Source, load
from etl.sources.readers import open_table
from etl.sources.readers.base import Incoming

RESIDENT = {
    "personal_id": "040095000001",
    "full_name": "Nguyễn Văn Thử",
    "birth_date": "05/03/1995",
    "sex": "Nam",
    "permanent_commune_code": "17776",
    "commune_vintage": "2025-07-01",
    "status": "living",
}
PAYER = "0100233488"
SENTINEL = "KHONGDUOCLORA"
"""A value put into cells: it may stand in no message."""


def residents(number: int, **changed: Any) -> list[dict[str, Any]]:
    """Rows of residents with personal ids 040095000001, 040095000002 …"""
    return [RESIDENT | {"personal_id": f"040095{at:06d}"} | changed for at in range(1, number + 1)]


def table(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """Header and rows as lists; the header has every key of any row."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([row.get(name) for name in names] for row in rows)]


def delimited(lines: Sequence[Sequence[Any]], delimiter: str = ",", end: str = "\n") -> str:
    """Lines as delimited text, quoted where they must be."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in delimiter + '"\n\r') else text

    return "".join(delimiter.join(map(cell, line)) + end for line in lines)


def csv_bytes(rows: Sequence[dict[str, Any]], encoding: str = "utf-8", **dialect: str) -> bytes:
    return delimited(table(rows), **dialect).encode(encoding)


def gz(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def xlsx(
    *sheets: Sequence[Sequence[Any]], names: Sequence[str] = (), formats: dict[int, str] | None = None
) -> bytes:
    """A workbook; `formats` gives columns a number format."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as book:
        made = {column: book.add_format({"num_format": code}) for column, code in (formats or {}).items()}
        for at, lines in enumerate(sheets):
            page = book.add_worksheet(names[at] if names else None)
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    if value is not None:
                        page.write(row, column, value, made.get(column))
    return packed.getvalue()


def xls(lines: Sequence[Sequence[Any]], formats: dict[int, str] | None = None) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            code = (formats or {}).get(column)
            style = xlwt.easyxf(num_format_str=code) if code else xlwt.Style.default_style
            if value is not None:
                page.write(row, column, value, style)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def parquet(columns: dict[str, pa.Array | list[Any]]) -> bytes:
    packed = io.BytesIO()
    pq.write_table(pa.table(columns), packed)
    return packed.getvalue()


def jsonl(rows: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def payee(**tags: str) -> dict[str, str]:
    """A payee element of annex 05-1 by its tags."""
    return {
        "ct07": "Trần Thị Thử",
        "ct08": "040195000002",
        "ct12": "120000000",
        "ct19": "0",
        "ct22": "0",
    } | tags


def form(
    first: Sequence[dict[str, str]] = (),
    second: Sequence[dict[str, str]] = (),
    *,
    code: str = "953",
    payer: str = PAYER,
    year: str = "2025",
    attempt: str = "0",
    before: str = "",
) -> bytes:
    """Form 05/QTT-TNCN with rows of annexes 05-1 and 05-2, and a dependant that must be passed over."""

    def rows(tag: str, payees: Sequence[dict[str, str]]) -> str:
        made = ["".join(f"<{name}>{value}</{name}>" for name, value in payee.items()) for payee in payees]
        return (
            f"<{tag}>"
            + "".join(f"<BKeCTietCNhan>{row}</BKeCTietCNhan>" for row in made)
            + f"<ct28>9</ct28></{tag}>"
        )

    dependants = "<PLuc_05_3_BK_QTT><BKeTTinNPT><ct07>Lê Văn Con</ct07></BKeTTinNPT></PLuc_05_3_BK_QTT>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<HSoThueDTu xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue">'
        f"<HSoKhaiThue><TTinChung><TTinTKhaiThue><TKhaiThue><maTKhai>{code}</maTKhai><loaiTKhai>C</loaiTKhai>"
        f"<soLan>{attempt}</soLan><KyKKhaiThue><kieuKy>Y</kieuKy><kyKKhai>{year}</kyKKhai></KyKKhaiThue></TKhaiThue>"
        f"<NNT><mst>{payer}</mst><tenNNT>Công ty Thử</tenNNT></NNT></TTinTKhaiThue></TTinChung>"
        f"<CTieuTKhaiChinh><ct07>x</ct07></CTieuTKhaiChinh><PLuc>{rows('PLuc_05_1_BK_QTT', first)}"
        f"{rows('PLuc_05_2_BK_QTT', second)}{dependants}</PLuc></HSoKhaiThue></HSoThueDTu>"
    ).encode()


def incoming(
    file: Path, source: str | Source = "residents", period: str = "2026-09", **environment: str
) -> Incoming:
    """A file as the readers get it, with a scratch folder beside it."""
    scratch = file.parent / ".scratch"
    scratch.mkdir(exist_ok=True)
    declared = load(source) if isinstance(source, str) else source
    return Incoming(file, f"{declared.name}/{period}/{file.name}", declared, period, scratch, environment)


def write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    return file


def read(
    file: Path, source: str | Source = "residents", period: str = "2026-09", **environment: str
) -> list[dict[str, Any]]:
    """Rows that a reader gives, in order of their place, columns without a value left out."""
    opened = open_table(incoming(file, source, period, **environment))
    rows = [row for batch in opened.batches for row in batch.to_pylist()]
    found = [{name: value for name, value in row.items() if value not in (None, "")} for row in rows]
    return sorted(found, key=lambda row: row["source_row"])


def refusal(
    file: Path, source: str | Source = "residents", period: str = "2026-09", **environment: str
) -> str:
    """What the operator is told when the file is refused."""
    with pytest.raises(FileRefused) as caught:
        read(file, source, period, **environment)
    return str(caught.value)
