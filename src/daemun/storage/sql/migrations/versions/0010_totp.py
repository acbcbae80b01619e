"""Authenticator apps."""

from alembic import op
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TEXT

revision = "0010"
down_revision = "0009"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_totp",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("name", Text, nullable=False),
        Column("sealed_secret", LargeBinary, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("last_step", Integer, nullable=False),
        Column("last_used_at", _INSTANT),
        Column("pending_until", _INSTANT),
        PrimaryKeyConstraint("id", name="daemun_totp_pk"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_totp_user_id_fk", ondelete="CASCADE"
        ),
    )
    op.create_index("daemun_totp_of_user", "daemun_totp", ["user_id"])
    is_pending = text("pending_until IS NOT NULL")
    op.create_index(
        "daemun_totp_over",
        "daemun_totp",
        ["pending_until"],
        sqlite_where=is_pending,
        postgresql_where=is_pending,
    )
