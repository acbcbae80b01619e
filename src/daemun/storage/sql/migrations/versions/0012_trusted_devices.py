"""Devices on which no second factor is asked for."""

from alembic import op
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TEXT

revision = "0012"
down_revision = "0011"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_trusted_devices",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("credential", _EXACT_TEXT, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("last_used_at", _INSTANT, nullable=False),
        Column("address", Text),
        Column("user_agent", Text, nullable=False),
        PrimaryKeyConstraint("id", name="daemun_trusted_devices_pk"),
        UniqueConstraint("digest", name="daemun_trusted_devices_digest_uq"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_trusted_devices_user_id_fk", ondelete="CASCADE"
        ),
    )
    op.create_index("daemun_trusted_devices_of_user", "daemun_trusted_devices", ["user_id"])
    op.create_index("daemun_trusted_devices_over", "daemun_trusted_devices", ["expires_at"])
