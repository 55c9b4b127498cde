"""Text in an old encoding is decoded to what was encoded; the encoders here are made from the code tables."""

import unicodedata
from collections.abc import Callable
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

Values = Callable[[str, list[Any]], list[Any]]
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
LETTERS += "bcdđghklmnpqrstvx"
vietnamese = st.lists(st.text(LETTERS, min_size=1, max_size=7), min_size=1, max_size=6).map(" ".join)

# TCVN 5712:1993, the letters of VN3 by code; each vowel row in the order à ả ã á ạ.
TCVN3 = {
    **dict(zip("ĂÂÊÔƠƯĐăâêôơưđ", range(0xA1, 0xAF), strict=True)),
    **dict(zip("àảãáạ", range(0xB5, 0xBA), strict=True)),
    **dict(zip("ằẳẵắ", range(0xBB, 0xBF), strict=True)),
    **dict(zip("ặầẩẫấậè", range(0xC6, 0xCD), strict=True)),
    **dict(zip("ẻẽéẹềểễếệìỉ", range(0xCE, 0xD9), strict=True)),
    **dict(zip("ĩíịò", range(0xDC, 0xE0), strict=True)),
    **dict(zip("ỏõóọồổỗốộờởỡớợù", range(0xE1, 0xF0), strict=True)),
    **dict(zip("ủũúụừửữứựỳỷỹýỵ", range(0xF1, 0xFF), strict=True)),
}
# VNI Windows: letters of one sign, and the sign that follows a vowel for each pair of marks.
VNI_SINGLE = dict(zip("đơưỉĩịỵ", "ñôöæóòî", strict=True))
VNI_MARKS = {
    **dict(zip(TONES, ["", "ø", "û", "õ", "ù", "ï"], strict=True)),
    **{"\u0302" + tone: sign for tone, sign in zip(TONES, "âàåãáä", strict=True)},
    **{"\u0306" + tone: sign for tone, sign in zip(TONES, "êèúüéë", strict=True)},
}

# Windows-1252 shows a sign for most bytes that are control characters in Latin-1; five it leaves as they are.
WINDOWS_1252 = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def in_tcvn3(text: str) -> str:
    return "".join(chr(TCVN3.get(letter, ord(letter))) for letter in text)


def in_vni(text: str) -> str:
    """Tone and quality of each vowel as the sign that follows it."""
    signs = []
    for letter in text:
        decomposed = unicodedata.normalize("NFD", letter)
        horn = decomposed.replace("\u031b", "")
        base = unicodedata.normalize("NFC", decomposed[0] + ("\u031b" if horn != decomposed else ""))
        marks = "".join(sorted(horn[1:], key=lambda mark: mark not in "\u0302\u0306"))
        if letter in VNI_SINGLE or letter in "íì":
            signs.append(VNI_SINGLE.get(letter, letter))
        else:
            signs.append(VNI_SINGLE.get(base, base) + VNI_MARKS[marks])
    return "".join(signs)


@settings(max_examples=15, deadline=None)
@given(st.lists(vietnamese, min_size=1, max_size=60))
@example([letter for letter in LETTERS if not letter.isascii()])
def test_tcvn3_is_decoded_to_what_was_encoded(values_of: Values, texts: list[str]) -> None:
    assert values_of("decode_tcvn3(value)", [in_tcvn3(text) for text in texts]) == texts


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=5), min_size=1, max_size=60))
@example([[letter] for letter in LETTERS])
def test_vni_is_decoded_to_what_was_encoded(values_of: Values, words: list[list[str]]) -> None:
    """Letters stand apart: VNI cannot tell `a` before `ù` from `á`, a pair that no syllable has."""
    for change in (str, str.upper):
        encoded = [change(" ".join(map(in_vni, word))) for word in words]
        assert values_of("decode_vni(value)", encoded) == [change(" ".join(word)) for word in words]


@settings(max_examples=15, deadline=None)
@given(st.lists(vietnamese, min_size=1, max_size=60))
def test_utf8_read_as_latin1_or_windows_1252_is_decoded(values_of: Values, texts: list[str]) -> None:
    broken = [text.encode("utf-8").decode("latin-1") for text in texts]
    assert values_of("decode_mojibake(value)", broken) == texts
    as_windows = [text.translate(WINDOWS_1252) for text in broken]
    assert values_of("decode_mojibake(value)", as_windows) == texts


@settings(max_examples=15, deadline=None)
@given(st.lists(vietnamese, min_size=1, max_size=60))
def test_right_text_is_never_taken_for_another_encoding(values_of: Values, texts: list[str]) -> None:
    only_vietnamese = [f"{text} ề" for text in texts]
    for name in ("looks_tcvn3", "looks_vni", "looks_mojibake"):
        assert not any(values_of(f"{name}(value)", only_vietnamese))
    assert values_of("decode_mojibake(value)", texts) == texts
