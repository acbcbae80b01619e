"""Recovery codes."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text
from sqlalchemy.dialects.postgresql import TEXT

revision = "0011"
down_revision = "0010"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_recovery_codes",
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("number", Integer, nullable=False, autoincrement=False),
        Column("label", Text, nullable=False),
        Column("hash", Text, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("user_id", "number", name="daemun_recovery_codes_pk"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_recovery_codes_user_id_fk", ondelete="CASCADE"
        ),
    )
