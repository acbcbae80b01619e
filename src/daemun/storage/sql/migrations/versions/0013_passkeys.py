"""Passkeys."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TEXT

revision = "0013"
down_revision = "0012"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_passkeys",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("credential_id", LargeBinary, nullable=False),
        Column("public_key", LargeBinary, nullable=False),
        Column("user_handle", LargeBinary, nullable=False),
        Column("name", Text, nullable=False),
        Column("aaguid", Text, nullable=False),
        Column("transports", Text, nullable=False),
        Column("sign_count", BigInteger, nullable=False),
        Column("is_backup_eligible", Boolean, nullable=False),
        Column("is_backed_up", Boolean, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("last_used_at", _INSTANT),
        PrimaryKeyConstraint("id", name="daemun_passkeys_pk"),
        UniqueConstraint("credential_id", name="daemun_passkeys_credential_id_uq"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_passkeys_user_id_fk", ondelete="CASCADE"
        ),
    )
    op.create_index("daemun_passkeys_of_user", "daemun_passkeys", ["user_id", "created_at"])
