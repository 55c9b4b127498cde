"""The data dictionary in docs/ is the one that the declarations and SQL headers make today."""

from etl import dictionary


def test_the_page_is_up_to_date():
    assert dictionary.FILE.read_text(encoding="utf-8") == dictionary.generate(), "run `make dictionary`"
