"""The residence registry: CSV with a byte order mark, in several files (one gzipped) for bigger provinces."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import columns, dates, households, text, write_csv
from etl.sample.delivery import RULE, Landing, Sheet, sheet, with_copies
from etl.sample.dirt import Dirt, person_names
from etl.sample.dirty_numbers import birth_dates, reshaped, sexes
from etl.sample.payee_numbers import passes_as_tax_code
from etl.sample.people import STATUSES
from etl.sample.world import World

SPLIT_FROM, FILE_ROWS = 200_000, 250_000
NAMED = {
    "personal_id": "Số định danh cá nhân",
    "old_id_number": "Số CMND",
    "full_name": "Họ và tên",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "hamlet": "Thôn/Tổ",
    "household_id": "Mã hộ",
    "relation_to_head": "Quan hệ với chủ hộ",
}
RELATIONS = {
    households.HEAD: "Chủ hộ",
    households.SPOUSE: "Vợ/Chồng",
    households.CHILD: "Con",
    households.PARENT: "Bố/Mẹ",
    households.OTHER: "Khác",
}
HAMLETS = ["Xóm", "Thôn", "Khối", "Tổ"]


def _hamlets(world: World) -> pa.Array:
    head = world.people.head[: world.residents]
    return text.join([text.pick(HAMLETS, head % 7 % 4), " ", text.numbers(head // 40 % 14 + 1)])


def _current_communes(rng: np.random.Generator, world: World) -> np.ndarray:
    """Where people live now: one in twenty-five households elsewhere in the province."""
    people = world.people
    moved = rng.random(world.residents) < 0.04
    away = rng.integers(0, len(world.geography.old_code), world.residents)
    head = people.head[: world.residents]
    return np.where(moved[head], away[head], people.commune[: world.residents])


def build(rng: np.random.Generator, dirt: Dirt, world: World) -> Sheet:
    """One row per resident; damaged copies that must be rejected lie between them, never in their place."""
    people = world.people
    who = np.arange(world.residents)
    numbers = people.numbers
    right = columns.personal_id(people, who)
    ambiguous = passes_as_tax_code(numbers.personal_id[who])
    home = people.commune[who]
    permanent, vintage = columns.communes(dirt, world.geography, home, 0.15)
    is_old = pc.equal(vintage, "2025-06-30").to_numpy(zero_copy_only=False)
    now = _current_communes(rng, world)
    new_now = text.pick(world.geography.new_code, np.array(world.geography.new_of)[now])
    current = text.where(is_old, text.pick(world.geography.old_code, now), new_now)
    recent = world.today - people.birth[who] < np.timedelta64(800, "D")
    rows = sheet(
        "residents",
        {
            "personal_id": text.where(ambiguous, right, reshaped(dirt, right, 0.4)),
            "old_id_number": columns.old_number(people, who),
            "previous_personal_id": columns.previous_id(people, who),
            "full_name": person_names(dirt, columns.names(people, who), 0.25),
            "birth_date": birth_dates(dirt, people, who, "dd/mm/yyyy", recent, 0.6),
            "sex": sexes(dirt, people.female[who], ("Nam", "Nữ")),
            "nationality": text.array(["Việt Nam"] * len(who)),
            "permanent_commune_code": permanent,
            "current_commune_code": dirt.lose(current, 0.01),
            "commune_vintage": vintage,
            "hamlet": dirt.lose(_hamlets(world), 0.03),
            "household_id": text.join([f"{world.geography.province}H", text.numbers(people.head[who], 9)]),
            "relation_to_head": text.pick(list(RELATIONS.values()), people.relation[who]),
            "status": text.pick(STATUSES, people.status[who]),
            "status_date": dates.written(people.status_date[who], "dd/mm/yyyy"),
            "is_protected": columns.booleans(people.is_protected[who]),
        },
        who,
    )
    return _with_garbage(dirt, rows)


def _with_garbage(dirt: Dirt, rows: Sheet) -> Sheet:
    """Repeated rows, and copies whose id was mangled beyond repair by a spreadsheet."""
    rows = with_copies(rows, np.flatnonzero(dirt.hits(len(rows), 0.0015)))
    before = np.flatnonzero(dirt.hits(len(rows), 0.0008) & (rows.reject == 0))
    rows = with_copies(rows, before, "personal_id invalid")
    broken = rows.reject == RULE["personal_id invalid"]
    mangled = ["4.01E+10", "04009501234X", "0400950", "040995012345"]
    rows.columns["personal_id"] = text.where(
        broken, text.pick(mangled, dirt.rng.integers(0, len(mangled), len(rows))), rows.columns["personal_id"]
    )
    return rows


def deliver(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    """One file, or several with the first one gzipped."""
    rows = build(rng, dirt, world)
    n = 1 if world.residents < SPLIT_FROM else max(2, -(-len(rows) // FILE_ROWS))
    for at, part in enumerate(rows.parts(n)):
        ending = "csv.gz" if n > 1 and at == 0 else "csv"
        path = landing.path("residents", f"dan_cu_{at + 1:02d}.{ending}")
        write_csv.write(landing, path, part, NAMED, ",", "utf-8-sig")
