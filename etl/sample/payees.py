"""Tax lists of people paid (tax_payees): a few forms in XML with amendments, the rest in bulk files."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample import columns, reasons, text, write_csv, write_xml
from etl.sample.delivery import Landing, Sheet, refuse, sheet, with_copies
from etl.sample.dirt import Dirt, person_names
from etl.sample.dirty_numbers import lose_zeros
from etl.sample.encodings import whole_column
from etl.sample.evidence import Evidence, needs_identity
from etl.sample.firms import HOUSEHOLD
from etl.sample.payee_numbers import fill
from etl.sample.people import FOREIGNER
from etl.sample.returns import Lines, amended_in_bulk, choose_forms, earlier_attempt, first_lines
from etl.sample.text import Ints
from etl.sample.world import World

BULK_ROWS = 150_000
NAMED = {
    "annex": "Phụ lục",
    "payer_tax_code": "Mã số thuế tổ chức trả thu nhập",
    "payee_name": "Họ và tên",
    "payee_tax_code": "Mã số thuế cá nhân",
    "id_document_type": "Loại giấy tờ",
    "id_document_number": "Số giấy tờ",
    "is_nonresident": "Cá nhân không cư trú",
    "is_foreigner": "Người nước ngoài",
    "authorises_finalisation": "Ủy quyền quyết toán",
    "income_vnd": "Tổng thu nhập chịu thuế",
    "insurance_deducted_vnd": "Bảo hiểm được trừ",
    "tax_withheld_vnd": "Số thuế đã khấu trừ",
    "amendment": "Lần nộp",
}


def _payer_codes(dirt: Dirt, world: World, employer: Ints, branch: Ints) -> pa.Array:
    """Codes as each payer's list has them: zeros lost or the hyphen left out throughout a payer's lines."""
    sites, back = np.unique(employer * 10 + branch, return_inverse=True)
    clean = columns.tax_codes(world.employers, sites // 10, sites % 10)
    root = world.employers.root[sites // 10]
    ambiguous = (world.employers.kind[sites // 10] == HOUSEHOLD) & (root < 10**10)
    code = text.change(clean, dirt.hits(len(sites), 0.12) & ~ambiguous & (sites % 10 == 0), lose_zeros)
    bare = dirt.hits(len(sites), 0.2) & (sites % 10 > 0)
    code = text.change(code, bare, text.each(lambda value: value.replace("-", "")))
    return code.take(pa.array(back))


def _sheet(dirt: Dirt, world: World, lines: Lines, evidence: Evidence, is_form: bool) -> Sheet:
    """The lines as text; notes in `evidence` which of them lead to their person."""
    people, jobs, n = world.people, world.jobs, len(lines.job)
    job = np.maximum(lines.job, 0)
    ids = fill(dirt, people, lines.person, needs_identity(world))
    counted = (lines.job >= 0) & ~lines.superseded
    evidence.leads_to_person[lines.job[counted]] = ids.leads_to_person[counted]
    under_old = (dirt.rng.random(n) < 0.2) & people.old_name.is_valid().to_numpy(zero_copy_only=False)[
        lines.person
    ]
    name = text.where(
        under_old, people.old_name.take(pa.array(lines.person)), columns.names(people, lines.person)
    )
    foreigner = people.kind[lines.person] == FOREIGNER
    income = np.round(jobs.income[job] * lines.factor).astype(np.int64)
    deducted = np.where(lines.is_annex_2, -1, np.maximum(jobs.deducted[job], 0))
    codes = columns.tax_codes(world.employers, lines.employer, lines.branch)
    main = np.isin(jobs.reason[job], [reasons.OWN, reasons.STRONG, reasons.VERY_STRONG])
    rows = sheet(
        "tax_payees",
        {
            "annex": text.where(lines.is_annex_2, "05-2", text.array(["05-1"] * n)),
            "payer_tax_code": codes if is_form else _payer_codes(dirt, world, lines.employer, lines.branch),
            "payee_name": person_names(dirt, name),
            "payee_tax_code": ids.tax_code,
            "id_document_type": ids.document_type,
            "id_document_number": ids.document_number,
            "is_nonresident": columns.booleans(foreigner & lines.is_annex_2),
            "is_foreigner": columns.booleans(foreigner),
            "authorises_finalisation": columns.booleans(
                main & ~lines.is_annex_2 & (dirt.rng.random(n) < 0.7)
            ),
            "income_vnd": text.numbers(income),
            "insurance_deducted_vnd": text.numbers(deducted, empty=-1),
            "tax_withheld_vnd": text.numbers(jobs.withheld[job]),
            "amendment": text.numbers(lines.amendment),
        },
        lines.person,
        lines.employer,
    )
    rows.superseded[:] = lines.superseded
    return rows


def break_code(value: str) -> str:
    """A tax code whose check digit is wrong."""
    root = value.replace("-", "")[:10].zfill(10)
    return root[:9] + str((int(root[9]) + 5) % 10)


def _refuse_some(dirt: Dirt, rows: Sheet) -> None:
    """Rows that no reader may accept."""
    n = len(rows)
    refuse(rows, dirt.hits(n, 0.0005), "payee_name missing", None)
    refuse(rows, dirt.hits(n, 0.0005), "income_vnd missing", None)
    refuse(rows, dirt.hits(n, 0.0003), "annex invalid", lambda cells: ["05-4"] * len(cells))
    refuse(rows, dirt.hits(n, 0.0007), "payer_tax_code invalid", text.each(break_code))


def _note_visible(evidence: Evidence, lines: Lines, rows: Sheet) -> None:
    seen = (lines.job >= 0) & ~lines.superseded & (rows.reject == 0)
    evidence.visible[lines.job[seen]] = True


def _deliver_forms(
    rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing, lines: Lines, evidence: Evidence
) -> None:
    """One XML file a payer and attempt; every eighth payer amended once, every twentieth twice."""
    site = lines.employer * 10 + lines.branch
    folder = landing.path("tax_payees", "x", str(world.year)).parent
    for at, one in enumerate(np.unique(site)):
        final = lines.take(site == one)
        attempts = 2 if at % 20 == 3 else 1 if at % 8 == 1 else 0
        versions = [earlier_attempt(rng, world, final, k) for k in range(attempts)]
        final.amendment[:] = attempts
        for version in [*versions, final]:
            version = version.take(np.argsort(version.is_annex_2, kind="stable"))
            rows = _sheet(dirt, world, version, evidence, is_form=True)
            _note_visible(evidence, version, rows)
            form = write_xml.Form(
                code=columns.tax_codes(world.employers, np.array([one // 10]), np.array([one % 10]))[
                    0
                ].as_py(),
                name=world.employers.name[one // 10],
                office=office_name(world, int(world.employers.commune[one // 10])),
                year=world.year,
                attempt=int(version.amendment[0]),
                day=f"{world.year + 1}-03-{20 + at % 10}",
            )
            write_xml.write(landing, folder, form, rows)


def office_name(world: World, commune: int) -> str:
    """The tax office of a commune: about twelve communes of today to an office."""
    place = world.geography.province_name
    return f"Thuế cơ sở {1 + world.geography.new_of[commune] // 12} {place[0].lower()}{place[1:]}"


def _restyle(rows: Sheet, at: int) -> tuple[dict[str, str], str]:
    """Each bulk file has its own headers, signs and encoding; the second was exported decomposed."""
    signs = [("x", None), ("1", "0"), ("true", "false")][at % 3]
    for name in ("is_nonresident", "is_foreigner", "authorises_finalisation"):
        rows.columns[name] = columns.booleans(
            pc.equal(rows.columns[name], "1").to_numpy(zero_copy_only=False), *signs
        )
    if at % 3 == 1:
        bare = text.strip_marks(text.array(list(NAMED.values()))).to_pylist()
        return dict(zip(NAMED, (name.upper() for name in bare), strict=True)), "utf-8"
    return NAMED, "utf-8-sig" if at % 3 == 2 else "utf-8"


def _deliver_bulk(
    rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing, lines: Lines, evidence: Evidence
) -> None:
    """Files by tax office, a payer's lines together, attempts in order; some lines twice."""
    lines = amended_in_bulk(rng, world, lines, lines.employer * 10 + lines.branch)
    office = np.array(world.geography.new_of)[world.employers.commune[lines.employer]] // 12
    n_files = max(3, -(-len(lines.job) // BULK_ROWS))
    file = office * n_files // (office.max() + 1)
    order = np.lexsort((lines.amendment, lines.is_annex_2, lines.branch, lines.employer, office, file))
    lines, file = lines.take(order), file[order]
    for at in range(n_files):
        mine = lines.take(file == at)
        if not len(mine.job):
            continue
        rows = _sheet(dirt, world, mine, evidence, is_form=False)
        _refuse_some(dirt, rows)
        _note_visible(evidence, mine, rows)
        rows = with_copies(rows, np.flatnonzero(dirt.hits(len(rows), 0.002) & (rows.reject == 0)))
        if at % 3 == 1 and dirt.level > 0:
            rows.columns["payee_name"] = whole_column(rows.columns["payee_name"], "nfd")
        named, encoding = _restyle(rows, at)
        path = landing.path("tax_payees", f"QTT{world.year}_bang_ke_{at + 1:02d}.csv", str(world.year))
        write_csv.write(landing, path, rows, named, ";", encoding)


def deliver(rng: np.random.Generator, dirt: Dirt, world: World, landing: Landing, evidence: Evidence) -> None:
    """Write all tax lists of the tax year and note what they show."""
    lines = first_lines(world)
    site = lines.employer * 10 + lines.branch
    is_form = np.isin(site, choose_forms(rng, world, site))
    _deliver_forms(rng, dirt, world, landing, lines.take(is_form), evidence)
    _deliver_bulk(rng, dirt, world, landing, lines.take(~is_form), evidence)
