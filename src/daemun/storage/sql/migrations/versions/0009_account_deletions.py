"""Deletions that people ask for."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKeyConstraint, PrimaryKeyConstraint, Text
from sqlalchemy.dialects.postgresql import TEXT

revision = "0009"
down_revision = "0008"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_account_deletions",
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("asked_at", _INSTANT, nullable=False),
        Column("due_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("user_id", name="daemun_account_deletions_pk"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_account_deletions_user_id_fk", ondelete="CASCADE"
        ),
    )
    op.create_index("daemun_account_deletions_due", "daemun_account_deletions", ["due_at"])
