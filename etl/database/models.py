"""Tables of the serving database.

The lake holds what was computed; the database holds what was released and what people do with it. It is
the truth about which release is served: `latest_release` moves in one transaction, the files follow.

Judgements are about records and not about lines: they outlive every list and bind the next run's linking.

Room is left, and no tables are made yet, for cases, grants, the export ledger and the audit log.
They will point at lines by (list_name, line_id) alone, without the release, because a line keeps its id over
releases while releases come and go; grants will filter `release_lines` by province_code and commune_code
through row-level security, which is why those two are columns and not inside the payload.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

STATES = ("written", "audited", "released")
VERDICTS = ("same", "different", "unsure")

#: The only scope today. A province that releases on its own would have one more row.
ALL = "all"


class Base(DeclarativeBase):
    """Names of constraints follow from their columns, so that migrations can drop them by name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Release(Base):
    """One publication of all lists: written first, then audited, then released; never changed after.

    `release_id` follows from the content, so the same data, rules and code are the same release, and a
    re-run finds its own row. `created_at` is kept here alone: in a file it would change its bytes.
    """

    __tablename__ = "releases"

    release_id: Mapped[str] = mapped_column(Text, primary_key=True)
    period: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    manifest: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rows: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("state in ('written', 'audited', 'released')", name="state"),)


class ReleaseLine(Base):
    """One published line of one list; all lists share the table, so that a new list needs no migration.

    What every list has, and what people filter and sort by, are columns; the whole line as published is the
    payload. There is no foreign key to releases: checking it would cost a look-up for each of a million
    lines at load, and lines come and go only in the one transaction that writes or drops their release.
    """

    __tablename__ = "release_lines"

    release_id: Mapped[str] = mapped_column(Text, primary_key=True)
    list_name: Mapped[str] = mapped_column(Text, primary_key=True)
    line_id: Mapped[str] = mapped_column(Text, primary_key=True)
    province_code: Mapped[str | None] = mapped_column(Text)
    commune_code: Mapped[str | None] = mapped_column(Text)
    grade: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[float | None] = mapped_column(Double)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)

    # a commune's officer opens one list: hundreds of lines, sorted on the fly
    __table_args__ = (Index(None, "release_id", "commune_code", "list_name"),)


class LatestRelease(Base):
    """Which release is served. Moving it is the one act that publishes, and it is one row."""

    __tablename__ = "latest_release"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("releases.release_id"))


class Judgement(Base):
    """One event of the log of human judgements: a verdict about two records, or the undoing of an earlier one.

    The log only grows: a trigger refuses to update, delete or truncate it, whoever asks. What holds now is a
    question to the log (`etl.database.judgements.in_force`), and what held on any day can be asked the same way.
    There is no foreign key to records: they lie in the lake, and a judgement outlives the delivery of its records.
    """

    __tablename__ = "judgements"

    judgement_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("judgements.judgement_id"))
    left_record_id: Mapped[str | None] = mapped_column(Text)
    right_record_id: Mapped[str | None] = mapped_column(Text)
    verdict: Mapped[str | None] = mapped_column(Text)
    judged_by: Mapped[str] = mapped_column(Text)
    judged_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    because: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("verdict in ('same', 'different', 'unsure')", name="verdict"),
        CheckConstraint(
            'case when undoes is null then left_record_id collate "C" < right_record_id and verdict is not null'
            " and left_record_id is not null and right_record_id is not null"
            " else num_nonnulls(left_record_id, right_record_id, verdict) = 0 and undoes < judgement_id end",
            name="event",
        ),
        CheckConstraint("trim(judged_by) <> '' and trim(because) <> ''", name="answerable"),
        Index(None, "undoes", unique=True),  # what is undone is undone once
    )
