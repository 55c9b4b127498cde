"""Names of employers, and the many ways in which offices spell one name (DOMAIN §6.4)."""

import numpy as np
import numpy.typing as npt

from etl.sample.geography import Geography
from etl.sample.text import Ints
from etl.sample.words import words

ENTERPRISE, COOPERATIVE, PUBLIC, HOUSEHOLD, OUTSIDE = range(5)
KINDS = ["enterprise", "cooperative", "public", "household", "outside"]
LIMITED, ONE_MEMBER, JOINT_STOCK, PRIVATE = (
    "Công ty TNHH",
    "Công ty TNHH một thành viên",
    "Công ty Cổ phần",
    "Doanh nghiệp tư nhân",
)
FORMS, FORM_SHARES = [LIMITED, ONE_MEMBER, JOINT_STOCK, PRIVATE], [0.42, 0.28, 0.22, 0.08]
SPELLINGS = {
    ONE_MEMBER: [
        "Công ty TNHH MTV",
        "CÔNG TY TNHH MTV",
        "Cty TNHH một thành viên",
        "Công ty TNHH 1TV",
        "CT TNHH MTV",
    ],
    LIMITED: ["Cty TNHH", "C.Ty TNHH", "CT TNHH", "CÔNG TY TNHH", "Công ty trách nhiệm hữu hạn"],
    JOINT_STOCK: ["CTCP", "Cty CP", "CT CP", "Công ty cổ phần", "CÔNG TY CỔ PHẦN"],
    PRIVATE: ["DNTN", "DN tư nhân", "DOANH NGHIỆP TƯ NHÂN"],
    "Hợp tác xã": ["HTX", "HỢP TÁC XÃ"],
    "Hộ kinh doanh": ["HKD", "Hộ KD", "HỘ KINH DOANH", "Cá nhân kinh doanh"],
    "Chi nhánh": ["CN", "CHI NHÁNH"],
    "Trường Tiểu học": ["Trường TH", "TRƯỜNG TIỂU HỌC"],
    "Trường Mầm non": ["Trường MN", "TRƯỜNG MẦM NON"],
    "Ủy ban nhân dân": ["UBND", "Uỷ ban nhân dân"],
}
SHORTER = {
    "Thương mại và Dịch vụ": ["TM & DV", "TMDV", "TM và DV", "Thương mại Dịch vụ"],
    "Xây dựng và Thương mại": ["XD & TM", "Xây dựng Thương mại", "XD và TM"],
    "Sản xuất và Thương mại": ["SX & TM", "SX và TM"],
    "Đầu tư Xây dựng": ["ĐTXD", "Đầu tư XD"],
    "Vật liệu xây dựng": ["VLXD"],
}


def short_place(name: str) -> str:
    """A commune's or province's name without its kind: `Phường Trường Vinh` gives `Trường Vinh`."""
    for kind in ("Thành phố ", "Tỉnh ", "Phường ", "Xã ", "Thị trấn ", "Đặc khu "):
        name = name.removeprefix(kind)
    return name


def _one(list_name: str, chance: float) -> str:
    choices = words(list_name)
    return choices[int(chance * len(choices))]


def _name(kind: int, form: str, place: str, owner: str, r: np.ndarray) -> str:
    """An official name; `r` are five uniform numbers, `place` the commune of today with its kind."""
    distinctive = f"{_one('firm_first_words', r[0])} {_one('firm_last_words', r[1])}"
    if kind == PUBLIC:
        return f"{_one('public_bodies', r[2])} {place}"
    if kind == COOPERATIVE:
        trade = "Nông nghiệp" if r[2] < 0.6 else "Dịch vụ"
        return f"Hợp tác xã {trade} {short_place(place) if r[3] < 0.5 else distinctive}"
    if kind == HOUSEHOLD:
        return f"Hộ kinh doanh {owner if r[3] < 0.5 else _one('shops', r[2]) + ' ' + distinctive}"
    activity = _one("firm_activities", r[2]) + " " if r[3] < 0.8 else ""
    tail = f" {short_place(place)}" if r[4] < 0.08 else " Việt Nam" if r[4] > 0.95 else ""
    return f"{form} {activity}{distinctive}{tail}"


def draw_names(
    rng: np.random.Generator,
    geography: Geography,
    kind: npt.NDArray[np.int8],
    commune: Ints,
    owners: list[str],
) -> list[str]:
    """One name per employer in its full official spelling; household businesses often bear the owner's."""
    forms = rng.choice(FORMS, size=len(kind), p=FORM_SHARES)
    chance = rng.random((len(kind), 5))
    places = [geography.new_name[geography.new_of[at]] for at in commune]
    return [_name(int(kind[i]), str(forms[i]), places[i], owners[i], chance[i]) for i in range(len(kind))]


def respell(name: str, r: np.ndarray) -> str:
    """The name as another office spells it; `r` are three uniform numbers that decide how far it goes."""
    for official, others in SPELLINGS.items():
        if name.startswith(official) and r[0] < 0.6:
            name = others[int(r[0] / 0.6 * len(others))] + name.removeprefix(official)
            break
    for official, others in SHORTER.items():
        if official in name and r[1] < 0.5:
            name = name.replace(official, others[int(r[1] / 0.5 * len(others))])
    return name.upper() if r[2] < 0.35 else name
