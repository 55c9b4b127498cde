"""Form 05/QTT-TNCN as the tax authority's program writes it (DOMAIN §5.1): one file a payer and attempt."""

from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from etl.sample.delivery import Landing, Sheet

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<HSoThueDTu xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<HSoKhaiThue id="ID_1">
<TTinChung>
<TTinDVu><maDVu>HTKK</maDVu><tenDVu>HTKK</tenDVu><pbanDVu>5.4.5</pbanDVu><ttinNhaCCapDVu/></TTinDVu>
<TTinTKhaiThue>
<TKhaiThue>
<maTKhai>953</maTKhai><tenTKhai>TỜ KHAI QUYẾT TOÁN THUẾ THU NHẬP CÁ NHÂN (05/QTT-TNCN)</tenTKhai>
<moTaBMau>(Ban hành kèm theo Thông tư số 80/2021/TT-BTC)</moTaBMau><pbanTKhaiXML>2.1.6</pbanTKhaiXML>
<loaiTKhai>{kind}</loaiTKhai><soLan>{attempt}</soLan>
<KyKKhaiThue><kieuKy>Y</kieuKy><kyKKhai>{year}</kyKKhai><kyKKhaiTuNgay>01/01/{year}</kyKKhaiTuNgay>\
<kyKKhaiDenNgay>31/12/{year}</kyKKhaiDenNgay><kyKKhaiTuThang/><kyKKhaiDenThang/></KyKKhaiThue>
<tenCQTNoiNop>{office}</tenCQTNoiNop><ngayLapTKhai>{day}</ngayLapTKhai>
</TKhaiThue>
<NNT><mst>{code}</mst><tenNNT>{name}</tenNNT></NNT>
</TTinTKhaiThue>
</TTinChung>
<CTieuTKhaiChinh><NVuKhauTruThue><ct16>{workers}</ct16><ct17>{under_contract}</ct17></NVuKhauTruThue>\
</CTieuTKhaiChinh>
<PLuc>
"""
TAIL = "</PLuc>\n</HSoKhaiThue>\n</HSoThueDTu>\n"


@dataclass(frozen=True)
class Form:
    """The form's head: payer's code and name, tax office, year, attempt (0 first), day of signing."""

    code: str
    name: str
    office: str
    year: int
    attempt: int
    day: str

    def file_name(self) -> str:
        """`<MST13>-05_QTT_TNCN_TT80-Y2025-L00.xml`, the code filled up with zeros to 13 digits."""
        digits = self.code.replace("-", "").ljust(13, "0")
        return f"{digits}-05_QTT_TNCN_TT80-Y{self.year}-L{self.attempt:02d}.xml"


def _tag(name: str, value: object) -> str:
    return f"<{name}/>" if value in (None, "") else f"<{name}>{escape(str(value))}</{name}>"


def _start(number: int, row: dict[str, str | None], amended: bool) -> list[str]:
    return [
        f'<BKeCTietCNhan id="ID_{number}">',
        _tag("coDieuChinhSoLieu", "1" if amended else "0"),
        _tag("ct07", row["payee_name"]),
        _tag("ct08", row["payee_tax_code"]),
        _tag("nguoiVNSongNN_NguoiNN", row["is_foreigner"]),
        _tag("ct09a_ma", None),
        _tag("ct09a_ten", row["id_document_type"]),
        _tag("ct09", row["id_document_number"]),
    ]


def _annex_1(number: int, row: dict[str, str | None], amended: bool) -> str:
    """A row of 05-1: taxed by the progressive scale."""
    income, deducted = int(row["income_vnd"] or 0), int(row["insurance_deducted_vnd"] or 0)
    relief = 132_000_000
    values = {
        "ct10": row["authorises_finalisation"],
        "ct11": row["is_foreigner"],
        "ct12": row["income_vnd"],
        "ct13": 0,
        "ct14": 0,
        "ct15": 0,
        "ct15.1": 0,
        "ct16": 0,
        "ct17": relief,
        "ct18": 0,
        "ct19": deducted,
        "ct20": 0,
        "ct21": max(0, income - relief - deducted),
        "ct22": row["tax_withheld_vnd"],
        "ct23": 0,
        "ct24": row["tax_withheld_vnd"],
        "ct25": 0,
        "ct26": 0,
        "ct27": "0",
    }
    cells = [_tag(name, value) for name, value in values.items()]
    return "".join([*_start(number, row, amended), *cells, "</BKeCTietCNhan>\n"])


def _annex_2(number: int, row: dict[str, str | None], amended: bool) -> str:
    """A row of 05-2: taxed at a flat rate; it has no insurance column."""
    values = {
        "ct10": row["is_nonresident"],
        "ct11": row["income_vnd"],
        "ct12": 0,
        "ct13": 0,
        "ct14": 0,
        "ct14.1": 0,
        "ct15": row["tax_withheld_vnd"],
        "ct16": 0,
    }
    cells = [_tag(name, value) for name, value in values.items()]
    return "".join([*_start(number, row, amended), *cells, "</BKeCTietCNhan>\n"])


def write(landing: Landing, folder: Path, form: Form, rows: Sheet) -> None:
    """Write one form; the sheet's 05-1 rows must come before its 05-2 rows.

    The row of a payee is its ordinal among all payee elements of the file.
    """
    records = [
        dict(zip(rows.columns, cells, strict=True))
        for cells in zip(*(c.to_pylist() for c in rows.columns.values()), strict=True)
    ]
    first = [row for row in records if row["annex"] == "05-1"]
    second = [row for row in records if row["annex"] == "05-2"]
    amended = form.attempt > 0
    head = HEAD.format(
        kind="B" if amended else "C",
        attempt=form.attempt,
        year=form.year,
        office=escape(form.office),
        day=form.day,
        code=form.code,
        name=escape(form.name),
        workers=len(records),
        under_contract=len(first),
    )
    parts = [head]
    for tag, part, line in (("PLuc_05_1_BK_QTT", first, _annex_1), ("PLuc_05_2_BK_QTT", second, _annex_2)):
        if part:
            parts += [
                f"<{tag}>\n",
                *(line(at + 1, row, amended) for at, row in enumerate(part)),
                f"</{tag}>\n",
            ]
    path = folder / form.file_name()
    path.write_bytes("".join([*parts, TAIL]).encode())
    landing.note(path, 1, rows)
