"""Human judgements about two records: a log that only grows. The database itself refuses every change of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

REFUSE = """
create function refuse_change_of_judgements() returns trigger language plpgsql as $$
begin
    raise exception 'judgements are never changed or deleted: add an event that undoes one'
        using errcode = 'insufficient_privilege';
end
$$
"""
GUARD = """
create trigger judgements_only_grow before update or delete or truncate on judgements
for each statement execute function refuse_change_of_judgements()
"""


def upgrade() -> None:
    op.create_table(
        "judgements",
        sa.Column("judgement_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("left_record_id", sa.Text(), nullable=True),
        sa.Column("right_record_id", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("judged_by", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("judgement_id", name="pk_judgements"),
        sa.ForeignKeyConstraint(["undoes"], ["judgements.judgement_id"], name="fk_judgements_undoes"),
        sa.CheckConstraint("verdict in ('same', 'different', 'unsure')", name=op.f("ck_judgements_verdict")),
        sa.CheckConstraint(
            'case when undoes is null then left_record_id collate "C" < right_record_id and verdict is not null'
            " and left_record_id is not null and right_record_id is not null"
            " else num_nonnulls(left_record_id, right_record_id, verdict) = 0 and undoes < judgement_id end",
            name=op.f("ck_judgements_event"),
        ),
        sa.CheckConstraint(
            "trim(judged_by) <> '' and trim(because) <> ''", name=op.f("ck_judgements_answerable")
        ),
    )
    op.create_index("ix_judgements_undoes", "judgements", ["undoes"], unique=True)
    op.execute(REFUSE)
    op.execute(GUARD)


def downgrade() -> None:
    op.drop_table("judgements")
    op.execute("drop function refuse_change_of_judgements()")
