import random

import pytest
from made_files import (
    SENTINEL,
    csv_bytes,
    delimited,
    gz,
    incoming,
    read,
    refusal,
    residents,
    table,
    write,
    zipped,
)

from etl.sources.readers import csv, open_table

ROWS = residents(3)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_dialects(tmp_path, delimiter, end, encoding):
    rows = residents(3, hamlet='Thôn "Đông", tổ 1; khu |2|')
    content = csv_bytes(rows, encoding, delimiter=delimiter, end=end)
    found = read(write(tmp_path, "a.csv", content))
    assert [row.pop("source_row") for row in found] == [2, 3, 4]
    assert found == rows


def test_windows_1258(tmp_path):
    words = "Nguyê\u0303n Văn Thư\u0309, đươ\u0300ng Lê Lơ\u0323i"
    rows = residents(2, full_name=words)
    opened = open_table(incoming(write(tmp_path, "a.csv", csv_bytes(rows, "cp1258"))))
    assert opened.encoding == "windows-1258"
    assert [name for batch in opened.batches for name in batch["full_name"].to_pylist()] == [words] * 2


def test_letters_of_an_old_font_saved_as_windows_1252(tmp_path):
    rows = residents(2, full_name="TrÇn V¨n Thö", hamlet="Th«n §«ng, ®­êng sè 1")
    opened = open_table(incoming(write(tmp_path, "a.csv", csv_bytes(rows, "cp1252"))))
    assert opened.encoding == "windows-1252"
    assert [name for batch in opened.batches for name in batch["full_name"].to_pylist()] == [
        "TrÇn V¨n Thö"
    ] * 2


@pytest.mark.parametrize("pack", [gz, lambda content: zipped(**{"du_lieu.csv": content, "__MACOSX/x": b"x"})])
def test_packed(tmp_path, pack):
    assert len(read(write(tmp_path, "a.csv.zip", pack(csv_bytes(ROWS))))) == 3


def test_the_name_of_the_file_says_nothing(tmp_path):
    assert len(read(write(tmp_path, "a.xlsx", gz(csv_bytes(ROWS))))) == 3


def test_a_row_keeps_its_place_below_titles_and_blank_lines(tmp_path):
    lines = [["DANH SÁCH CƯ DÂN"], [], ["Kỳ: 2026-09", ""], *table(ROWS)]
    lines.insert(5, [])
    lines.insert(6, [None] * 7)
    found = read(write(tmp_path, "a.csv", delimited(lines).encode()))
    assert [row["source_row"] for row in found] == [5, 8, 9]


def test_a_cell_of_several_lines_is_one_record(tmp_path):
    rows = [residents(1, full_name="Nguyễn\nVăn Thử")[0], *residents(2)[1:]]
    found = read(write(tmp_path, "a.csv", csv_bytes(rows)))
    assert [(row["source_row"], row["full_name"]) for row in found] == [
        (2, "Nguyễn\nVăn Thử"),
        (3, "Nguyễn Văn Thử"),
    ]


def test_ragged_records_keep_their_place(tmp_path):
    lines = delimited(table(residents(4))).splitlines(keepends=True)
    lines[2] = lines[2].strip() + ",one,more\n"
    lines.insert(4, "040095000009,Cut\n")
    found = read(write(tmp_path, "a.csv", "".join(lines).encode()))
    assert [(row["source_row"], row.get("broken_rule")) for row in found] == [
        (2, None),
        (3, "ragged_row"),
        (4, None),
        (5, "ragged_row"),
        (6, None),
    ]
    assert found[1]["broken_text"].endswith("one,more")
    assert found[3]["full_name"] == "Cut"


def test_places_hold_over_many_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(csv, "BLOCK", 1 << 12)
    chance = random.Random(1)
    lines = [delimited([["full_name", "personal_id", "sex"]])]
    expected = {}
    for at in range(2, 3000):
        kind = chance.choice(["whole"] * 8 + ["short", "long", "blank", "empty", "lines"])
        lines.append(
            {
                "whole": f"n{at},{at},Nam\n",
                "short": f"n{at},{at}\n",
                "long": f"n{at},{at},Nam,x\n",
                "blank": "\n",
                "empty": ",,\n",
                "lines": f'"n{at}\n",{at},Nam\n',
            }[kind]
        )
        expected[at] = kind
    found = {row["source_row"]: row for row in read(write(tmp_path, "a.csv", "".join(lines).encode()))}
    assert set(found) == {at for at, kind in expected.items() if kind not in ("blank", "empty")}
    for at, row in found.items():
        assert (row.get("broken_rule") == "ragged_row") == (expected[at] in ("short", "long"))
        assert expected[at] == "long" or row["personal_id"] == str(at)


def test_headers_cut_short_or_running_over(tmp_path):
    lines = [["personal_id", "full_name"], *[["040095000001", "x", "", ""] for _ in range(3)]]
    assert len(read(write(tmp_path, "a.csv", delimited(lines).encode()))) == 3


def test_a_quotation_mark_that_swallows_other_lines_breaks_its_record(tmp_path):
    lines = ["personal_id,full_name,sex\n", '040095000001,"Opened,Nam\n', '040095000002,Closed",Nam\n']
    lines += [f"0400950000{at:02d},x,Nam\n" for at in range(3, 6)]
    found = read(write(tmp_path, "a.csv", "".join(lines).encode()))
    assert [row.get("broken_rule") for row in found] == ["unclosed_quote", None, None, None]


def test_a_quotation_mark_that_never_closes_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv, "BLOCK", 1 << 12)
    lines = [
        "personal_id,full_name,sex\n",
        f'040095000001,"{SENTINEL},Nam\n',
        *["040095000002,x,Nam\n"] * 2000,
    ]
    told = refusal(write(tmp_path, "a.csv", "".join(lines).encode()))
    assert "quotation mark that never closes" in told
    assert SENTINEL not in told


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (gz(csv_bytes(ROWS))[:-12], "cut off or damaged"),
        (zipped(**{"a.csv": csv_bytes(residents(500))})[:-30], "cut off or damaged"),
        (zipped(**{"a.csv": b"x", "b.csv": b"y"}), "archive of 2 files"),
        (zipped(**{"a.zip": zipped(**{"a.csv": csv_bytes(ROWS)})}), "archive in an archive"),
        (csv_bytes(ROWS).replace(b"04", b"0\x00", 1), "NUL byte at byte"),
        (bytes(range(256)) * 50, "is not text"),
        (csv_bytes(residents(50)) + b"\xff,\n", "cannot be read as utf-8"),
        (csv_bytes(ROWS, "utf-16")[:-1], "cannot be read as utf-16"),
        (csv_bytes(ROWS, "utf-32"), "UTF-32"),
        (b"<!DOCTYPE html><html><table>" + SENTINEL.encode(), "is a web page"),
        (b"%PDF-1.7 " + SENTINEL.encode(), "is a PDF"),
        (b"Rar!\x1a\x07", "is a RAR archive"),
        (b'[{"personal_id": "' + SENTINEL.encode() + b'"}]', "one JSON list"),
    ],
)
def test_broken_files_are_refused_with_what_to_do(tmp_path, content, what):
    told = refusal(write(tmp_path, "a.csv", content))
    assert what in told
    assert SENTINEL not in told
    assert told.splitlines()[-1].endswith(".")


def test_the_place_of_a_byte_that_cannot_be_read(tmp_path):
    content = csv_bytes(residents(2000))
    told = refusal(write(tmp_path, "a.csv", content + b"0400\xff\n"))
    assert f"byte {len(content) + 5}, line 2002" in told


def test_an_endless_line_is_refused_before_it_is_read_whole(tmp_path):
    file = tmp_path / "a.csv"
    with file.open("wb") as out:
        out.write(b"personal_id,full_name\n")
        out.seek(200 << 20)
        out.write(b"x")
    told = refusal(file)
    assert "NUL" in told  # a hole in the file
    with file.open("wb") as out:
        out.write(b"personal_id,full_name\n")
        for _ in range(200):
            out.write(b"x" * (1 << 20))
    assert "has a line longer than" in refusal(file)


def test_a_bomb_is_stopped_while_it_grows(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.sources.readers.formats.FREE", 1 << 20)
    bomb = b"personal_id,full_name\n" + b"1,2\n" * (4 << 20)
    for content in (gz(bomb), zipped(**{"a.csv": bomb})):
        assert "grows beyond measure" in refusal(write(tmp_path, "a.csv", content))
    unpacked = tmp_path / ".scratch" / "unpacked"
    assert not unpacked.exists() or unpacked.stat().st_size <= 3 << 20


def test_an_unfinished_upload_is_told(tmp_path):
    assert "unfinished upload" in refusal(write(tmp_path, "a.csv.filepart", csv_bytes(ROWS)))
