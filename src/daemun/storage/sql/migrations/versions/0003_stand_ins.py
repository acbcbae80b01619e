"""An index of passwords in an order that has nothing to do with who came first, or from where."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # SQLite has no such function, and its rows have numbers.
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX daemun_passwords_place ON daemun_passwords"
            " (substr(sha256(CAST(replace(user_id, chr(92), '/') AS bytea)), 1, 4))"
        )
