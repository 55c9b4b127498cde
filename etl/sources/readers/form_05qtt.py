"""The tax authority's XML of form 05/QTT-TNCN (maTKhai 953), annexes 05-1 and 05-2, streamed (DOMAIN §5.1).

One row is one payee element; its number is its place among all payee elements of the document. The payer, the
year and the amendment stand in the document's head, and in the name of the file as HTKK writes it
(`0318712827000-05_QTT_TNCN_TT80-Y2025-L00.xml`). Annex 05-3, dependants, is passed over.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
from lxml import etree

from etl.sources.readers.base import Incoming, Rows, Table
from etl.sources.readers.xlsx_parts import local, refuse_document_type

FORM = "953"
FILE_NAME = re.compile(
    r"(?P<payer>\d{10,13})-05_QTT_TNCN.*-(?P<shape>[YMQ])(?P<year>\d{4})\d*-L(?P<amendment>\d{1,2})", re.I
)
HEAD = ("maTKhai", "loaiTKhai", "soLan", "kyKKhai", "mst")
COMMON = {
    "ct07": "payee_name",
    "ct08": "payee_tax_code",
    "ct09a_ten": "id_document_type",
    "ct09": "id_document_number",
}
COMMON |= {"nguoiVNSongNN_NguoiNN": "is_foreigner"}
ANNEXES = {
    "PLuc_05_1_BK_QTT": (
        "05-1",
        COMMON
        | {
            "ct10": "authorises_finalisation",
            "ct12": "income_vnd",
            "ct19": "insurance_deducted_vnd",
            "ct22": "tax_withheld_vnd",
        },
    ),
    "PLuc_05_2_BK_QTT": (
        "05-2",
        COMMON | {"ct10": "is_nonresident", "ct11": "income_vnd", "ct15": "tax_withheld_vnd"},
    ),
}


def open_table(incoming: Incoming) -> Table:
    """Open a return.

    Raises:
        FileRefused: it belongs to another source, is another form or another year's, or names no payer.
    """
    if incoming.source.name != "tax_payees":
        raise incoming.refuse(
            "is XML, which only tax_payees has", todo="Put returns of form 05/QTT-TNCN into tax_payees."
        )
    return Table("form_05qtt", "", _batches(incoming))


def _batches(incoming: Incoming) -> Iterator[pa.RecordBatch]:
    rows = Rows(incoming.source)
    number = 0
    given: dict[str, str] = {}
    for tag, element in _elements(incoming):
        if tag in HEAD:
            given.setdefault(tag, (element.text or "").strip())
            continue
        number += 1
        if number == 1:
            head = _head(given, incoming)
        annex, tags = ANNEXES[tag]
        payee = {local(child): (child.text or "").strip() or None for child in element}
        cells = head | {"annex": annex} | {name: payee.get(tag) for tag, name in tags.items()}
        rows.add(number, [cells.get(column.name) for column in incoming.source.columns])
        if rows.full:
            yield from rows.flush()
    if number == 0:
        _head(given, incoming)
    yield from rows.flush()


def _elements(incoming: Incoming) -> Iterator[tuple[str, Any]]:
    """Fields of the head by their tag, and payee elements by their annex, in document order.

    A payee element is one that has a ct07 and lies in annex 05-1 or 05-2.
    """
    events = etree.iterparse(
        str(incoming.file),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    annex = ""
    is_first = True
    for event, element in events:
        if is_first:
            refuse_document_type(element)
            is_first = False
        tag = local(element)
        if event == "start":
            annex = tag if tag in ANNEXES else annex
        elif tag == annex:
            annex = ""
            element.clear()
        elif not annex and tag in HEAD:
            yield tag, element
        elif len(element):
            is_payee = annex != "" and any(local(child) == "ct07" for child in element)
            if is_payee:
                yield annex, element
            if is_payee or not annex:
                _forget(element)


def _forget(element: Any) -> None:
    """Free an element and all before it in its parent."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _head(given: dict[str, str], incoming: Incoming) -> dict[str, str]:
    """Payer and amendment, from the document's head and the file's name, which must not contradict."""
    if given.get("maTKhai") != FORM:
        what = "is another tax form" if given.get("maTKhai") else "is XML, but no tax form"
        raise incoming.refuse(
            what, [f"needed: maTKhai {FORM}, form 05/QTT-TNCN"], "Have the right form sent."
        )
    name = FILE_NAME.search(PurePosixPath(incoming.name).name)
    year = re.search(r"\d{4}", given.get("kyKKhai", "")) or (name and re.search(r"\d{4}", name["year"]))
    if year and year[0] != incoming.period[:4]:
        raise incoming.refuse(
            "is the return of another year than its folder", todo=f"Put it into tax_payees/{year[0]}."
        )
    payer = given.get("mst") or (name["payer"] if name else "")
    if not payer:
        raise incoming.refuse(
            "names no payer", ["neither its head (mst) nor its name has a tax code"], "Have it sent again."
        )
    if name and payer.replace("-", "").ljust(13, "0") != name["payer"].ljust(13, "0"):
        raise incoming.refuse("names another payer in its head than in its name", todo="Have it sent again.")
    return {"payer_tax_code": payer, "amendment": _amendment(given, name)}


def _amendment(given: dict[str, str], name: re.Match[str] | None) -> str:
    """The later of the two numberings: 0 for a first return whose head says nothing."""
    said = [given.get("soLan", ""), name["amendment"] if name else ""]
    return str(max((int(each) for each in said if each.isdigit()), default=0))
