"""Lists of other bodies: targets, denominators, groups of people, results that an office sends back."""

import numpy as np
import pyarrow.compute as pc

from etl.sample import columns, text, write_csv, write_sheets
from etl.sample.cards import CODE
from etl.sample.delivery import Landing, Sheet, sheet, with_copies
from etl.sample.dirt import Dirt, person_names
from etl.sample.dirty_numbers import birth_dates, numbers
from etl.sample.encodings import whole_column
from etl.sample.evidence import needs_identity
from etl.sample.geography import NEW
from etl.sample.spell_parts import COMPULSORY, VOLUNTARY
from etl.sample.text import Ints
from etl.sample.world import World

OUTCOMES = ["đã tham gia", "đang tham gia nơi khác", "nghỉ việc", "thử việc", "hưu trí", "chưa xác định"]
LEGAL = {
    "HS": "Luật BHYT, Điều 12",
    "CN": "Luật BHYT, Điều 12",
    "ND75": "Nghị định 75/2023/NĐ-CP",
    "TN": "Luật Việc làm",
}
CN, HS = CODE["CN"], CODE["HS"]
NAMED_SEGMENTS = {"personal_id": "Số định danh cá nhân", "full_name": "Họ và tên", "birth_date": "Ngày sinh"}
NAMED_TARGETS = {"issuing_document": "Văn bản giao"}


def _by_commune(world: World, person: Ints) -> Ints:
    """How many of these people live in each commune of today."""
    home = world.people.commune[person]
    new = np.array(world.geography.new_of)[home[home >= 0]]
    return np.bincount(new, minlength=len(world.geography.new_code))


def deliver_targets(rng: np.random.Generator, world: World, landing: Landing) -> None:
    """Targets of the year for the province and its communes, a little above what there is."""
    year = world.year + 1
    now = world.spells.last < 0
    counted = {
        "compulsory_si": np.unique(world.spells.person[now & (world.spells.scheme == COMPULSORY)]),
        "voluntary_si": np.unique(world.spells.person[now & (world.spells.scheme == VOLUNTARY)]),
        "hi": np.unique(world.cards.person),
    }
    table: list[tuple[str, str, str, str]] = [
        (world.geography.province, "ui", str(int(len(counted["compulsory_si"]) * 0.9)), "people"),
        (world.geography.province, "late_ratio", "2.40", "percent"),
        (world.geography.province, "e_transactions", "95", "percent"),
    ]
    for scheme, people in counted.items():
        growth = rng.uniform(1.02, 1.12, len(world.geography.new_code))
        goals = np.ceil(_by_commune(world, people) * growth).astype(int)
        table.append((world.geography.province, scheme, str(int(goals.sum())), "people"))
        table += [
            (code, scheme, str(goal), "people")
            for code, goal in zip(world.geography.new_code, goals, strict=True)
        ]
    areas, schemes, values, kinds = zip(*table, strict=True)
    n = len(table)
    rows = sheet(
        "targets",
        {
            "issuing_document": text.array([f"Quyết định số 12/QĐ-UBND năm {year}"] * n),
            "area_code": text.array(areas),
            "area_vintage": text.array([NEW] * n),
            "scheme": text.array(schemes),
            "value": text.array(values),
            "value_kind": text.array(kinds),
            "due_date": text.array([f"31/12/{year}"] * n),
        },
    )
    write_csv.write(landing, landing.path("targets", "chi_tieu.csv", str(year)), rows, NAMED_TARGETS, ";")


def deliver_denominators(world: World, landing: Landing) -> None:
    """Population and labour force of the province and its communes, each with its source."""
    people, living = world.people, np.arange(world.residents)
    age = people.age(world.today)[living]
    working = living[(age >= 15) & (age < 61)]
    table = []
    for kind, who, share in (
        ("population", living, 1.0),
        ("working_age", working, 1.0),
        ("labour_force", working, 0.9),
    ):
        counts = np.maximum(1, np.round(_by_commune(world, who) * share)).astype(int)
        areas = [*world.geography.new_code, world.geography.province]
        table += [
            (area, kind, str(count)) for area, count in zip(areas, [*counts, counts.sum()], strict=True)
        ]
    areas_, kinds, values = zip(*table, strict=True)
    n = len(table)
    rows = sheet(
        "denominators",
        {
            "area_code": text.array(areas_),
            "area_vintage": text.array([NEW] * n),
            "kind": text.array(kinds),
            "value": text.array(values),
            "source": text.array(["Niên giám thống kê (số liệu giả lập)"] * n),
            "as_of_date": text.array([f"01/07/{world.year + 1}"] * n),
        },
    )
    write_sheets.write_plain(landing, landing.path("denominators", "dan_so_lao_dong.xlsx"), rows, {})


def _segment(dirt: Dirt, world: World, person: Ints, code: str) -> Sheet:
    people, n = world.people, len(person)
    safe = needs_identity(world)[person]
    commune, vintage = columns.communes(dirt, world.geography, people.commune[person], 0.2)
    rows = sheet(
        "segments",
        {
            "personal_id": dirt.lose(numbers(dirt, columns.personal_id(people, person), safe=safe), 0.02),
            "full_name": person_names(dirt, columns.names(people, person)),
            "birth_date": birth_dates(dirt, people, person, "dd/mm/yyyy", np.ones(n, bool)),
            "segment_code": text.array([code] * n),
            "commune_code": commune,
            "commune_vintage": vintage,
            "from_date": text.array([f"01/01/{world.year + 1}"] * n),
            "to_date": text.array([f"31/12/{world.year + 1}"] * n),
            "legal_basis": text.array([LEGAL[code]] * n),
        },
        person,
    )
    return with_copies(rows, np.flatnonzero(dirt.hits(n, 0.002)), "segment_code missing")


def deliver_segments(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    """Pupils, near-poor (typed in a VNI font), Decree 75 groups, people registered as unemployed."""
    cards = world.cards
    pupils, near_poor = (
        np.unique(cards.person[cards.object == HS]),
        np.unique(cards.person[cards.object == CN]),
    )
    unemployed = np.unique(world.benefits.person[world.benefits.kind == 3])
    decree = np.unique(cards.person[cards.object == CODE["DT"]])
    lists = {
        "HS": ("hoc_sinh.csv", pupils[rng.random(len(pupils)) < 0.15]),
        "CN": ("can_ngheo_vni.csv", near_poor[: max(20, len(near_poor) // 4)]),
        "ND75": ("nghi_dinh_75.csv", decree[rng.random(len(decree)) < 0.3]),
        "TN": ("that_nghiep.csv", unemployed),
    }
    for code, (name, person) in lists.items():
        person = person[world.people.commune[person] >= 0]
        if not len(person):
            continue
        rows = _segment(dirt, world, person, code)
        if code == "CN" and dirt.level > 0:
            names = rows.columns["full_name"]
            rows.columns["full_name"] = whole_column(pc.utf8_normalize(names, "NFC"), "vni")
        write_csv.write(landing, landing.path("segments", name), rows, NAMED_SEGMENTS)


def deliver_outcomes(rng: np.random.Generator, world: World, landing: Landing) -> None:
    """A workbook that an office sent back; its lines are of a list of long ago, so none of today's match."""
    n = 24
    lines = [f"{int(value):016x}" for value in rng.integers(1 << 60, 1 << 62, n)]
    day = [f"{1 + at:02d}/{world.period[5:7]}/{world.period[:4]}" for at in range(n)]
    rows = sheet(
        "outcomes",
        {
            "list_id": text.array(["out_uncovered_workers"] * n),
            "line_id": text.array(lines),
            "outcome_code": text.pick(OUTCOMES, rng.integers(0, len(OUTCOMES), n)),
            "workers_registered": text.numbers(rng.integers(0, 2, n)),
            "decided_date": text.array(day),
            "officer": text.array(["Cán bộ thu số 1"] * n),
            "note": text.array(
                ["Đã làm việc trực tiếp\nĐơn vị cam kết đăng ký" if at % 5 == 0 else None for at in range(n)]
            ),
        },
    )
    write_sheets.write_plain(landing, landing.path("outcomes", "ket_qua_xu_ly.xlsx"), rows, {})
