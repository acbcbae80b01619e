"""Mails wait in a table until they are delivered."""

from alembic import op
from sqlalchemy import (
    Boolean,
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

revision = "0007"
down_revision = "0006"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_outgoing_mails",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("name", Text, nullable=False),
        Column("user_id", _EXACT_TEXT),
        Column("sealed", LargeBinary, nullable=False),
        Column("is_written", Boolean, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("next_try_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("failed_at", _INSTANT),
        Column("failure", Text),
        PrimaryKeyConstraint("id", name="daemun_outgoing_mails_pk"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_outgoing_mails_user_id_fk", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "daemun_outgoing_mails_due",
        "daemun_outgoing_mails",
        ["next_try_at"],
        sqlite_where=text("failed_at IS NULL"),
        postgresql_where=text("failed_at IS NULL"),
    )
    op.create_index("daemun_outgoing_mails_of_user", "daemun_outgoing_mails", ["user_id"])
