"""Any text goes out and comes back the same, in every format, and is a formula in none."""

import csv
import json
import re
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import settings as project
from etl.engine import Engine
from etl.lake import Lake
from etl.publish.columns import Column, Heading
from etl.publish.files import write_data_files
from etl.publish.workbook import Contents, write_workbook

ONE = Heading("Tên", "Names", "One row per name.", (Column("name", "Tên", "a text"),))
MANIFEST = {"release_id": "2026-09-0123456789ab", "period": "2026-09", "sources": {}}
LEFT_OUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

sly = st.sampled_from(
    ["=", "+", "-", "@", "'", "\t", "\r", "\n", '"', ",", "\\", "_x0041_", "&amp;", "<f>", "đ"]
)
texts = st.lists(
    st.one_of(st.text(), st.lists(st.one_of(sly, st.text(max_size=2)), max_size=6).map("".join)), max_size=8
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SQL", "REFERENCE"):
            patch.setattr(project, name, tmp_path_factory.mktemp("none"))
        with Engine(Lake(tmp_path_factory.mktemp("lake"))) as opened:
            yield opened


@settings(max_examples=40, deadline=None)
@given(texts)
def test_any_text_comes_back(engine, given_texts):
    expected = [LEFT_OUT.sub("", text) for text in given_texts]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        engine.execute("create or replace table given as select unnest($t::varchar[]) as name", t=given_texts)
        engine.execute(f"copy given to '{folder / 'source.parquet'}' (format parquet)")
        files = write_data_files(engine, "out_x", ONE, folder / "source.parquet", folder)
        summary = {"rows": len(given_texts), "grades": {}}
        write_workbook(engine, Contents(ONE, files["parquet"], summary, MANIFEST), folder / "x.xlsx")
        assert read_csv(files["csv"]) == expected
        assert [json.loads(line)["name"] for line in files["jsonl"].read_bytes().splitlines()] == expected
        assert read_workbook(folder / "x.xlsx") == expected


def read_csv(file: Path) -> list[str]:
    """Texts by the rule that the manifest states: one leading apostrophe is taken away."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        shown = [row[0] if row else "" for row in csv.reader(opened)][1:]
    assert not [text for text in shown if text[:1] in tuple("=+-@＝＋－＠\t\r\n") and text]
    return [text.removeprefix("'") for text in shown]


def read_workbook(file: Path) -> list[str]:
    """Texts as Excel reads them: `_xHHHH_` stands for the character of that number."""
    page = openpyxl.load_workbook(file)["Danh sách"]
    cells = [row[0] for row in page.iter_rows(min_row=2)]
    assert all(cell.data_type in ("s", "n") and not cell.hyperlink for cell in cells)
    raw = ["" if cell.value is None else cell.value for cell in cells]
    assert all(isinstance(value, str) for value in raw)
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value) for value in raw]
