"""First tables."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TEXT

revision = "0001"
down_revision = None

_INSTANT = DateTime(timezone=True)
_EXACT_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daemun_users",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("updated_at", _INSTANT, nullable=False),
        Column("username", Text),
        Column("username_key", _EXACT_TEXT),
        Column("email", Text),
        Column("email_key", _EXACT_TEXT),
        Column("email_verified_at", _INSTANT),
        Column("profile", Text, nullable=False),
        Column("locked_at", _INSTANT),
        PrimaryKeyConstraint("id", name="daemun_users_pk"),
        UniqueConstraint("username_key", name="daemun_users_username_key_uq"),
        UniqueConstraint("email_key", name="daemun_users_email_key_uq"),
    )
    op.create_table(
        "daemun_passwords",
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("hash", Text, nullable=False),
        Column("changed_at", _INSTANT, nullable=False),
        Column("must_change", Boolean, nullable=False),
        PrimaryKeyConstraint("user_id", name="daemun_passwords_pk"),
        _user("daemun_passwords", ondelete="CASCADE"),
    )
    op.create_table(
        "daemun_roles",
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("role", _EXACT_TEXT, nullable=False),
        Column("granted_at", _INSTANT, nullable=False),
        Column("revoked_at", _INSTANT),
        PrimaryKeyConstraint("user_id", "role", name="daemun_roles_pk"),
        _user("daemun_roles", ondelete="CASCADE"),
    )
    _index_of_revoked("daemun_roles_lost_since", "daemun_roles")
    op.create_table(
        "daemun_lockout",
        Column("key", _EXACT_TEXT, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("window_started_at", _INSTANT, nullable=False),
        Column("refused_until", _INSTANT),
        PrimaryKeyConstraint("key", name="daemun_lockout_pk"),
    )
    op.create_index("daemun_lockout_over", "daemun_lockout", ["window_started_at"])
    op.create_table(
        "daemun_signing_keys",
        Column("number", Integer, nullable=False, autoincrement=False),
        Column("id", _EXACT_TEXT, nullable=False),
        Column("algorithm", Text, nullable=False),
        Column("public_jwk", Text, nullable=False),
        Column("sealed_private_key", LargeBinary, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("signs_from", _INSTANT, nullable=False),
        Column("removed_at", _INSTANT),
        PrimaryKeyConstraint("number", name="daemun_signing_keys_pk"),
        UniqueConstraint("id", name="daemun_signing_keys_id_uq"),
    )
    op.create_table(
        "daemun_sessions",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("user_id", _EXACT_TEXT),
        Column("family_digest", LargeBinary, nullable=False),
        Column("generation", Integer, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("authenticated_at", _INSTANT, nullable=False),
        Column("amr", Text, nullable=False),
        Column("scope", Text, nullable=False),
        Column("refreshed_at", _INSTANT, nullable=False),
        Column("minute_started_at", _INSTANT, nullable=False),
        Column("refreshes_in_minute", Integer, nullable=False),
        Column("idle_expires_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("address", Text),
        Column("user_agent", Text, nullable=False),
        Column("revoked_at", _INSTANT),
        PrimaryKeyConstraint("id", name="daemun_sessions_pk"),
        _user("daemun_sessions", ondelete="SET NULL"),
    )
    op.create_index("daemun_sessions_of_user", "daemun_sessions", ["user_id", "created_at"])
    _index_of_revoked("daemun_sessions_revoked_since", "daemun_sessions")
    op.create_index("daemun_sessions_over", "daemun_sessions", ["expires_at"])
    op.create_table(
        "daemun_login_attempts",
        Column("digest", LargeBinary, nullable=False),
        Column("user_id", _EXACT_TEXT, nullable=False),
        Column("proven", Text, nullable=False),
        Column("scope", Text, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("digest", name="daemun_login_attempts_pk"),
        _user("daemun_login_attempts", ondelete="CASCADE"),
    )
    op.create_index("daemun_login_attempts_of_user", "daemun_login_attempts", ["user_id"])
    op.create_index("daemun_login_attempts_over", "daemun_login_attempts", ["expires_at"])
    op.create_table(
        "daemun_audit_events",
        Column("id", _EXACT_TEXT, nullable=False),
        Column("at", _INSTANT, nullable=False),
        Column("name", Text, nullable=False),
        Column("user_id", _EXACT_TEXT),
        Column("session_id", _EXACT_TEXT),
        Column("address", Text),
        Column("user_agent", Text, nullable=False),
        Column("request_id", Text, nullable=False),
        Column("details", Text, nullable=False),
        PrimaryKeyConstraint("id", name="daemun_audit_events_pk"),
    )
    op.create_index("daemun_audit_events_of_user", "daemun_audit_events", ["user_id", "at"])
    op.create_index("daemun_audit_events_newest", "daemun_audit_events", ["at"])


def _user(table: str, *, ondelete: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["user_id"], ["daemun_users.id"], name=f"{table}_user_id_fk", ondelete=ondelete
    )


def _index_of_revoked(name: str, table: str) -> None:
    revoked = text("revoked_at IS NOT NULL")
    op.create_index(name, table, ["revoked_at"], sqlite_where=revoked, postgresql_where=revoked)
