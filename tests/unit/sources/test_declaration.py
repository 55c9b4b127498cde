import csv
import re
from pathlib import Path

import pytest
import yaml

from etl import settings
from etl.sources.declaration import all_sources, load, read_all

CONTRACT = {}
"""Source → its columns by the contract (contract.csv); a declaration may have more, never fewer."""
with Path(__file__).with_name("contract.csv").open(encoding="utf-8") as lines:
    for line in csv.DictReader(lines):
        CONTRACT.setdefault(line["source"], set()).add(line["column"])


def test_every_source_of_the_contract_is_declared():
    assert {source.name for source in all_sources()} == set(CONTRACT)


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_every_column_of_the_contract_is_declared(name):
    assert CONTRACT[name] <= {column.name for column in load(name).columns}


def test_the_lists_need_five_sources():
    needed = {source.name for source in all_sources() if source.is_required}
    assert needed == {"tax_payees", "si_units", "si_members", "residents", "business_entities"}


@pytest.mark.parametrize(
    ("source", "period", "is_accepted"),
    [
        ("tax_payees", "2025", True),
        ("tax_payees", "2026-09", True),
        ("residents", "2026-09", True),
        ("residents", "2026", False),
        ("residents", "2026-13", False),
        ("targets", "2026-09", False),
        ("tax_payees", "2025-Q1", False),
    ],
)
def test_periods(source, period, is_accepted):
    assert load(source).accepts(period) is is_accepted


@pytest.mark.parametrize("source", all_sources(), ids=lambda source: source.name)
def test_what_a_declaration_says_is_whole(source):
    for rule in source.row_rules:
        assert rule.reason.endswith(".")
    for column in source.columns:
        assert column.description.endswith("."), column.name
        assert column.type != "vnd" or column.name.endswith("_vnd")
        assert not column.name.endswith("_month") or column.type == "month"
    assert not re.search("TODO|lorem", str(source))


def write(folder: Path, **changes: object) -> Path:
    declared = yaml.safe_load((settings.SOURCES / "si_accounts" / "source.yml").read_text(encoding="utf-8"))
    (folder / "si_accounts").mkdir()
    (folder / "si_accounts" / "source.yml").write_text(yaml.safe_dump(declared | changes), encoding="utf-8")
    return folder


def test_all_faults_are_told_at_once(tmp_path):
    column = {"name": "x", "vi": "Mã", "type": "text", "description": "One."}
    columns = [
        column,
        column | {"type": "number"},
        column | {"name": "y", "vi": "Khác", "type": "vnd"},
        column | {"name": "z", "vi": "Nữa", "type": "code", "codes": {"a": ["Một"], "b": ["một"]}},
    ]
    with pytest.raises(ValueError, match="at fault") as caught:
        read_all(write(tmp_path, columns=columns, cadence=["Q"], wrong=1))
    told = str(caught.value)
    for fault in (
        "no type is called number",
        "a convention belongs",
        "mot means a and b",
        "cadence",
        "wrong",
    ):
        assert fault in told


def test_rules_and_keys_name_columns(tmp_path):
    rules = [
        {"name": "a", "column": "unit_code", "reject_when": "paid_vnd <", "reason": "One."},
        {"name": "b", "column": "nothing", "reject_when": "other > 1", "reason": "Two."},
    ]
    with pytest.raises(ValueError, match="at fault") as caught:
        read_all(write(tmp_path, row_rules=rules, key=["unit"]))
    told = str(caught.value)
    for fault in ("rule a is no SQL", "rule b names nothing", "rule b names other", "key names unit"):
        assert fault in told


def test_a_declaration_that_is_no_mapping_is_told(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "source.yml").write_text("- 1", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x/source\.yml"):
        read_all(tmp_path)
