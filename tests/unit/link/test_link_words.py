"""What a pair agrees and differs in, in words: every level of the dossier has some, and the sentence reads."""

import csv
from pathlib import Path

import pytest
from linking import put

from etl.link import leads, levels, words
from etl.link.spec import load

SPEC = load(leads.SPEC)


def test_every_level_has_words_and_no_other():
    every = {(name, level) for name, c in SPEC.comparisons.items() for level in levels.names(c)}
    assert set(words.spoken()) == every


def test_each_row_is_whole():
    with Path(words.FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["says"] in {*words.SAYS, "silent"}, row
            assert bool(row["vi"]) == bool(row["en"]) or row["says"] == "silent", row
            assert "'" not in row["vi"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (
            {"name": "same_with_marks", "birth": "other", "sex": "same", "number": "other_person"},
            "trùng họ tên (cả dấu), giới tính; khác ngày sinh, số định danh cá nhân",
        ),
        ({"name": "given_near"}, "gần giống tên gọi lệch một chữ cái"),
        ({"number": "other"}, ""),
        ({}, ""),
    ],
)
def test_a_pair_is_told(engine, at, expected):
    row = {
        f"level_{name}": levels.names(c).index(at[name]) + 1 if name in at else None
        for name, c in SPEC.comparisons.items()
    }
    put(engine, "compared", [row])
    assert engine.execute(f"select {words.told(SPEC)} from compared") == [(expected,)]
