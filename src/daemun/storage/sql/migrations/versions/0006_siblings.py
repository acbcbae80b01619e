"""Siblings of refresh tokens: which successor was given once more, because the answer before was lost."""

from alembic import op
from sqlalchemy import Column, Integer

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("daemun_sessions", Column("sibling", Integer))
    op.add_column("daemun_sessions", Column("sibling_of", Integer))
