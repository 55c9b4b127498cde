"""What was released, read from the serving database."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine as Database

from etl.database import releases
from etl.database.server import connect
from etl.errors import UsageFault
from etl.settings import Settings


def show(out: Path, settings: Settings, release_id: str | None = None) -> dict[str, Any]:
    """What a release holds: its manifest, and beside it state, created_at, is_latest, folder.

    Args:
        out: the folder that was released into.
        release_id: which one; None means the one that is served.
    Raises:
        UsageFault: nothing was released there, or no release has that id.
        DatabaseUnavailable: the serving database does not answer.
    """
    _require_releases(out)
    with connect(settings, out / "database") as database:
        served = releases.latest(database)
        wanted = release_id or served
        found = releases.find(database, wanted) if wanted else None
    if found is None:
        raise _nothing(out) if release_id is None else _unknown(release_id)
    return {
        **found["manifest"],
        "state": found["state"],
        "created_at": found["created_at"],
        "rows": found["rows"],
        "is_latest": found["release_id"] == served,
        "folder": str(out / "releases" / found["release_id"]),
    }


def find_line(out: Path, settings: Settings, line_id: str) -> dict[str, Any] | None:
    """A line of the served release, None if it holds no such line.

    Returns:
        release_id, list_name, line_id, province_code, commune_code, grade, priority, payload (all of it).

    Raises:
        UsageFault: nothing was released there.
        DatabaseUnavailable: the serving database does not answer.
    """
    _require_releases(out)
    with connect(settings, out / "database") as database:
        return releases.find_line(database, _served(database, out), line_id)


def _served(database: Database, out: Path) -> str:
    served = releases.latest(database)
    if served is None:
        raise _nothing(out)
    return served


def _require_releases(out: Path) -> None:
    """Keep a mistyped folder from becoming a new, empty database."""
    if not (out / "releases").is_dir():
        raise _nothing(out)


def _nothing(out: Path) -> UsageFault:
    return UsageFault(
        f"nothing was released into {out} yet", todo="Run `baophu run` or `baophu release` first."
    )


def _unknown(release_id: str) -> UsageFault:
    return UsageFault(
        f"there is no release {release_id}", todo="`baophu show` without --release shows the latest."
    )
