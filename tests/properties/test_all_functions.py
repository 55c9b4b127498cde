"""What must hold of every SQL function: no text makes it fail, and cleaning what is clean changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.engine import functions

Values = Callable[[str, list[Any]], list[Any]]
AS_OF_YEAR = 2026
CLEANING = ["repair_text", "fold", "place_tone", "person_name", "company_name", "digits_of", "partial_date"]
CLEANING += [
    "tax_code",
    "tax_code_root",
    "personal_id",
    "person_tax_code",
    "old_id_number",
    "insurance_number",
]
CLEANING += ["hi_card_number", "unit_code", "phone_number", "commune_code"]

# Characters that the functions treat apart come often, any other now and then.
dirt = st.text(
    st.one_of(
        st.sampled_from("àảãáạằầậèẻẽéẹềệờởỡớợừửữựỳỷỹýỵabcNTHBOUoquy  '’.,-()[]/0159đĐÐ"),
        st.sampled_from(
            "\u0301\u0323\u0302\u00a0\u200b\u00ad\u0410\u0090\u2013\t\nÃÄÅÆáº»¸µ¶·¹®©ªøùûõïâêñöô"
        ),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=30,
)
titled = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "Bà ", "Ông ", "1. ", "Mr. ", "Anh ", "(", "12 - Bà ", "ông/bà "]),
    st.sampled_from(["Nguyễn Văn An", "Lê Thị Hoà", "Ông Ích Khiêm", "Trần Anh", "Chu Lê Minh"]),
    st.sampled_from(["", " (nghỉ thai sản)", " 2", ".", " [x", " (a) (b)"]),
)
FORMS = ["Công ty", "TNHH", "MTV", "Cổ phần", "CP", "DNTN", "Chi nhánh", "Hộ kinh doanh", "CO., LTD"]
GROUPS = ["Chủ doanh nghiệp -", "(người nước ngoài)"]
WORDS = ["Thương mại", "TMDV", "Dịch vụ", "và", "XNK", "Việt Nam", "Hoa Sen", "An Phát", "Samsung"]
firms = st.lists(st.sampled_from([*FORMS, *GROUPS, *WORDS]), min_size=1, max_size=6).map(" ".join)
numbers = st.one_of(
    st.text("0123456789", max_size=16),
    st.text("0123456789 .'-\u00a0", max_size=18),
    st.integers(0, 10**13).map(lambda number: f"{number}.0"),
)
LONG = [
    "001095012345",
    "79301000123",
    "1095012345.0",
    "0314409058-002",
    "0314409058000",
    "DN 4 79 7916123456",
]
SHORT = ["0100047516", "300123450", "0912 345 678", "01201234567", "TC0123C", "30/04/1975", "45000", "1980"]
identifiers = st.sampled_from([*LONG, *SHORT])


def call(name: str, first: str = "value") -> str:
    """A call of the function with the other arguments that a column would declare."""
    others = {"as_of_year": f", {AS_OF_YEAR}", "convention": ", 'dot'", "cosine": ", 0.5", "most": ", 1"}
    arguments = [argument.split()[0] for argument in functions()[name]["args"].split(",")]
    return f"{name}({first}" + "".join(others.get(argument, f", {first}") for argument in arguments[1:]) + ")"


@pytest.mark.parametrize("name", sorted(functions()))
def test_no_text_makes_a_function_fail(values_of: Values, name: str) -> None:
    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.one_of(dirt, numbers, firms, titled, st.text(max_size=40)), min_size=1, max_size=60))
    @example(
        ["\x00", "a\x00b", "\u0378", "\U0010ffff", "\u0301", "%", "\\", "'", "9" * 400, "(" * 400, "-" * 9]
    )
    def check(texts: list[str]) -> None:
        values_of(call(name), texts)

    check()


@pytest.mark.parametrize("name", CLEANING)
def test_cleaning_twice_is_cleaning_once(values_of: Values, name: str) -> None:
    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.one_of(dirt, titled, firms, numbers, identifiers), min_size=1, max_size=60))
    def check(texts: list[str]) -> None:
        once = values_of(call(name), texts)
        assert values_of(call(name), once) == once

    check()


@settings(max_examples=6, deadline=None)
@given(st.lists(st.one_of(dirt, titled, firms), min_size=1, max_size=60))
def test_a_key_is_folded_and_repairing_first_changes_it_not(values_of: Values, texts: list[str]) -> None:
    for key in ("name_key", "company_key"):
        keys = values_of(f"{key}(value)", texts)
        assert values_of("fold(value)", keys) == keys
        assert values_of(f"{key}(repair_text(value))", texts) == keys


@settings(max_examples=12, deadline=None)
@given(st.lists(firms, min_size=1, max_size=60))
def test_the_key_of_a_firm_is_its_own_key(values_of: Values, names: list[str]) -> None:
    keys = values_of("company_key(value)", names)
    assert values_of("company_key(value)", keys) == keys
