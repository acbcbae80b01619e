"""What people agreed to at providers, to be revoked there when they disconnect here."""

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

revision = "0017"
down_revision = "0016"

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_provider_grants",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("identity_id", _EXACT_TEXT),
        Column("provider", _EXACT_TEXT, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        Column("next_try_at", _INSTANT, nullable=False),
        Column("tries", Integer, nullable=False),
        PrimaryKeyConstraint("id", name="daemun_provider_grants_pk"),
        ForeignKeyConstraint(
            ["identity_id"],
            ["daemun_identities.id"],
            name="daemun_provider_grants_identity_id_fk",
            ondelete="SET NULL",
        ),
    )
    op.create_index("daemun_provider_grants_of_identity", "daemun_provider_grants", ["identity_id"])
    op.create_index(
        "daemun_provider_grants_due",
        "daemun_provider_grants",
        ["next_try_at"],
        sqlite_where=text("identity_id IS NULL"),
        postgresql_where=text("identity_id IS NULL"),
    )
