"""Reads a landing folder with other libraries than the ones that wrote it, row by row with its place."""

import csv
import gzip
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import xlrd
from lxml import etree

PEOPLE, PERIOD, DIRT = 4000, "2026-09", 2.0  # of the dirty sample that the tests share
TAGS = {"ct07": "payee_name", "ct08": "payee_tax_code", "ct09": "id_document_number", "ct19": "deducted"}
Row = tuple[int, dict[str, str | None]]


def delimited(body: bytes) -> Iterator[Row]:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = body.decode("utf-16")
    else:
        try:
            content = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            content = body.decode("cp1258")
    delimiter = max(";\t,", key=content.split("\n", 1)[0].count)
    table = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    header = [unicodedata.normalize("NFC", name) for name in next(table)]
    for number, cells in enumerate(table, 2):
        yield number, dict(zip(header, cells, strict=True))


def sheet_rows(table: list[list[object]]) -> Iterator[Row]:
    """The first row with more than half its cells filled is the header; gaps in it are filled from above."""
    first = next(
        at for at, row in enumerate(table) if sum(cell not in (None, "") for cell in row) > len(row) / 2
    )
    above = table[first - 1] if first else table[first]
    header = [str(low or high) for low, high in zip(table[first], above, strict=True)]
    if all(re.fullmatch("[a-z_]+", str(cell)) for cell in table[first + 1]):  # technical names, hidden
        first += 1
    for number, cells in enumerate(table[first + 1 :], first + 2):
        yield (
            number,
            {name: None if c in (None, "") else str(c) for name, c in zip(header, cells, strict=True)},
        )


def form(path: Path) -> Iterator[Row]:
    payees = [
        node for node in etree.parse(str(path)).iter() if etree.QName(node).localname == "BKeCTietCNhan"
    ]
    for number, payee in enumerate(payees, 1):
        cells = {etree.QName(node).localname: node.text for node in payee}
        annex = "05-1" if "05_1" in payee.getparent().tag else "05-2"
        yield number, {**{name: cells.get(tag) for tag, name in TAGS.items()}, "annex": annex}


def rows(path: Path) -> Iterator[Row]:
    """Every data row of a delivered file: its place as the landing counts it, and its cells by header."""
    match path.suffix:
        case ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from delimited(archive.read(archive.namelist()[0]))
        case ".gz":
            yield from delimited(gzip.decompress(path.read_bytes()))
        case ".csv" | ".tsv":
            yield from delimited(path.read_bytes())
        case ".jsonl":
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], 1):
                yield number, json.loads(line)
        case ".parquet":
            yield from enumerate(pq.read_table(path).to_pylist(), 1)
        case ".xls":
            page = xlrd.open_workbook(path).sheet_by_index(0)
            yield from sheet_rows([page.row_values(at) for at in range(page.nrows)])
        case ".xlsx":
            book = openpyxl.load_workbook(path)
            yield from sheet_rows([list(row) for row in book.worksheets[0].iter_rows(values_only=True)])
        case ".xml":
            yield from form(path)
        case _:
            raise AssertionError(f"a file of no known format: {path.suffix}")
