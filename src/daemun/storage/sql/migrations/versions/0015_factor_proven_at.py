"""When a second factor was last proven in a session. Of older ones nobody knows: it is asked again."""

from alembic import op
from sqlalchemy import Column, DateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("daemun_sessions", Column("factor_proven_at", DateTime(timezone=True)))
