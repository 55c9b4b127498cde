"""Enrolment as the insurance side delivers it: units in XLS, spells in zipped CSV and a UTF-16 part."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import columns, dates, text, units, write_csv, write_sheets
from etl.sample.delivery import Landing, Sheet, sheet, with_copies
from etl.sample.dirt import Dirt, person_names
from etl.sample.dirty_numbers import birth_dates, lose_zeros, numbers, reshaped, sexes
from etl.sample.encodings import whole_column
from etl.sample.evidence import Evidence, needs_identity
from etl.sample.firms import HOUSEHOLD, respell
from etl.sample.payee_numbers import passes_as_tax_code
from etl.sample.payees import break_code
from etl.sample.payers import address_texts
from etl.sample.people import RESIDENT
from etl.sample.spell_parts import FUNDS, SCHEMES
from etl.sample.text import Bools
from etl.sample.world import World

CONTRACTS = ["Không xác định thời hạn", "Xác định thời hạn", "Hợp đồng làm việc"]
MEMBER_ROWS = 250_000
NAMED_UNITS = {
    "unit_code": "Mã đơn vị",
    "tax_code": "Mã số thuế",
    "unit_name": "Tên đơn vị",
    "address": "Địa chỉ",
    "commune_code": "Mã xã",
    "commune_vintage": "Ngày danh mục",
    "si_office_code": "Mã cơ quan BHXH",
    "unit_type_code": "Khối",
}
NAMED_MEMBERS = {
    "si_number": "Mã số BHXH",
    "personal_id": "Số định danh cá nhân",
    "old_id_number": "Số CMND",
    "full_name": "Họ và tên",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "unit_code": "Mã đơn vị",
    "contract_type": "Loại HĐLĐ",
    "contract_signed_date": "Ngày ký",
    "from_month": "Từ tháng",
    "to_month": "Đến tháng",
    "contribution_base_vnd": "Mức lương đóng",
    "submitted_date": "Ngày nộp hồ sơ",
}


def _tax_codes(dirt: Dirt, world: World, evidence: Evidence) -> pa.Array:
    """Tax codes of units: some lost, wrong, without zeros or hyphen, or a household's old number."""
    at, employer = world.units, np.maximum(world.units.employer, 0)
    n, household = len(at), world.employers.kind[employer] == HOUSEHOLD
    known = at.employer >= 0
    code = text.blank(columns.tax_codes(world.employers, employer, at.branch), ~known)
    ambiguous = household & (world.employers.root[employer] < 10**10)
    code = text.change(code, dirt.hits(n, 0.08) & ~ambiguous & (at.branch == 0), lose_zeros)
    code = text.change(
        code, dirt.hits(n, 0.2) & (at.branch > 0), text.each(lambda value: value.replace("-", ""))
    )
    wrong, lost = dirt.hits(n, 0.005) & ~household, dirt.hits(n, 0.02)
    old = np.array([bool(number) for number in world.employers.registration])[employer]
    by_old = dirt.hits(n, 0.25) & household & old & known
    registrations = text.array([world.employers.registration[one] or None for one in employer.tolist()])
    code = text.where(by_old, registrations, text.change(code, wrong, text.each(break_code)))
    evidence.unit_has_code[:] = known & ~wrong & ~lost & ~by_old
    return text.blank(code, lost)


def _unit_names(dirt: Dirt, world: World) -> pa.Array:
    """Names as typed by insurance officers, abbreviated more often than elsewhere."""
    chance, changed = dirt.rng.random((len(world.units), 3)), dirt.hits(len(world.units), 0.7)
    names = [respell(name, chance[i]) if changed[i] else name for i, name in enumerate(world.units.name)]
    return dirt.many(text.array(names), 0.013, pc.utf8_upper)


def build_units(rng: np.random.Generator, dirt: Dirt, world: World, evidence: Evidence) -> Sheet:
    """One row per unit, pseudo-units among them."""
    at = world.units
    n = len(at)
    commune, vintage = columns.communes(dirt, world.geography, at.commune, 0.3)
    address = address_texts(dirt, world, np.maximum(at.employer, 0), 0.5)
    rows = sheet(
        "si_units",
        {
            "unit_code": text.array(at.code),
            "tax_code": _tax_codes(dirt, world, evidence),
            "unit_name": _unit_names(dirt, world),
            "address": text.blank(address, at.employer < 0),
            "commune_code": commune,
            "commune_vintage": vintage,
            "si_office_code": text.array(at.office),
            "unit_type_code": text.array(at.block),
            "status": text.pick(units.STATUSES, at.status),
            "first_month": dates.months(at.first),
            "last_month": dates.months(at.last),
            "uses_e_transactions": columns.booleans(rng.random(n) < 0.9, "x", None),
        },
        employer=at.employer,
    )
    return rows.take(np.lexsort((np.array(at.code), np.array(at.office))))


def deliver_units(
    rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing, evidence: Evidence
) -> None:
    """XLS typed in an old font for the first units, CSV for what an old sheet cannot hold."""
    rows = build_units(rng, dirt, world, evidence)
    first = rows.take(np.arange(min(len(rows), write_sheets.MOST_ROWS_XLS)))
    if dirt.level > 0:
        for name in ("unit_name", "address"):
            first.columns[name] = whole_column(pc.utf8_normalize(first.columns[name], "NFC"), "tcvn3")
    numeric = {"tax_code": dirt.hits(len(first), 0.1)}
    path = landing.path("si_units", "don_vi.xls")
    write_sheets.write_xls(landing, path, first, NAMED_UNITS, "DANH SÁCH ĐƠN VỊ THAM GIA BHXH", numeric)
    rest = rows.take(np.arange(len(first), len(rows)))
    if len(rest):
        write_csv.write(landing, landing.path("si_units", "don_vi_tiep.csv"), rest, NAMED_UNITS)


def _member_ids(dirt: Dirt, world: World, safe: Bools) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Insurance book, personal id, CMND of each spell; every row keeps one number that is right."""
    people, at = world.people, world.spells
    person, n = at.person, len(at)
    book = np.where(at.in_second_book, people.numbers.second_si[person], people.numbers.si[person])
    right = text.where(
        at.under_previous_id, columns.previous_id(people, person), columns.personal_id(people, person)
    )
    has_old = (people.numbers.old_number[person] > 0) & ((people.kind[person] == RESIDENT) | ~safe)
    only_old, no_id = dirt.hits(n, 0.04) & has_old, dirt.hits(n, 0.05) & ~safe
    shown = numbers(dirt, right, safe=safe)
    shown = text.where(safe & passes_as_tax_code(people.numbers.personal_id[person]), right, shown)
    personal = text.blank(shown, only_old | no_id)
    gives_old = only_old | (has_old & (dirt.rng.random(n) < 0.3))
    si_number = text.numbers(book, 10)
    whole = personal.is_valid().to_numpy(zero_copy_only=False)
    si_number = text.where(whole, reshaped(dirt, si_number, 0.5), si_number)
    return si_number, personal, text.where(gives_old, columns.old_number(people, person), None)


def build_members(rng: np.random.Generator, dirt: Dirt, world: World) -> Sheet:
    """One row per spell in the order of offices and units; rejected copies lie beside good rows."""
    people, at = world.people, world.spells
    person, n = at.person, len(at)
    safe = needs_identity(world)[person]
    si_number, personal, old_number = _member_ids(dirt, world, safe)
    name = text.where(
        at.under_old_name, people.old_name.take(pa.array(person)), columns.names(people, person)
    )
    rows = sheet(
        "si_members",
        {
            "si_number": si_number,
            "personal_id": personal,
            "old_id_number": old_number,
            "full_name": person_names(dirt, name),
            "birth_date": birth_dates(dirt, people, person, "dd/mm/yyyy", safe),
            "sex": sexes(dirt, people.female[person], ("1", "0")),
            "unit_code": text.pick(world.units.code, at.unit),
            "scheme": text.pick(SCHEMES, at.scheme),
            "funds": text.pick(FUNDS, at.funds),
            "contract_type": dirt.lose(text.pick(CONTRACTS, rng.choice(3, n, p=[0.5, 0.4, 0.1])), 0.05),
            "contract_signed_date": dates.written(at.signed),
            "from_month": dates.months(at.first),
            "to_month": dates.months(at.last),
            "contribution_base_vnd": text.numbers(at.base),
            "submitted_date": dates.written(at.submitted),
        },
        person,
        world.units.employer[at.unit],
    )
    office = np.unique(np.array(world.units.office), return_inverse=True)[1]
    rows = rows.take(np.lexsort((at.first, person, at.unit, office[at.unit])))
    rows = with_copies(rows, np.flatnonzero(dirt.hits(n, 0.001)))
    rows = with_copies(rows, np.flatnonzero(dirt.hits(len(rows), 0.0004)), "from_month missing")
    good = np.flatnonzero(dirt.hits(len(rows), 0.0004) & (rows.reject == 0))
    return with_copies(rows, good, "unit_code missing")


def deliver_members(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    """The first thousand rows as a UTF-16 tab file with Nam/Nữ, the rest as CSV in zip archives."""
    rows = build_members(rng, dirt, world)
    cut = min(1000, len(rows) // 4)
    small, rest = rows.take(np.arange(cut)), rows.take(np.arange(cut, len(rows)))
    sex = small.columns["sex"]
    small.columns["sex"] = pc.if_else(pc.equal(sex, "1"), "Nam", pc.if_else(pc.equal(sex, "0"), "Nữ", sex))
    path = landing.path("si_members", "qua_trinh_utf16.tsv")
    write_csv.write(landing, path, small, NAMED_MEMBERS, "\t", "utf-16")
    for at, part in enumerate(rest.parts(-(-len(rest) // MEMBER_ROWS))):
        path = landing.path("si_members", f"qua_trinh_{at + 1:02d}.csv.zip")
        write_csv.write(landing, path, part, NAMED_MEMBERS)
