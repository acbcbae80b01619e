"""One-time tokens: mailed links and codes, challenges, states."""

from alembic import op
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
)
from sqlalchemy.dialects.postgresql import TEXT

revision = "0004"
down_revision = "0003"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_one_time_tokens",
        Column("digest", LargeBinary, nullable=False),
        Column("purpose", _EXACT_TEXT, nullable=False),
        Column("subject", _EXACT_TEXT),
        Column("user_id", _EXACT_TEXT),
        Column("code_digest", LargeBinary),
        Column("version", _EXACT_TEXT, nullable=False),
        Column("sealed_payload", LargeBinary, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("code_expires_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("earlier_tries", Integer, nullable=False),
        PrimaryKeyConstraint("digest", name="daemun_one_time_tokens_pk"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_one_time_tokens_user_id_fk", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "daemun_one_time_tokens_of_subject", "daemun_one_time_tokens", ["purpose", "subject"], unique=True
    )
    op.create_index("daemun_one_time_tokens_of_user", "daemun_one_time_tokens", ["user_id"])
    op.create_index("daemun_one_time_tokens_over", "daemun_one_time_tokens", ["expires_at"])
