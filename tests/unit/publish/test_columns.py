"""The header of a list's SQL file is read as written, and held against the table."""

import pytest
import yaml

from etl import engine as sql
from etl.errors import BaophuError
from etl.publish import glossary
from etl.publish.columns import Column, read_heading, require_explained
from etl.publish.glossary import codes_vi, meaning_vi

GLOSSARY = yaml.safe_load(glossary.FILE.read_text(encoding="utf-8"))
HEADER = """-- One row per thing,
-- in two lines.
-- Reads: core_x | core_y.
-- Parameters: :period (a | b).
-- Title: Danh sách | List
--   tax_code | Mã số thuế | the code | with a bar
--   grade | Mức tin cậy | A or B
select 1
--   not_one | Không | after the select
"""


@pytest.fixture
def heading(tmp_path):
    (tmp_path / "out_x.sql").write_text(HEADER, encoding="utf-8")
    return read_heading(tmp_path / "out_x.sql")


def test_titles_grain_and_columns_are_read(heading):
    assert (heading.title_vi, heading.title_en) == ("Danh sách", "List")
    assert heading.grain == "One row per thing, in two lines."
    assert heading.columns == (
        Column("tax_code", "Mã số thuế", "the code | with a bar"),
        Column("grade", "Mức tin cậy", "A or B"),
    )


def test_a_list_without_a_title_goes_by_its_tables_name(tmp_path):
    (tmp_path / "out_x.sql").write_text("-- One row per x.\nselect 1", encoding="utf-8")
    assert read_heading(tmp_path / "out_x.sql").title_vi == "out_x"


@pytest.mark.parametrize(
    ("names", "details"),
    [
        (["tax_code", "grade"], None),
        (["tax_code", "grade", "sex"], ["not explained: sex"]),
        (["tax_code"], ["explained and not there: grade"]),
        (["sex", "grade"], ["not explained: sex", "explained and not there: tax_code"]),
        (["grade", "tax_code"], ["the same columns in another order, or one of them twice"]),
    ],
)
def test_columns_and_explanations_must_agree(heading, names, details):
    if details is None:
        require_explained("out_x", heading, names)
        return
    with pytest.raises(BaophuError, match="out_x") as told:
        require_explained("out_x", heading, names)
    assert told.value.details == details


@pytest.mark.parametrize("table", sql.models("out"))
def test_every_published_list_explains_itself(table):
    heading = read_heading(sql.model_file(table))
    selected = sql.model(table).tree.named_selects
    require_explained(table, heading, selected)
    assert heading.title_vi != table
    assert heading.grain.startswith("One row per ")
    assert sql.model(table).tree.args.get("order") is not None


def test_the_glossary_speaks_of_published_columns_only():
    published = {
        column.name for table in sql.models("out") for column in read_heading(sql.model_file(table)).columns
    }
    assert set(GLOSSARY["columns"]) <= published
    assert set(GLOSSARY["codes"]) <= published


CODES = [(column, code) for column, said in GLOSSARY["codes"].items() for code in said]


@pytest.mark.parametrize(("column", "code"), CODES)
def test_each_code_is_a_text_with_words_in_both_languages(column, code):
    said = GLOSSARY["codes"][column][code]
    assert isinstance(code, str)
    assert set(said) <= {"vi", "en", "basis"}
    assert said["vi"]
    assert said["en"]
    assert said["vi"] != said["en"]


def test_words_come_from_the_glossary_or_else_from_the_header():
    assert meaning_vi(Column("tax_code", "Mã số thuế", "English")) == "Mã số thuế dùng trong công văn"
    assert meaning_vi(Column("unheard_of", "?", "English")) == "English"
    assert codes_vi("status_code")["7"] == "đang hoạt động"
    assert codes_vi("full_name") == {}
