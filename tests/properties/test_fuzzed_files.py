"""Files of any kind: what was written reads back, and what is broken is refused and never crashes."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from made_files import (
    csv_bytes,
    delimited,
    form,
    gz,
    jsonl,
    parquet,
    payee,
    read,
    residents,
    table,
    write,
    xls,
    xlsx,
    zipped,
)

from etl.engine import Engine
from etl.errors import FileRefused
from etl.lake import Lake
from etl.sources import landing as lander
from etl.sources.declaration import load

NAMES = ["personal_id", "full_name", "hamlet"]
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\0\ufeff"), max_size=12
)
LINE = TEXT.map(lambda text: "".join(text.splitlines()))
ROWS = st.lists(
    st.tuples(st.text("0123456789", min_size=12, max_size=12), LINE, LINE), min_size=1, max_size=6
)

MADE = residents(4)
SOUND = {
    "a.csv": csv_bytes(MADE),
    "b.csv": csv_bytes(MADE, "utf-16", delimiter=";", end="\r\n"),
    "c.csv.gz": gz(csv_bytes(MADE)),
    "d.zip": zipped(**{"d.csv": csv_bytes(MADE)}),
    "e.xlsx": xlsx(table(MADE)),
    "f.xls": xls(table(MADE)),
    "g.parquet": parquet({name: [row[name] for row in MADE] for name in MADE[0]}),
    "h.jsonl": jsonl(MADE),
    "i.xml": form([payee(), payee()], [payee()]),
    "j.database.yml": b"url_env: PEOPLE_URL\nquery: select 1\n",
}


@st.composite
def damaged(draw):
    """A sound file with some bytes changed, dropped, doubled or put in, or any bytes at all."""
    name = draw(st.sampled_from(sorted(SOUND)))
    if draw(st.integers(0, 9)) == 0:
        return name, draw(st.binary(max_size=300))
    content = bytearray(SOUND[name])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.integers(0, 40))
        piece = draw(st.one_of(st.binary(max_size=8), st.just(bytes(content[at : at + length]) * 2)))
        content[at : at + length] = piece
    return name, bytes(content)


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp())
    yield made
    shutil.rmtree(made)


QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(damaged())
@example(("a.csv", b"personal_id,full_name\n\xc3"))
@example(("e.xlsx", b"PK\x05\x06" + bytes(18)))
def test_any_bytes_are_read_or_refused(folder, made):
    name, content = made
    source, period = ("tax_payees", "2025") if name == "i.xml" else ("residents", "2026-09")
    file = write(folder, name, content)
    try:
        rows = read(file, source, period)
    except FileRefused as error:
        rows, told = [], str(error)
    else:
        told = ""
    assert not told or told.startswith(f"FileRefused: {source}/{period}/{name} ")
    places = [row["source_row"] for row in rows]
    assert len(places) == len(set(places))
    assert all(place >= 1 for place in places)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(damaged(), min_size=6, max_size=12))
def test_any_delivery_lands_with_counts_that_agree(folder, files):
    period = folder / "landing" / "residents" / "2026-09"
    shutil.rmtree(period, ignore_errors=True)
    for at, (name, content) in enumerate(files):
        write(period, f"{at}_{name}", content)
    with Engine(Lake(folder / "lake")) as engine:
        (delivery,) = lander.find_deliveries(folder / "landing")
        landed = lander.land(engine, load("residents"), delivery, folder / "landing")
        assert len(landed) == len(files)
        for each in landed:
            assert each.rows_in == each.rows_accepted + each.rows_rejected
            assert (each.status == "landed") == (each.rows_in > 0)


@QUICK
@given(
    ROWS,
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example([("000000000000", "HOVATEN", "HOVATEN")], ",", "\n", "utf-8")
def test_delimited_text_reads_back(folder, rows, delimiter, end, encoding):
    content = delimited([NAMES, *rows], delimiter, end).encode(encoding)
    assert cells(read(write(folder, "a.csv", content))) == given_cells(rows)


@QUICK
@given(ROWS, st.sampled_from(["xlsx", "jsonl", "parquet"]))
def test_other_formats_read_back(folder, rows, form_name):
    made = [dict(zip(NAMES, row, strict=True)) for row in rows]
    content = {
        "xlsx": lambda: xlsx([NAMES, *rows]),
        "jsonl": lambda: jsonl(made),
        "parquet": lambda: parquet({name: [row[name] for row in made] for name in NAMES}),
    }[form_name]()
    assert cells(read(write(folder, "a.x", content))) == given_cells(rows)


@QUICK
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_cells_of_several_lines_read_back_or_are_told(folder, texts):
    rows = [(f"{at:012d}", *pair) for at, pair in enumerate(texts)]
    found = read(write(folder, "a.csv", delimited([NAMES, *rows]).encode()))
    assert len(found) == len(rows)
    for row, (_, *pair) in zip(found, rows, strict=True):
        if row.get("broken_rule"):
            assert any("\n" in text and text.count(",") >= 2 for text in pair)
        else:
            assert [row.get(name, "") for name in NAMES[1:]] == list(pair)


def cells(rows):
    return [[row.get(name, "") for name in NAMES] for row in rows]


def given_cells(rows):
    return [list(row) for row in rows]
