"""What a release is made of: lists, counts, checksums, deliveries, judgements, rules and code, in one JSON document.

A release's id is the period and a hash of its content: the same lists from the same deliveries and judgements by the
same rules and code are the same release, whenever it runs. So no clock's reading is in the manifest or in any
file (the instant of release is kept in the database alone), and the workbooks, which name the release, are
left out of the hash: they follow from what is in it.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from etl import settings
from etl.engine import Engine
from etl.publish.columns import Heading
from etl.publish.files import CSV_RULE, column_types, list_name

FILE = "manifest.json"
RULES = ("functions", "core", "link", "assess", "out")
# What is pinned beside the code: specifications, weights, calibration, words, law.
PINNED = ("csv", "json", "yml")


def list_entry(engine: Engine, table: str, heading: Heading, files: Mapping[str, Path]) -> dict[str, Any]:
    """A list's entry: its names, columns, rows, rows by grade, and its files with checksums."""
    types = column_types(engine, files["parquet"])
    parquet = str(files["parquet"])
    rows = engine.execute("select count(*) from read_parquet($file)", file=parquet)[0][0]
    grades = []
    if "grade" in types:
        by_grade = (
            "select grade, count(*) from read_parquet($file) where grade is not null group by 1 order by 1"
        )
        grades = engine.execute(by_grade, file=parquet)
    return {
        "list": list_name(table),
        "table": table,
        "title_vi": heading.title_vi,
        "title_en": heading.title_en,
        "grain": heading.grain,
        "rows": rows,
        "grades": dict(grades),
        "columns": [
            {"name": c.name, "label": c.label, "meaning": c.meaning, "type": types[c.name]}
            for c in heading.columns
        ],
        "files": {kind: file_entry(file) for kind, file in files.items()},
    }


def file_entry(file: Path) -> dict[str, Any]:
    return {"name": file.name, "bytes": file.stat().st_size, "sha256": checksum(file)}


def checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def make_manifest(
    period: str,
    lists: Iterable[Mapping[str, Any]],
    deliveries: Iterable[Mapping[str, Any]],
    judgements: Iterable[int],
) -> dict[str, Any]:
    """The release's manifest with its id, before the workbooks are written.

    Args:
        lists: one `list_entry` a list.
        deliveries: one entry a delivered file: role, source, period, delivery_id, sha256, rows accepted, rejected …
        judgements: numbers of the human judgements that were obeyed, in their order.
    """
    origin = describe_origin(period, deliveries, judgements)
    content = {
        "lists": list(lists),
        "sources": _newest(origin["deliveries"]),
        "csv_rule": CSV_RULE,
        **origin,
    }
    return {"release_id": f"{period}-{_digest(content)[:12]}", **content}


def describe_origin(
    period: str, deliveries: Iterable[Mapping[str, Any]], judgements: Iterable[int]
) -> dict[str, Any]:
    """What a release follows from: month, deliveries, judgements (their log only grows), rules and code. Equal origins
    make equal releases."""
    delivered = json.loads(json.dumps(list(deliveries), default=str))
    delivered.sort(key=lambda entry: json.dumps(entry, sort_keys=True))
    return {
        "period": period,
        "deliveries": delivered,
        "judgements": list(judgements),
        "code_version": code_version(),
        "rules_version": rules_version(),
    }


def dump(manifest: Mapping[str, Any]) -> str:
    """The manifest as it lies in the release's folder."""
    return json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _digest(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _newest(deliveries: list[dict[str, Any]]) -> dict[str, str]:
    """The newest period that was used of each source: how fresh the data are."""
    found: dict[str, str] = {}
    for entry in deliveries:
        source, period = str(entry["source"]), str(entry["period"])
        found[source] = max(found.get(source, ""), period)
    return dict(sorted(found.items()))


@cache
def code_version() -> str:
    """Version of the package, installed or as it lies in a checkout."""
    try:
        return metadata.version("baophu")
    except metadata.PackageNotFoundError:
        project = tomllib.loads((settings.PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])


def rules_version() -> str:
    """Hash over the SQL, the expectations, the weights and the law's files: which rules made the lists."""
    files = [file for stage in RULES for file in (settings.SQL / stage).glob("*.sql")]
    files += settings.EXPECTATIONS.glob("*.yml")
    files += [
        file
        for room in ("law", "link")
        for kind in PINNED
        for file in (settings.ETL / room).glob(f"*.{kind}")
    ]
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: (file.parent.name, file.name)):
        content = file.read_bytes()
        digest.update(f"{file.parent.name}/{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
