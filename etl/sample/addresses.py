"""Addresses of firms as written, in the old three-level scheme or the new two-level one, short and long."""

import numpy as np

from etl.sample.geography import Geography
from etl.sample.words import words

HAMLETS = ["xóm", "thôn", "khối", "tổ dân phố", "bản"]
SHORT = {
    "Phường ": "P. ",
    "Xã ": "X. ",
    "Thị trấn ": "TT. ",
    "Quận ": "Q. ",
    "Huyện ": "H. ",
    "Thị xã ": "TX. ",
    "Thành phố ": "TP. ",
    "Tỉnh ": "T. ",
    "tổ dân phố ": "TDP ",
    "khối ": "K. ",
    "đường ": "Đ. ",
}


def shorten(address: str) -> str:
    """The address with the usual abbreviations."""
    for whole, short in SHORT.items():
        address = address.replace(whole, short)
    return address


def write(geography: Geography, commune: int, place: np.ndarray, is_old: bool, is_short: bool) -> str:
    """One address line.

    Args:
        commune: position among the old communes.
        place: three uniform numbers that stand for the firm's door; the same ones give the same door.
        is_old: with the district of before 1 July 2025, else only commune and province.
        is_short: with abbreviations.
    """
    streets = words("streets")
    number, street = int(place[0] * 400) + 1, streets[int(place[1] * len(streets))]
    hamlet = f"{HAMLETS[int(place[1] * len(HAMLETS))]} {int(place[0] * 15) + 1}"
    door = f"Số {number} đường {street}" if place[2] < 0.6 else hamlet.capitalize()
    if is_old:
        area = [geography.old_name[commune], geography.old_district[commune], geography.old_province[commune]]
    else:
        area = [geography.new_name[geography.new_of[commune]], geography.province_name]
    line = ", ".join([door, *(part for part in area if part)])
    return shorten(line) if is_short else line


def write_all(
    rng: np.random.Generator, geography: Geography, communes: np.ndarray, places: np.ndarray, old_share: float
) -> list[str]:
    """Address lines of many firms, a share of them still in the old scheme, a third abbreviated."""
    chance = rng.random((len(communes), 2))
    return [
        write(
            geography, int(communes[i]), places[i], bool(chance[i, 0] < old_share), bool(chance[i, 1] < 0.33)
        )
        for i in range(len(communes))
    ]
