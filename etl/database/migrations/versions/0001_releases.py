"""Releases, their lines, and which one is served."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manifest", JSONB(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", name="pk_releases"),
        sa.CheckConstraint("state in ('written', 'audited', 'released')", name=op.f("ck_releases_state")),
    )
    op.create_table(
        "release_lines",
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=True),
        sa.Column("commune_code", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("priority", sa.Double(), nullable=True),
        sa.Column("payload", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", "list_name", "line_id", name="pk_release_lines"),
    )
    op.create_index(
        "ix_release_lines_release_id_commune_code_list_name",
        "release_lines",
        ["release_id", "commune_code", "list_name"],
    )
    op.create_table(
        "latest_release",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_latest_release"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.release_id"], name="fk_latest_release_release_id"),
    )


def downgrade() -> None:
    op.drop_table("latest_release")
    op.drop_table("release_lines")
    op.drop_table("releases")
