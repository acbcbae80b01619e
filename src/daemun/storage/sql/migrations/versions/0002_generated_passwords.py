"""Generated passwords: until when one serves, and since when it is used up."""

from alembic import op
from sqlalchemy import Column, DateTime

revision = "0002"
down_revision = "0001"

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("daemun_passwords", Column("expires_at", _INSTANT))
    op.add_column("daemun_passwords", Column("used_at", _INSTANT))
