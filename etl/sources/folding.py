"""Header texts brought to one searchable form, whatever case, marks or old font they were typed in."""

import re
import unicodedata

# TCVN3 (ABC) fonts draw Vietnamese letters over Latin-1 ones (DOMAIN §5.5); it has no toned capitals.
TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ®¡¢£¤¥¦§",
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂÊÔƠƯĐ",
)
VNI_MARKS = re.compile("(?<=[aeouyöôAEOUYÖÔ])[ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]")
VNI_LETTERS = str.maketrans("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "douiiiiiyDOUIIIIIY")
NOTE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")
NUMBERING = re.compile(r"^\s*(\d{1,3}|[a-zA-Z])\s*[.)]\s+")


def fold(text: str) -> str:
    """Lower case, no marks, only a-z and 0-9, single spaces: `Họ và tên` gives `ho va ten`."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    return " ".join(
        "".join(
            c if c in "abcdefghijklmnopqrstuvwxyz0123456789" else " "
            for c in plain
            if not unicodedata.combining(c)
        ).split()
    )


def key(text: str) -> str:
    """The fold without spaces, so that `HoVaTen`, `ho_va_ten` and `Họ và tên` are one."""
    return fold(text).replace(" ", "")


def readings(text: str) -> list[str]:
    """Keys under which a header may be known, the plainest reading first.

    A note in brackets and a leading number may go; TCVN3, VNI and UTF-8 read as Windows-1252 are decoded.
    """
    spelled = [text]
    if not text.isascii():
        spelled += [text.translate(TCVN3), VNI_MARKS.sub("", text).translate(VNI_LETTERS), _remade(text)]
    bare = [NUMBERING.sub("", NOTE.sub(" ", each)) for each in spelled]
    return list(dict.fromkeys(found for each in spelled + bare if (found := key(each))))


def _remade(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
