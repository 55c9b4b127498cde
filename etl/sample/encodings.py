"""Vietnamese text as old fonts and careless programs left it: TCVN3, VNI, Windows-1258, mojibake.

The tables state the public code charts of the fonts; a file in TCVN3 or VNI is ordinary UTF-8 (or a sheet)
whose letters are those that the font drew as Vietnamese.
"""

import unicodedata
from functools import cache

import pyarrow as pa

from etl.sample import text

_TCVN3 = {
    "a": "µ¸¶·¹", "ă": "»¾¼½Æ", "â": "ÇÊÈÉË", "e": "ÌÐÎÏÑ", "ê": "ÒÕÓÔÖ", "i": "×ÝØÜÞ",
    "o": "ßãáâä", "ô": "åèæçé", "ơ": "êíëìî", "u": "ïóñòô", "ư": "õøö÷ù", "y": "úýûüþ",
}  # fmt: skip
_TCVN3_PLAIN = dict(zip("ăâêôơưđĂÂĐÊÔƠƯ", "¨©ª«¬\u00ad®¡¢§£¤¥¦", strict=True))
_VNI_PLAIN = dict(
    zip(
        "ăâêôđơưĂÂÊÔĐƠƯ",
        ["aê", "aâ", "eâ", "oâ", "ñ", "ô", "ö", "AÊ", "AÂ", "EÂ", "OÂ", "Ñ", "Ô", "Ö"],
        strict=True,
    )
)
_VNI = {
    "a": "aø aù aû aõ aï", "ă": "aè aé aú aü aë", "â": "aà aá aå aã aä", "e": "eø eù eû eõ eï",
    "ê": "eà eá eå eã eä", "i": "ì í æ ó ò", "o": "oø où oû oõ oï", "ô": "oà oá oå oã oä",
    "ơ": "ôø ôù ôû ôõ ôï", "u": "uø uù uû uõ uï", "ư": "öø öù öû öõ öï", "y": "yø yù yû yõ î",
}  # fmt: skip
TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook, tilde, dot below: the order of both tables


def toned(base: str, tone: int) -> str:
    """The letter with a tone, in NFC."""
    return unicodedata.normalize("NFC", base + TONES[tone])


@cache
def _table(name: str) -> dict[int, str]:
    """A translation table; TCVN3 has no toned capitals, a second font drew the small ones tall."""
    letters = _VNI if name == "vni" else _TCVN3
    table = dict(_VNI_PLAIN if name == "vni" else _TCVN3_PLAIN)
    for base, codes in letters.items():
        for tone, code in enumerate(codes.split() if name == "vni" else codes):
            table[toned(base, tone)] = code
            table[toned(base.upper(), tone)] = code.upper() if name == "vni" else code
    return {ord(letter): code for letter, code in table.items()}


@cache
def _table_1258() -> dict[int, str]:
    """Letters of Windows-1258: marks of the vowel in the letter, the tone as a character of its own."""
    return {
        ord(toned(base, tone)): base + TONES[tone]
        for lower in _TCVN3
        for base in (lower, lower.upper())
        for tone in range(5)
    }


def tcvn3(value: str) -> str:
    return value.translate(_table("tcvn3"))


def vni(value: str) -> str:
    return value.translate(_table("vni"))


def mojibake(value: str) -> str:
    """UTF-8 read as Windows-1252, bytes without a letter there as the control characters they are."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in value.encode()
    )


def windows_1258(value: str) -> bytes:
    """Bytes in Windows-1258; a letter that has none is a UnicodeEncodeError."""
    return value.translate(_table_1258()).encode("cp1258")


def whole_column(column: pa.Array, encode: str) -> pa.Array:
    """Every cell of a column in `tcvn3`, `vni`, `mojibake` or `nfd`."""
    if encode == "nfd":
        return text.array([value and unicodedata.normalize("NFD", value) for value in column.to_pylist()])
    function = {"tcvn3": tcvn3, "vni": vni, "mojibake": mojibake}[encode]
    return text.array([value and function(value) for value in column.to_pylist()])
