"""A release's way through the database: written, audited, released; and reading what is served."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from etl import engine as duck
from etl.database.loading import load_lines
from etl.database.models import ALL, LatestRelease, Release, ReleaseLine
from etl.errors import BaophuError

#: Key of the advisory lock that a release holds from its first to its last step.
LOCK = 7_340_002


@contextmanager
def hold_alone(database: Engine) -> Iterator[None]:
    """Keep every other release out for as long as the context lasts; a killed holder lets go by itself.

    Raises:
        BaophuError: another release is being written.
    """
    with database.connect() as connection:
        if not connection.execute(select(func.pg_try_advisory_lock(LOCK))).scalar_one():
            raise BaophuError(
                "another release is being written into the same database",
                stands="The last release is still served.",
                todo="Wait until it has ended, then run again.",
            )
        connection.commit()
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(LOCK)))
            connection.commit()


def drop_unfinished(database: Engine) -> list[str]:
    """Remove what killed runs left: releases that were never released. Gives their ids."""
    with database.begin() as connection:
        left = list(connection.scalars(select(Release.release_id).where(Release.state != "released")))
        connection.execute(delete(ReleaseLine).where(ReleaseLine.release_id.in_(left)))
        connection.execute(delete(Release).where(Release.release_id.in_(left)))
    return left


def write(
    database: Engine, engine: duck.Engine, manifest: Mapping[str, Any], created_at: datetime, folder: Path
) -> None:
    """Write a release and all its lines in one transaction, in the state `written`.

    A release that is there already keeps its state and the instant it was made; its lines are written anew
    only if their counts are no longer the manifest's.

    Args:
        folder: holds each list's Parquet file.
    """
    release_id = str(manifest["release_id"])
    if find(database, release_id) is not None and not differing_counts(database, manifest):
        return
    values = {
        "release_id": release_id,
        "period": manifest["period"],
        "state": "written",
        "created_at": created_at,
        "manifest": dict(manifest),
        "rows": sum(entry["rows"] for entry in manifest["lists"]),
    }
    with database.begin() as connection:
        connection.execute(insert(Release).values(values).on_conflict_do_nothing())
        connection.execute(delete(ReleaseLine).where(ReleaseLine.release_id == release_id))
        for entry in manifest["lists"]:
            file = folder / entry["files"]["parquet"]["name"]
            load_lines(connection, engine, release_id, entry["list"], file)
    with database.begin() as connection:
        connection.execute(text("analyze release_lines"))


def count_lines(database: Engine, release_id: str) -> dict[str, dict[str, int]]:
    """Lines by list and grade; a line without a grade counts under the empty one."""
    lines = ReleaseLine
    query = (
        select(lines.list_name, func.coalesce(lines.grade, ""), func.count())
        .where(lines.release_id == release_id)
        .group_by(lines.list_name, lines.grade)
    )
    counts: dict[str, dict[str, int]] = {}
    with database.connect() as connection:
        for name, grade, number in connection.execute(query):
            counts.setdefault(name, {})[grade] = number
    return counts


def differing_counts(database: Engine, manifest: Mapping[str, Any]) -> list[str]:
    """Each place where the database's counts are not the manifest's, in words; empty when all agree."""
    found = count_lines(database, manifest["release_id"])
    differing = []
    for entry in manifest["lists"]:
        grades = found.pop(entry["list"], {})
        total = sum(grades.values())
        grades.pop("", None)
        if total != entry["rows"] or grades != entry["grades"]:
            differing.append(
                f"{entry['list']}: {total:,} lines in the database, {entry['rows']:,} in the lake"
            )
    return differing + [
        f"{name}: lines in the database, and no such list in the release" for name in sorted(found)
    ]


def mark_audited(database: Engine, release_id: str) -> None:
    """Record that the audit passed; a release already released stays so."""
    audited = update(Release).where(Release.release_id == release_id, Release.state == "written")
    with database.begin() as connection:
        connection.execute(audited.values(state="audited"))


def serve(database: Engine, release_id: str) -> None:
    """Make the release the one that is served, in one transaction."""
    latest = insert(LatestRelease).values(scope=ALL, release_id=release_id)
    with database.begin() as connection:
        connection.execute(update(Release).where(Release.release_id == release_id).values(state="released"))
        connection.execute(
            latest.on_conflict_do_update(index_elements=["scope"], set_={"release_id": release_id})
        )


def latest(database: Engine) -> str | None:
    """Id of the release that is served; None before the first."""
    with database.connect() as connection:
        return connection.scalar(select(LatestRelease.release_id).where(LatestRelease.scope == ALL))


def find(database: Engine, release_id: str) -> dict[str, Any] | None:
    """The release's row, its columns by name."""
    with database.connect() as connection:
        row = connection.execute(
            select(*Release.__table__.columns).where(Release.release_id == release_id)
        ).first()
    return dict(row._mapping) if row else None


def find_line(database: Engine, release_id: str, line_id: str) -> dict[str, Any] | None:
    """A line of the release by its id, its columns by name; the first list by name where two have the id."""
    found = find(database, release_id)
    lists = [entry["list"] for entry in found["manifest"]["lists"]] if found else []
    query = (
        select(*ReleaseLine.__table__.columns)
        .where(ReleaseLine.release_id == release_id, ReleaseLine.line_id == line_id)
        .where(ReleaseLine.list_name.in_(lists))  # named, so that the primary key finds the line
        .order_by(ReleaseLine.list_name)
    )
    with database.connect() as connection:
        row = connection.execute(query).first()
    return dict(row._mapping) if row else None
