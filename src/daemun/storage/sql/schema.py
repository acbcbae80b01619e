"""All tables. A change here needs a migration: `migrations/versions/`.

Everything that belongs to a user goes with the user. Only sessions stay, as anonymous tombstones for the feed
of revocations (`users.SqlUserStore.delete`); the audit trail has ids only and no keys to other tables.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    false,
    func,
    text,
)

from daemun.storage.sql.database.column_types import EXACT_TEXT, ForeignText, JsonObject, UtcDateTime, Words

SECRET: Final = "secret"
"""Marks, in `info=`, text that an export of a user leaves out; binary columns are left out by their type."""

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_name)s_uq",
    }
)

users = Table(
    "daemun_users",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("username", Text),
    Column("username_key", EXACT_TEXT, unique=True),
    Column("email", Text),
    Column("email_key", EXACT_TEXT, unique=True),
    Column("email_verified_at", UtcDateTime),
    Column("profile", JsonObject, nullable=False),
    Column("locked_at", UtcDateTime),
    Column("username_skeleton", EXACT_TEXT),
    Column("language", Text),
)
# No UNIQUE constraint: SQLite adds none to a table that exists.
Index("daemun_users_skeleton", users.c.username_skeleton, unique=True)
HAS_NO_SKELETON: Final = and_(users.c.username_skeleton.is_(None), users.c.username_key.is_not(None))
"""Written before names had one, or by an older program since."""
Index(
    "daemun_users_without_skeleton",
    users.c.id,
    sqlite_where=HAS_NO_SKELETON,
    postgresql_where=HAS_NO_SKELETON,
)


def _user_id(*, primary_key: bool = False) -> Column[str]:
    return Column(
        "user_id",
        EXACT_TEXT,
        ForeignKey(users.c.id, ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


passwords = Table(
    "daemun_passwords",
    metadata,
    _user_id(primary_key=True),
    Column("hash", Text, nullable=False, info={SECRET: True}),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("used_at", UtcDateTime),
)
DECOY_POSITION: Final = func.substr(
    func.sha256(cast(func.replace(passwords.c.user_id, func.chr(text("92")), text("'/'")), LargeBinary)),
    text("1"),
    text("4"),
    type_=LargeBinary,
)
"""First 32 bits of SHA-256 of the user id; backslashes are replaced because `bytea` would unescape them."""
Index("daemun_passwords_place", DECOY_POSITION).ddl_if(dialect="postgresql")

roles = Table(
    "daemun_roles",
    metadata,
    _user_id(primary_key=True),
    Column("role", EXACT_TEXT, primary_key=True),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)
Index(
    "daemun_roles_lost_since",
    roles.c.revoked_at,
    sqlite_where=roles.c.revoked_at.is_not(None),
    postgresql_where=roles.c.revoked_at.is_not(None),
)

lockout = Table(
    "daemun_lockout",
    metadata,
    Column("key", EXACT_TEXT, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("window_started_at", UtcDateTime, nullable=False),
    Column("refused_until", UtcDateTime),
)
Index("daemun_lockout_over", lockout.c.window_started_at)

signing_keys = Table(
    "daemun_signing_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", EXACT_TEXT, nullable=False, unique=True),
    Column("algorithm", Text, nullable=False),
    Column("public_jwk", JsonObject, nullable=False),
    Column("sealed_private_key", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("signs_from", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
)

sessions = Table(
    "daemun_sessions",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    Column("user_id", EXACT_TEXT, ForeignKey(users.c.id, ondelete="SET NULL")),
    Column("family_digest", LargeBinary, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("authenticated_at", UtcDateTime, nullable=False),
    Column("amr", Words, nullable=False),
    Column("scope", Text, nullable=False),
    Column("refreshed_at", UtcDateTime, nullable=False),
    Column("minute_started_at", UtcDateTime, nullable=False),
    Column("refreshes_in_minute", Integer, nullable=False),
    Column("idle_expires_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("address", Text),
    Column("user_agent", ForeignText, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("sibling", Integer),
    Column("sibling_of", Integer),
    # The defaults are for rows that the release before this one writes.
    Column("kinds", Words, nullable=False, server_default="knowledge"),
    Column("acr", Text, nullable=False, server_default="aal1"),
    Column("remember", Boolean, nullable=False, server_default=false()),
    Column("factor_proven_at", UtcDateTime),
    Column("replaced_at", UtcDateTime),
)
Index("daemun_sessions_of_user", sessions.c.user_id, sessions.c.created_at)
Index(
    "daemun_sessions_revoked_since",
    sessions.c.revoked_at,
    sqlite_where=sessions.c.revoked_at.is_not(None),
    postgresql_where=sessions.c.revoked_at.is_not(None),
)
Index("daemun_sessions_over", sessions.c.expires_at)

login_attempts = Table(
    "daemun_login_attempts",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _user_id(),
    Column("proven", Words, nullable=False),
    Column("scope", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False, server_default="1970-01-01 00:00:00"),
    Column("kinds", Words, nullable=False, server_default="knowledge"),
    Column("acr", Text, nullable=False, server_default="aal1"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("credential", Text, nullable=False, server_default=text("''")),
    Column("known_device", Text),
    Column("remember", Boolean, nullable=False, server_default=false()),
    Column("resume", Text, nullable=False, server_default=text("''")),
)
Index("daemun_login_attempts_of_user", login_attempts.c.user_id)
Index("daemun_login_attempts_over", login_attempts.c.expires_at)

totp = Table(
    "daemun_totp",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    _user_id(),
    Column("name", Text, nullable=False),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("pending_until", UtcDateTime),
)
Index("daemun_totp_of_user", totp.c.user_id)
Index(
    "daemun_totp_over",
    totp.c.pending_until,
    sqlite_where=totp.c.pending_until.is_not(None),
    postgresql_where=totp.c.pending_until.is_not(None),
)

recovery_codes = Table(
    "daemun_recovery_codes",
    metadata,
    _user_id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False, info={SECRET: True}),
    Column("hash", Text, nullable=False, info={SECRET: True}),
    Column("created_at", UtcDateTime, nullable=False),
)

trusted_devices = Table(
    "daemun_trusted_devices",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    _user_id(),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("credential", EXACT_TEXT, nullable=False, info={SECRET: True}),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
    Column("address", Text),
    Column("user_agent", ForeignText, nullable=False),
)
Index("daemun_trusted_devices_of_user", trusted_devices.c.user_id)
Index("daemun_trusted_devices_over", trusted_devices.c.expires_at)

identities = Table(
    "daemun_identities",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    _user_id(),
    Column("provider", EXACT_TEXT, nullable=False),
    Column("issuer", EXACT_TEXT, nullable=False),
    Column("subject", EXACT_TEXT, nullable=False),
    Column("email", ForeignText),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
)
Index("daemun_identities_of_subject", identities.c.issuer, identities.c.subject, unique=True)
Index("daemun_identities_of_user", identities.c.user_id)

provider_grants = Table(
    "daemun_provider_grants",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    Column("identity_id", EXACT_TEXT, ForeignKey(identities.c.id, ondelete="SET NULL")),
    Column("provider", EXACT_TEXT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
)
Index("daemun_provider_grants_of_identity", provider_grants.c.identity_id)
Index(
    "daemun_provider_grants_due",
    provider_grants.c.next_try_at,
    sqlite_where=provider_grants.c.identity_id.is_(None),
    postgresql_where=provider_grants.c.identity_id.is_(None),
)

one_time_tokens = Table(
    "daemun_one_time_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("purpose", EXACT_TEXT, nullable=False),
    Column("subject", EXACT_TEXT),
    Column("user_id", EXACT_TEXT, ForeignKey(users.c.id, ondelete="CASCADE")),
    Column("code_digest", LargeBinary),
    Column("version", EXACT_TEXT, nullable=False),
    Column("sealed_payload", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("code_expires_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("earlier_tries", Integer, nullable=False),
)
Index(
    "daemun_one_time_tokens_of_subject",
    one_time_tokens.c.purpose,
    one_time_tokens.c.subject,
    unique=True,
)
Index("daemun_one_time_tokens_of_user", one_time_tokens.c.user_id)
Index("daemun_one_time_tokens_over", one_time_tokens.c.expires_at)

passkeys = Table(
    "daemun_passkeys",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    _user_id(),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("user_handle", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("aaguid", Text, nullable=False),
    Column("transports", Words, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("is_backup_eligible", Boolean, nullable=False),
    Column("is_backed_up", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
)
Index("daemun_passkeys_of_user", passkeys.c.user_id, passkeys.c.created_at)

account_deletions = Table(
    "daemun_account_deletions",
    metadata,
    _user_id(primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
)
Index("daemun_account_deletions_due", account_deletions.c.due_at)

outgoing_mails = Table(
    "daemun_outgoing_mails",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    Column("name", Text, nullable=False),
    Column("user_id", EXACT_TEXT, ForeignKey(users.c.id, ondelete="CASCADE")),
    Column("sealed", LargeBinary, nullable=False),
    Column("is_written", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failed_at", UtcDateTime),
    Column("failure", Text),
)
Index(
    "daemun_outgoing_mails_due",
    outgoing_mails.c.next_try_at,
    sqlite_where=outgoing_mails.c.failed_at.is_(None),
    postgresql_where=outgoing_mails.c.failed_at.is_(None),
)
Index("daemun_outgoing_mails_of_user", outgoing_mails.c.user_id)

audit_events = Table(
    "daemun_audit_events",
    metadata,
    Column("id", EXACT_TEXT, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("name", Text, nullable=False),
    Column("user_id", EXACT_TEXT),
    Column("session_id", EXACT_TEXT),
    Column("address", Text),
    Column("user_agent", ForeignText, nullable=False),
    Column("request_id", ForeignText, nullable=False),
    Column("details", JsonObject, nullable=False),
)
Index("daemun_audit_events_of_user", audit_events.c.user_id, audit_events.c.at)
Index("daemun_audit_events_newest", audit_events.c.at)
