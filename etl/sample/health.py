"""Health cards as CSV (one part in Windows-1258, one typed in an old font), benefits as JSON Lines."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import cards, columns, dates, text, write_csv, write_lines
from etl.sample.delivery import Landing, Sheet, sheet, with_copies
from etl.sample.dirt import Dirt, person_names
from etl.sample.dirty_numbers import birth_dates, numbers, sexes
from etl.sample.encodings import whole_column, windows_1258
from etl.sample.evidence import needs_identity
from etl.sample.payee_numbers import passes_as_tax_code
from etl.sample.text import Bools
from etl.sample.world import World

CARD_ROWS, SMALL, OLD_FONT = 250_000, 500, 2_000
NAMED_CARDS = {
    "card_number": "Mã thẻ",
    "si_number": "Mã số BHXH",
    "personal_id": "Số định danh cá nhân",
    "full_name": "Họ và tên",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "object_code": "Mã đối tượng",
    "commune_code": "Mã xã",
    "commune_vintage": "Ngày danh mục",
}
BUDGET, HALF = "Ngân sách nhà nước", "Ngân sách hỗ trợ 50%"
SOURCES = {"HN": BUDGET, "TE": BUDGET, "DT": BUDGET, "CN": "Ngân sách hỗ trợ 70%", "HS": HALF, "SV": HALF}
COLLECTORS = ["Bưu điện tỉnh", "UBND xã", "Trường học", "Đại lý thu"]


def _card_numbers(rng: np.random.Generator, world: World) -> pa.Array:
    """Three kinds in use: old 15 characters, the ten digits printed since 2021, the personal id."""
    at, people = world.cards, world.people
    ten = text.numbers(people.numbers.si[at.person], 10)
    code = text.pick(cards.OBJECTS, at.object)
    level = text.pick([cards.LEVELS[name] for name in cards.OBJECTS], at.object)
    old = text.join([code, level, world.geography.province, ten])
    personal = columns.personal_id(people, at.person)
    chance = rng.random(len(at.person))
    by_id = (chance >= 0.6) & (people.numbers.personal_id[at.person] > 0)
    return text.where(chance < 0.3, old, text.where(by_id, personal, ten))


def _safe_ids(dirt: Dirt, world: World, person: np.ndarray, safe: Bools, lost: float) -> pa.Array:
    right = columns.personal_id(world.people, person)
    damaged = dirt.lose(numbers(dirt, right, 0.7, safe), lost)
    keep = safe & (
        passes_as_tax_code(world.people.numbers.personal_id[person]) | damaged.is_null().to_numpy(False)
    )
    return text.where(keep, right, damaged)


def build_cards(rng: np.random.Generator, dirt: Dirt, world: World) -> Sheet:
    """One row per card, in the order of homes."""
    at, people = world.cards, world.people
    person, n = at.person, len(at.person)
    safe = needs_identity(world)[person]
    commune, vintage = columns.communes(dirt, world.geography, people.commune[person], 0.12)
    rows = sheet(
        "hi_cards",
        {
            "card_number": _card_numbers(rng, world),
            "si_number": dirt.lose(text.numbers(people.numbers.si[person], 10), 0.05),
            "personal_id": _safe_ids(dirt, world, person, safe, 0.08),
            "full_name": person_names(dirt, columns.names(people, person), 0.8),
            "birth_date": birth_dates(dirt, people, person, "dd/mm/yyyy", safe),
            "sex": sexes(dirt, people.female[person], ("Nam", "Nữ")),
            "object_code": text.pick(cards.OBJECTS, at.object),
            "commune_code": commune,
            "commune_vintage": vintage,
            "valid_from": dates.written(at.valid_from),
            "valid_to": dates.written(at.valid_to),
            "support_source": text.pick([SOURCES.get(name) for name in cards.OBJECTS], at.object),
            "collection_organisation": text.where(
                at.object == cards.CODE["GD"], text.pick(COLLECTORS, rng.integers(0, 4, n)), None
            ),
        },
        person,
    )
    rows = rows.take(np.lexsort((at.valid_from, person)))
    rows = with_copies(rows, np.flatnonzero(dirt.hits(n, 0.001)))
    return with_copies(rows, np.flatnonzero(dirt.hits(len(rows), 0.0003)), "card_number missing")


def _fits_1258(rows: Sheet) -> Bools:
    """Rows that the code page can hold; zero-width characters and foreign alphabets it cannot."""

    def fits(value: str | None) -> bool:
        try:
            windows_1258(value or "")
        except UnicodeEncodeError:
            return False
        return True

    cells = zip(*(column.to_pylist() for column in rows.columns.values()), strict=True)
    return np.array([all(fits(value) for value in row) for row in cells])


def deliver_cards(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    """A small part in Windows-1258, one typed in TCVN3, the rest in UTF-8."""
    rows = build_cards(rng, dirt, world)
    first = np.arange(min(SMALL, len(rows) // 5))
    fits = _fits_1258(rows.take(first))
    is_small = np.zeros(len(rows), bool)
    is_small[first[fits]] = True
    path = landing.path("hi_cards", "the_bhyt_win1258.csv")
    write_csv.write(landing, path, rows.take(is_small), NAMED_CARDS, ",", "windows-1258")
    rest = rows.take(~is_small)
    cut = min(OLD_FONT, len(rest) // 4) if dirt.level > 0 else 0
    if cut:
        typed = rest.take(np.arange(cut))
        names = pc.utf8_normalize(typed.columns["full_name"], "NFC")
        typed.columns["full_name"] = whole_column(names, "tcvn3")
        write_csv.write(landing, landing.path("hi_cards", "the_bhyt_tcvn3.csv"), typed, NAMED_CARDS)
    main = rest.take(np.arange(cut, len(rest)))
    for at, part in enumerate(main.parts(-(-len(main) // CARD_ROWS))):
        write_csv.write(landing, landing.path("hi_cards", f"the_bhyt_{at + 1:02d}.csv"), part, NAMED_CARDS)


def deliver_benefits(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    """JSON Lines; a first file passed through a program that spoiled its letters."""
    at, people = world.benefits, world.people
    person = at.person
    safe = needs_identity(world)[person]
    rows = sheet(
        "si_benefits",
        {
            "personal_id": _safe_ids(dirt, world, person, safe, 0.04),
            "si_number": text.numbers(people.numbers.si[person], 10),
            "full_name": person_names(dirt, columns.names(people, person), 0.8),
            "birth_date": birth_dates(dirt, people, person, dates.ISO, safe),
            "benefit_kind": text.pick(cards.BENEFITS, at.kind),
            "from_month": dates.months(at.first, dates.ISO),
            "to_month": dates.months(at.last, dates.ISO),
        },
        person,
    )
    rows = rows.take(np.lexsort((at.first, person)))
    rows = with_copies(rows, np.flatnonzero(dirt.hits(len(rows), 0.0006)), "benefit_kind missing")
    cut = min(300, len(rows) // 5) if dirt.level > 0 else 0
    spoiled, main = rows.take(np.arange(cut)), rows.take(np.arange(cut, len(rows)))
    if cut:
        spoiled.columns["full_name"] = whole_column(spoiled.columns["full_name"], "mojibake")
        write_lines.write_json(landing, landing.path("si_benefits", "tro_cap_cu.jsonl"), spoiled, {})
    write_lines.write_json(landing, landing.path("si_benefits", "tro_cap.jsonl"), main, {})
