"""Tax registrations: a workbook with titles, merged headers, totals and signatures; CSV where it grows."""

import numpy as np
import pyarrow as pa

from etl.sample import addresses, columns, text, write_csv, write_sheets
from etl.sample.delivery import Landing, Sheet, refuse, sheet, with_copies
from etl.sample.dirt import Dirt, add_invisible, person_names
from etl.sample.dirty_numbers import lose_zeros, numbers
from etl.sample.employers import ACTIVE, DISSOLVED, LEFT, SUSPENDED
from etl.sample.firms import HOUSEHOLD, OUTSIDE, respell
from etl.sample.payees import office_name
from etl.sample.text import Ints
from etl.sample.world import World

NAMED = {
    "payer_tax_code": "Mã số thuế",
    "payer_name": "Tên người nộp thuế",
    "address": "Địa chỉ",
    "commune_code": "Mã xã",
    "commune_vintage": "Ngày danh mục",
    "tax_office": "Cơ quan thuế quản lý",
    "status_code": "Trạng thái",
    "industry_code": "Mã ngành",
    "representative_name": "Người đại diện",
    "representative_id": "Số định danh người đại diện",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "workers_declared": "Tổng số lao động",
    "contract_workers_declared": "Số lao động có hợp đồng",
    "wages_paid_vnd": "Tổng thu nhập chịu thuế",
    "pit_withheld_vnd": "Tổng thuế đã khấu trừ",
}
GROUPS = [("NGƯỜI NỘP THUẾ", 5), ("", 3), ("NGƯỜI ĐẠI DIỆN", 2), ("LIÊN HỆ", 2), ("SỐ LIỆU KÊ KHAI", 4)]
INDUSTRIES = [
    "4711",
    "4290",
    "4100",
    "1410",
    "4933",
    "1030",
    "5610",
    "7110",
    "6201",
    "2592",
    "1629",
    "8510",
    "8010",
]


def status_codes(status: Ints, household: np.ndarray) -> pa.Array:
    """The tax side's list: 00 and 04 active, 01 closed, 03 stopped, 05 suspended, 06 not at its address."""
    known = {SUSPENDED: "05", LEFT: "06", DISSOLVED: "01", ACTIVE: "00"}
    code = text.array([known.get(int(one), "03") for one in status])
    return text.where(household & (status == ACTIVE), "04", code)


def phones(rng: np.random.Generator, n: int) -> pa.Array:
    """Mobile numbers, and a fifth of landlines with their area code."""
    start = text.pick(["091", "098", "036", "077", "0238"], rng.integers(0, 5, n))
    return text.join([start, text.numbers(rng.integers(0, 10**7, n), 7)])


def firm_texts(dirt: Dirt, world: World, employer: Ints) -> pa.Array:
    """Names as this office spells them: clean at level 0, else in one of the many spellings for most."""
    chance = dirt.rng.random((len(employer), 3))
    changed = dirt.hits(len(employer), 0.55)
    spelled = [
        respell(world.employers.name[at], chance[i]) if changed[i] else world.employers.name[at]
        for i, at in enumerate(employer.tolist())
    ]
    return dirt.some(dirt.many(text.array(spelled), 0.03, text.strip_marks), 0.03, add_invisible)


def address_texts(dirt: Dirt, world: World, employer: Ints, old_share: float) -> pa.Array:
    lines = addresses.write_all(
        dirt.rng,
        world.geography,
        world.employers.commune[employer],
        world.employers.place[employer],
        min(1.0, old_share * dirt.level),
    )
    return dirt.lose(text.array(lines), 0.012)


def _sums(world: World, employer: Ints, branch: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Workers, those under contract, wages and tax of each payer by its lists."""
    jobs = world.jobs
    key, wanted = jobs.employer * 10 + jobs.branch, employer * 10 + branch
    size = int(max(key.max(), wanted.max())) + 1

    def total(weights: Ints) -> Ints:
        return np.bincount(key, weights, size).astype(np.int64)[wanted]

    one = np.ones(len(key), np.int64)
    return total(one), total(one * ~jobs.is_annex_2), total(jobs.income), total(jobs.withheld)


def build(rng: np.random.Generator, dirt: Dirt, world: World) -> Sheet:
    """One row per head office and per branch that pays for itself."""
    employers, people = world.employers, world.people
    sites = np.unique(world.jobs.employer * 10 + world.jobs.branch)
    heads = np.flatnonzero(employers.kind != OUTSIDE) * 10
    sites = np.union1d(sites, heads)
    employer, branch = sites // 10, sites % 10
    owner, household = employers.owner[employer], employers.kind[employer] == HOUSEHOLD
    code, vintage = columns.communes(dirt, world.geography, employers.commune[employer], 0.3)
    office = [office_name(world, at) for at in range(len(world.geography.new_of))]
    workers, contracts, wages, tax = _sums(world, employer, branch)
    clean = columns.tax_codes(employers, employer, branch)
    ambiguous = household & (employers.root[employer] < 10**10)
    rows = sheet(
        "tax_payers",
        {
            "payer_tax_code": text.change(
                clean, dirt.hits(len(sites), 0.03) & (branch == 0) & ~ambiguous, lose_zeros
            ),
            "payer_name": firm_texts(dirt, world, employer),
            "address": address_texts(dirt, world, employer, 0.45),
            "commune_code": code,
            "commune_vintage": vintage,
            "tax_office": text.pick(office, employers.commune[employer]),
            "status_code": status_codes(employers.status[employer], household),
            "industry_code": text.pick(INDUSTRIES, rng.integers(0, len(INDUSTRIES), len(sites))),
            "representative_name": person_names(dirt, columns.names(people, owner)),
            "representative_id": numbers(dirt, columns.personal_id(people, owner)),
            "phone": dirt.lose(phones(rng, len(sites)), 0.2),
            "email": text.blank(
                text.join(["lienhe", text.numbers(sites), "@example.vn"]), rng.random(len(sites)) < 0.6
            ),
            "workers_declared": text.numbers(workers),
            "contract_workers_declared": text.numbers(contracts),
            "wages_paid_vnd": columns.grouped(wages, "."),
            "pit_withheld_vnd": columns.grouped(tax, "."),
        },
        employer=employer,
    )
    refuse(rows, dirt.hits(len(sites), 0.001) & (workers == 0), "payer_name missing", None)
    return with_copies(rows, np.flatnonzero(dirt.hits(len(sites), 0.003)))


def deliver(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing) -> None:
    """Write the registrations: one workbook, or CSV files once they pass what a sheet is used for."""
    rows = build(rng, dirt, world)
    if len(rows) > write_sheets.MOST_ROWS:
        for at, part in enumerate(rows.parts(-(-len(rows) // 200_000))):
            path = landing.path("tax_payers", f"danh_ba_nnt_{at + 1:02d}.csv")
            write_csv.write(landing, path, part, NAMED, ";", "utf-8-sig")
        return
    title = ["CỤC THUẾ", "DANH SÁCH TỔ CHỨC, CÁ NHÂN TRẢ THU NHẬP", f"Kỳ: năm {world.year}"]
    path = landing.path("tax_payers", "danh_ba_nnt.xlsx")
    numeric = {"payer_tax_code": dirt.hits(len(rows), 0.02), "phone": dirt.hits(len(rows), 0.1)}
    write_sheets.write_titled(landing, path, rows, NAMED, title, GROUPS, numeric)
