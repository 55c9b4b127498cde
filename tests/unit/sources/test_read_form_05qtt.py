import pytest
from made_files import SENTINEL, form, payee, read, refusal, write

NAME = "0100233488000-05_QTT_TNCN_TT80-Y2025-L00.xml"
SECOND = {"ct07": "Lê Văn Thử", "ct10": "1", "ct11": "9000000", "ct15": "900000"}


def rows(tmp_path, content, name=NAME):
    return read(write(tmp_path, name, content), "tax_payees", "2025")


def test_both_annexes_in_document_order(tmp_path):
    found = rows(tmp_path, form([payee(), payee(ct10="1", ct19="5000000")], [SECOND]))
    assert [row["source_row"] for row in found] == [1, 2, 3]
    assert [row["annex"] for row in found] == ["05-1", "05-1", "05-2"]
    assert {row["payer_tax_code"] for row in found} == {"0100233488"}
    assert found[1]["authorises_finalisation"] == "1"
    assert found[1]["insurance_deducted_vnd"] == "5000000"
    assert found[2] == {
        "source_row": 3,
        "annex": "05-2",
        "payer_tax_code": "0100233488",
        "payee_name": "Lê Văn Thử",
        "is_nonresident": "1",
        "income_vnd": "9000000",
        "tax_withheld_vnd": "900000",
        "amendment": "0",
    }


def test_the_number_of_the_paper_is_kept_beside_the_tax_code(tmp_path):
    found = rows(tmp_path, form([payee(ct08="", ct09="271234567", ct09a_ten="CMND")]))
    assert "payee_tax_code" not in found[0]
    assert (found[0]["id_document_number"], found[0]["id_document_type"]) == ("271234567", "CMND")


@pytest.mark.parametrize(
    ("attempt", "name", "amendment"),
    [
        ("0", NAME, "0"),
        ("2", NAME, "2"),
        ("", NAME.replace("L00", "L01"), "1"),
        ("1", "x.xml", "1"),
        ("", "x.xml", "0"),
    ],
)
def test_the_amendment_stands_in_the_head_or_the_name(tmp_path, attempt, name, amendment):
    assert rows(tmp_path, form([payee()], attempt=attempt), name)[0]["amendment"] == amendment


def test_payer_and_year_may_stand_in_the_name_alone(tmp_path):
    assert rows(tmp_path, form([payee()], payer="", year=""))[0]["payer_tax_code"] == "0100233488000"


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (form([payee()], code="842"), NAME, "is another tax form"),
        (b"<Workbook><Row/></Workbook>", NAME, "is XML, but no tax form"),
        (form([payee()], year="2024"), NAME, "is the return of another year"),
        (form([payee()], payer=""), "x.xml", "names no payer"),
        (form([payee()], payer="0300123450"), NAME, "names another payer in its head"),
        (form([payee(ct07="&e9;")], before=LAUGHS), NAME, "not what it claims"),
        (form([payee()], before='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), NAME, "not what it claims"),
        (form([payee(ct07=SENTINEL)])[:-200], NAME, "not what it claims"),
        (form([payee(ct07=SENTINEL + "&x;")]), NAME, "not what it claims"),
        (form([payee(ct07="x" * (11 << 20))]), NAME, "not what it claims"),
    ],
)
def test_broken_returns_are_refused(tmp_path, content, name, what):
    told = refusal(write(tmp_path, name, content), "tax_payees", "2025")
    assert what in told
    assert SENTINEL not in told


def test_a_return_belongs_to_tax_payees(tmp_path):
    assert "only tax_payees" in refusal(write(tmp_path, NAME, form([payee()])), "residents")
