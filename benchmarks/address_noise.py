"""Addresses with known truth, spoiled as clerks spoil them, in one way each or in two or three."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

STREETS = (
    """
12 Nguyễn Trãi|45/6 Lê Lợi|Số 7 ngõ 12 phố Huế|Thôn Đông|Ấp 3|Tổ 5|Khu phố 2|KP. 4|Số 88 đường Trần Phú
Lô B2 KCN Tân Bình|QL1A|234 Quốc lộ 13|Thôn Tân Hòa|Xóm 4|Tổ dân phố Hòa Bình|Tầng 5, tòa nhà Sông Đà
Ấp Tân Phú|123 Hai Bà Trưng|K56/2 Hùng Vương|Hẻm 51 Cách Mạng Tháng Tám
""".strip()
    .replace("\n", "|")
    .split("|")
)
SHORT_TYPES = {
    "Phường": "P.",
    "Xã": "X.",
    "Thị trấn": "TT.",
    "Quận": "Q.",
    "Huyện": "H.",
    "Thị xã": "TX.",
    "Thành phố": "TP.",
    "Tỉnh": "T.",
    "Đặc khu": "ĐK",
}
SHORT_PROVINCES = {
    "Thành phố Hồ Chí Minh": "TPHCM",
    "Thành phố Hà Nội": "HN",
    "Tỉnh Bà Rịa - Vũng Tàu": "BR-VT",
    "Thành phố Huế": "TT Huế",
    "Thành phố Hải Phòng": "HP",
    "Tỉnh Đắk Lắk": "Đắc Lắc",
    "Tỉnh Đắk Nông": "Đăk Nông",
}
LETTERS = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True)
class Line:
    """An address in parts, and the truth about it."""

    street: str
    commune: str
    district: str
    province: str
    other_province: str  # the name that the province of the other vintage has
    truth: tuple[str, str, str, str]  # commune code, vintage, old district, new province
    joint: str = ", "
    text: str = ""

    def written(self) -> str:
        parts = [self.street, self.commune, self.district, self.province]
        return self.text or self.joint.join(part for part in parts if part)


def type_of(name: str) -> str:
    """The type word(s) that a full name begins with, or nothing."""
    return next((word for word in SHORT_TYPES if name.startswith(word + " ")), "")


def bare(name: str) -> str:
    return name.removeprefix(type_of(name)).strip()


def shorten(name: str) -> str:
    kind = type_of(name)
    return f"{SHORT_TYPES[kind]} {bare(name)}" if kind else name


def misspell(name: str, dice: random.Random) -> str:
    """One letter of the name wrong, missing, too many or swapped; names of three letters stay."""
    kind, word = type_of(name), bare(name)
    if len(word) < 4 or word.isdigit():
        return name
    at = dice.randrange(1, len(word) - 1)
    letter = dice.choice(LETTERS)
    spoiled = dice.choice(
        [
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return f"{kind} {spoiled}".strip()


def without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def each(line: Line, change: Callable[[str], str]) -> Line:
    """The line with commune, district and province changed alike."""
    return replace(
        line,
        commune=change(line.commune),
        district=change(line.district) if line.district else "",
        province=change(line.province),
    )


def glue(name: str) -> str:
    kind = type_of(name)
    return (
        f"{SHORT_TYPES[kind].rstrip('.')}{'.' if len(bare(name)) > 2 else ''}{bare(name)}" if kind else name
    )


def spell_otherwise(text: str) -> str:
    swaps = {
        "òa": "oà",
        "óa": "oá",
        "ủy": "uỷ",
        "úy": "uý",
        "ùy": "uỳ",
        "Đắk": "Đăk",
        "Quý": "Quí",
        "Lý": "Lí",
    }
    for usual, other in swaps.items():
        text = text.replace(usual, other)
    return text


def junk(line: Line, dice: random.Random) -> Line:
    ends = [", Việt Nam", ", VN. ĐT: 0900000000", " 700000", "; Tel 0243 000 0000", " - Vietnam", "."]
    return replace(line, text=line.written() + dice.choice(ends))


def hamlet(line: Line, dice: random.Random) -> Line:
    return replace(line, street=f"{dice.choice(['Ấp', 'Thôn', 'Khu phố'])} {bare(line.commune)}")


def street(line: Line, dice: random.Random) -> Line:
    name = dice.choice(["Thái Bình", "Quảng Trị", "Hà Đông", "Tân Phú", "Bình Thạnh", "Xã Đàn"])
    return replace(line, street=f"{dice.randrange(1, 300)} {name}")


def zero(line: Line, dice: random.Random) -> Line:
    number = bare(line.commune)
    return replace(line, commune=f"Phường 0{number}") if len(number) == 1 else line


def another_type(line: Line, dice: random.Random) -> Line:
    name = bare(line.commune)
    return (
        line
        if name[0].isdigit()
        else replace(line, commune=f"{dice.choice(['Xã', 'Thị trấn', 'Phường'])} {name}")
    )


def without_types(line: Line, dice: random.Random) -> Line:
    """Only lines of three levels: in two, a bare commune cannot be told from an old district or a street."""
    return line if not line.district or bare(line.commune)[0].isdigit() else each(line, bare)


def backwards(line: Line, dice: random.Random) -> Line:
    parts = [line.province, line.district, line.commune, line.street]
    return replace(line, text=", ".join(part for part in parts if part))


NOISES: dict[str, Callable[[Line, random.Random], Line]] = {
    "clean": lambda line, dice: line,
    "abbreviated": lambda line, dice: each(line, shorten),
    "glued": lambda line, dice: each(line, glue),
    "no commas": lambda line, dice: replace(line, joint=" "),
    "hyphens": lambda line, dice: replace(line, joint=" - "),
    "no types": without_types,
    "other type": another_type,
    "other spelling": lambda line, dice: each(line, spell_otherwise),
    "other province": lambda line, dice: replace(line, province=line.other_province),
    "short province": lambda line, dice: replace(
        line, province=SHORT_PROVINCES.get(line.province, bare(line.province))
    ),
    "zero": zero,
    "misspelt commune": lambda line, dice: replace(line, commune=misspell(line.commune, dice)),
    "misspelt district": lambda line, dice: replace(line, district=misspell(line.district, dice)),
    "misspelt province": lambda line, dice: replace(line, province=misspell(line.province, dice)),
    "no province": lambda line, dice: replace(line, province=""),
    "no district": lambda line, dice: replace(line, district=""),
    "hamlet of that name": hamlet,
    "street named like a place": street,
    "no marks": lambda line, dice: replace(line, text=without_marks(line.written())),
    "upper case": lambda line, dice: replace(line, text=line.written().upper()),
    "decomposed": lambda line, dice: replace(line, text=unicodedata.normalize("NFD", line.written())),
    "junk at the end": junk,
    "reversed": backwards,
}
# The order above is the order in which noises are laid over one another; these leave a level out or turn
# all round.
NEVER_MIXED = {"clean", "no province", "no district", "reversed", "other province"}


def draw_lines(places: list[tuple[str, ...]], count: int, seed: int) -> Iterator[tuple[str, Line]]:
    """Lines with the name of their noise; a third are mixed."""
    dice = random.Random(seed)
    kinds = list(NOISES)
    mixable = [kind for kind in kinds if kind not in NEVER_MIXED]
    for number in range(count):
        code, vintage, commune, district_code, district, province, new_province, other_province = dice.choice(
            places
        )
        truth = (code, vintage, district_code or "", new_province)
        line = Line(dice.choice(STREETS), commune, district or "", province, other_province, truth)
        if number % 3:
            kind = kinds[number % len(kinds)]
            yield kind, NOISES[kind](line, dice)
        else:
            for kind in sorted(dice.sample(mixable, dice.choice([2, 2, 3])), key=kinds.index):
                line = NOISES[kind](line, dice)
            yield "mixed", line
