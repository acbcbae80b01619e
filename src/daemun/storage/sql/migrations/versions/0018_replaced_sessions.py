"""When a login took the place of a session in its browser. Of older ones it matters no more."""

from alembic import op
from sqlalchemy import Column, DateTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("daemun_sessions", Column("replaced_at", DateTime(timezone=True)))
