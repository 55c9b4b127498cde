"""What must hold of folding, repairing and tone placement; the oracle for marks is `unicodedata`."""

import unicodedata
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

Values = Callable[[str, list[Any]], list[Any]]
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
LETTERS += "bcdđghklmnpqrstvx"
vietnamese = st.lists(st.text(LETTERS, min_size=1, max_size=7), min_size=1, max_size=6).map(" ".join)
# Marks, invisible characters and look-alikes among letters.
dirt = st.text([*LETTERS, *"an \t'’.-\u0301\u0302\u0323\u00a0\u200b\u00ad\u0410\u00d0\u212b"], max_size=30)


def folded(text: str) -> str:
    """Marks off by decomposition, đ by hand."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@settings(max_examples=15, deadline=None)
@given(st.lists(dirt, min_size=1, max_size=60))
def test_repaired_text_is_composed_and_shows_every_character(values_of: Values, texts: list[str]) -> None:
    for text in filter(None, values_of("repair_text(value)", texts)):
        assert unicodedata.is_normalized("NFC", text)
        assert text == text.strip()
        assert "  " not in text
        assert not {"Cf", "Cc"} & {unicodedata.category(sign) for sign in text}


@settings(max_examples=15, deadline=None)
@given(st.lists(vietnamese, min_size=1, max_size=60))
def test_decomposed_text_is_composed_again(values_of: Values, texts: list[str]) -> None:
    assert values_of("repair_text(value)", [unicodedata.normalize("NFD", text) for text in texts]) == texts


@settings(max_examples=15, deadline=None)
@given(st.lists(vietnamese, min_size=1, max_size=60))
def test_fold_sees_no_case_no_composition_and_no_marks(values_of: Values, texts: list[str]) -> None:
    expected = [folded(text) for text in texts]
    for form in (str, str.upper, str.title, lambda text: unicodedata.normalize("NFD", text), folded):
        assert values_of("fold(value)", [form(text) for text in texts]) == expected


@settings(max_examples=15, deadline=None)
@given(st.lists(vietnamese, min_size=1, max_size=60))
def test_tone_placement_moves_marks_and_nothing_else(values_of: Values, texts: list[str]) -> None:
    moved = values_of("place_tone(value)", texts)
    for before, after in zip(texts, moved, strict=True):
        assert folded(before) == folded(after)
        assert unicodedata.is_normalized("NFC", after)
        assert sorted(unicodedata.normalize("NFD", before)) == sorted(unicodedata.normalize("NFD", after))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(vietnamese, st.sampled_from(["Nguyễn", "Trần", "LÊ", "Võ"])), min_size=1, max_size=60)
)
def test_titles_and_notes_change_no_name_key(values_of: Values, names: list[tuple[str, str]]) -> None:
    plain = [f"{surname} {rest}" for rest, surname in names]
    forms = ["{}", "Bà {}", "ÔNG {}", "3. {}", "{} (nghỉ thai sản)", "{}.", "Mr. {}", " {}  "]
    keys = values_of("name_key(value)", [form.format(name) for form in forms for name in plain])
    assert keys == keys[: len(plain)] * len(forms)
