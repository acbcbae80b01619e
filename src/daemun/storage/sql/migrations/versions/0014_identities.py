"""Accounts at providers, connected to users."""

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKeyConstraint, PrimaryKeyConstraint, Text
from sqlalchemy.dialects.postgresql import TEXT

revision = "0014"
down_revision = "0013"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_identities",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("provider", _EXACT_TEXT, nullable=False),
        Column("issuer", _EXACT_TEXT, nullable=False),
        Column("subject", _EXACT_TEXT, nullable=False),
        Column("email", Text),
        Column("created_at", _INSTANT, nullable=False),
        Column("last_used_at", _INSTANT),
        PrimaryKeyConstraint("id", name="daemun_identities_pk"),
        ForeignKeyConstraint(
            ["user_id"], ["daemun_users.id"], name="daemun_identities_user_id_fk", ondelete="CASCADE"
        ),
    )
    op.create_index("daemun_identities_of_subject", "daemun_identities", ["issuer", "subject"], unique=True)
    op.create_index("daemun_identities_of_user", "daemun_identities", ["user_id"])
