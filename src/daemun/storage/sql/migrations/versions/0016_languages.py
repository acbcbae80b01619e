"""The language that a person chose. Of people from before nobody knows it."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("daemun_users", Column("language", Text))
