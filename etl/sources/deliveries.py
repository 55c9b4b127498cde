"""What lies in the landing folder: deliveries, files that replace others, and things that belong nowhere.

A file named `<file>.replaces` beside a file lists, one name a line, the files of the same delivery that it
replaces. They are still read and counted; their rows go to the rejects under the rule `superseded_file`. A
replacement that is refused replaces nothing.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from etl.sources.declaration import Source, all_sources, load

SIDECAR = ".replaces"
LITTER = {"thumbs.db", "desktop.ini"}
log = logging.getLogger("baophu.landing")


@dataclass(frozen=True)
class Delivery:
    """All files of one source and period, in the order of their names."""

    source: str
    period: str
    files: tuple[Path, ...]


@dataclass
class LandedFile:
    """What became of one delivered file; a row of `deliveries_<source>`.

    Attributes:
        status: landed or refused; `message` says why it was refused.
        rows_in: rows with data, always accepted + rejected; footers are counted in `trailing_rows`.
        repaired_values: cells of accepted rows whose value was repaired.
        unreadable_values: cells of accepted rows that say something unreadable and landed as NULL.
        text_repairs: old fonts found, as `column:font`, joined by commas.
    """

    delivery_id: str
    source: str
    period: str
    source_file: str
    sha256: str
    format: str = ""
    encoding: str = ""
    rows_in: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    trailing_rows: int = 0
    repaired_values: int = 0
    unreadable_values: int = 0
    undeclared_columns: str = ""
    status: str = "landed"
    message: str = ""
    text_repairs: str = ""
    number: int = field(default=0, repr=False)


def find_deliveries(landing: Path) -> list[Delivery]:
    """Deliveries by source and period; what lies elsewhere is warned of in the log."""
    found = [
        delivery for source in all_sources() for delivery in find_source_deliveries(landing, source.name)
    ]
    for stray in find_strays(landing):
        log.warning("%s", stray)
    return found


def find_source_deliveries(landing: Path, source: str) -> list[Delivery]:
    """Deliveries of one source by period."""
    found = []
    for folder in _folders(landing / source):
        files = tuple(sorted(file for file in folder.iterdir() if file.is_file() and not _is_aside(file)))
        if load(source).accepts(folder.name) and files:
            found.append(Delivery(source, folder.name, files))
    return found


def find_strays(landing: Path) -> list[str]:
    """What lies in the landing folder and belongs to no delivery, one sentence each."""
    return list(_strays(landing, {source.name: source for source in all_sources()}))


def _strays(landing: Path, sources: dict[str, Source]) -> Iterator[str]:
    for entry in _entries(landing):
        source = sources.get(entry.name)
        if not entry.is_dir() or source is None:
            yield f"{entry.name}: no source is called so; files lie in <source>/<period>/"
            continue
        shapes = " or ".join({"Y": "YYYY", "M": "YYYY-MM"}[shape] for shape in source.cadence)
        for inner in _entries(entry):
            if not inner.is_dir() or not source.accepts(inner.name):
                yield f"{entry.name}/{inner.name}: no period of {source.name}; those are named {shapes}"
                continue
            for deeper in (each for each in _entries(inner) if each.is_dir()):
                yield f"{entry.name}/{inner.name}/{deeper.name}: folders inside a period are not read"


def _entries(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not _is_litter(entry)) if folder.is_dir() else []


def _folders(folder: Path) -> list[Path]:
    return [entry for entry in _entries(folder) if entry.is_dir()]


def _is_litter(file: Path) -> bool:
    return file.name.startswith((".", "~$")) or file.name.lower() in LITTER


def _is_aside(file: Path) -> bool:
    return _is_litter(file) or file.name.endswith(SIDECAR)


def delivery_id(delivery: Delivery, checksums: Iterable[tuple[str, str]]) -> str:
    """Sixteen hex digits from source, period, and names and checksums of the files."""
    parts = [delivery.source, delivery.period, *(f"{name} {checksum}" for name, checksum in checksums)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def checksum(file: Path) -> str:
    """The file's SHA-256 in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replaced_names(file: Path) -> list[str]:
    """Names that the file's sidecar lists; none where it has no sidecar."""
    sidecar = file.with_name(file.name + SIDECAR)
    if not sidecar.is_file():
        return []
    lines = sidecar.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip()]
