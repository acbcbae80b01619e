"""What a user name looks like, so that none is added that looks the same; filled in by `name_skeletons`."""

from alembic import op
from sqlalchemy import Column, Text, and_, column
from sqlalchemy.dialects.postgresql import TEXT

revision = "0005"
down_revision = "0004"

_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")
_HAS_NONE = and_(column("username_skeleton").is_(None), column("username_key").is_not(None))


def upgrade() -> None:
    op.add_column("daemun_users", Column("username_skeleton", _EXACT_TEXT))
    op.create_index("daemun_users_skeleton", "daemun_users", ["username_skeleton"], unique=True)
    op.create_index(
        "daemun_users_without_skeleton",
        "daemun_users",
        ["id"],
        sqlite_where=_HAS_NONE,
        postgresql_where=_HAS_NONE,
    )
