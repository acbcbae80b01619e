"""What was proven in a login and in a session, and what a login remembers between its steps."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, Text, false, text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    # Until now every session was opened by a password; the defaults are also for the release before this one.
    for table in ("daemun_sessions", "daemun_login_attempts"):
        op.add_column(table, Column("kinds", Text, nullable=False, server_default="knowledge"))
        op.add_column(table, Column("acr", Text, nullable=False, server_default="aal1"))
        op.add_column(table, Column("remember", Boolean, nullable=False, server_default=false()))
    for column in (
        Column("begun_at", DateTime(timezone=True), nullable=False, server_default="1970-01-01 00:00:00"),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("credential", Text, nullable=False, server_default=text("''")),
        Column("known_device", Text),
        Column("resume", Text, nullable=False, server_default=text("''")),
    ):
        op.add_column("daemun_login_attempts", column)
