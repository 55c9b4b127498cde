"""The province's real communes, old (to 30 June 2025) and new (from 1 July 2025), as index-aligned arrays."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl import settings
from etl.errors import UsageFault

OLD, NEW = "2025-06-30", "2025-07-01"


@dataclass(frozen=True)
class Geography:
    """Communes that people and firms of one province may live in; all lists hold text.

    Attributes:
        province, province_name: the province of today.
        old_code, old_name, old_district, old_province: one entry per commune of the old scheme.
        old_province_code: two-digit code of the old province, which begins an id born there.
        new_of: position of the successor in `new_code` of each old commune (the default one if split).
        new_code, new_name: one entry per commune of today.
        birth_provinces: codes of all old provinces of the country, for those born elsewhere.
    """

    province: str
    province_name: str
    old_code: list[str]
    old_name: list[str]
    old_district: list[str]
    old_province: list[str]
    old_province_code: list[str]
    new_of: list[int]
    new_code: list[str]
    new_name: list[str]
    birth_provinces: list[str]


def _rows(name: str) -> list[dict[str, str]]:
    with (settings.REFERENCE / "geography" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _reference(folder: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    successors: dict[str, str] = {}
    for row in _rows("ref_commune_changes.csv"):
        if row["is_default"].lower() in ("true", "1", "t"):
            successors[row["old_commune_code"]] = row["new_commune_code"]
    return _rows("ref_communes.csv"), successors


def load(province: str) -> Geography:
    """Read the province's communes from the reference tables.

    Raises:
        UsageFault: no commune of today has that province code.
    """
    communes, successors = _reference(settings.REFERENCE)
    new = [row for row in communes if row["commune_vintage"] == NEW and row["province_code"] == province]
    if not new:
        known = sorted({row["province_code"] for row in communes if row["commune_vintage"] == NEW})
        raise UsageFault(
            f"no province has the code {province}",
            [f"codes since 2025-07-01: {', '.join(known)}"],
            todo="Give one of these with --province.",
        )
    position = {row["commune_code"]: at for at, row in enumerate(new)}
    all_old = [row for row in communes if row["commune_vintage"] == OLD]
    old = [row for row in all_old if successors.get(row["commune_code"]) in position]
    return Geography(
        province=province,
        province_name=new[0]["province_name"],
        old_code=[row["commune_code"] for row in old],
        old_name=[row["commune_name"] for row in old],
        old_district=[row["district_name"] for row in old],
        old_province=[row["province_name"] for row in old],
        old_province_code=[row["province_code"] for row in old],
        new_of=[position[successors[row["commune_code"]]] for row in old],
        new_code=[row["commune_code"] for row in new],
        new_name=[row["commune_name"] for row in new],
        birth_provinces=sorted({row["province_code"] for row in all_old}),
    )
