"""All collections, with the names and fields of the SQL tables, users first. Changes need a new VERSION.

Everything that belongs to a user is deleted with the user. Only sessions stay, as anonymous tombstones for
the feed of revocations; the audit trail has only ids.
"""

from hashlib import sha256
from typing import Final

from daemun.storage.mongo.database.collection import (
    ID,
    PREFIX,
    Collection,
    Document,
    Index,
    with_instant,
    with_text,
)
from daemun.storage.mongo.database.fields import (
    BYTES,
    FLAG,
    FOREIGN_TEXT,
    INSTANT,
    JSON,
    NUMBER,
    TEXT,
    WORDS,
    Field,
    Kind,
)

VERSION: Final = "0008"
"""The version of the collections, their indexes and validators. Versions are compared as text."""


def _maybe(name: str, kind: Kind) -> Field:
    return Field(name, kind, nullable=True)


def _unique(collection: str, name: str) -> Index:
    return Index(f"{PREFIX}{collection}_by_{name}", (name,), unique=True, only=with_text(name))


_USER_ID: Final = Field("user_id", TEXT)

USERS: Final = Collection(
    f"{PREFIX}users",
    (
        Field("id", TEXT),
        Field("created_at", INSTANT),
        Field("updated_at", INSTANT),
        _maybe("username", TEXT),
        _maybe("username_key", TEXT),
        _maybe("email", TEXT),
        _maybe("email_key", TEXT),
        _maybe("email_verified_at", INSTANT),
        Field("profile", JSON),
        _maybe("locked_at", INSTANT),
        _maybe("username_skeleton", TEXT),
        _maybe("language", TEXT),
    ),
    key="id",
    indexes=(
        _unique("users", "username_key"),
        _unique("users", "email_key"),
        _unique("users", "username_skeleton"),
    ),
    replaced=("daemun_users_username_key", "daemun_users_email_key", "daemun_users_username_skeleton"),
)


def _place(password: Document) -> int:
    return int.from_bytes(sha256(str(password[ID]).encode()).digest()[:4])


PASSWORDS: Final = Collection(
    f"{PREFIX}passwords",
    (
        _USER_ID,
        Field("hash", TEXT, is_secret=True),
        Field("changed_at", INSTANT),
        Field("must_change", FLAG),
        _maybe("expires_at", INSTANT),
        _maybe("used_at", INSTANT),
    ),
    key="user_id",
    indexes=(Index("daemun_passwords_place", ("place", ID)),),
    derived={"place": _place},
)

ROLES: Final = Collection(
    f"{PREFIX}roles",
    (_USER_ID, Field("role", TEXT), Field("granted_at", INSTANT), _maybe("revoked_at", INSTANT)),
    indexes=(
        Index("daemun_roles_of_user", ("user_id", "role"), unique=True),
        Index("daemun_roles_lost_at", ("revoked_at",), only=with_instant("revoked_at")),
    ),
    replaced=("daemun_roles_lost_since",),
)

LOCKOUT: Final = Collection(
    f"{PREFIX}lockout",
    (
        Field("key", TEXT),
        Field("tries", NUMBER),
        Field("window_started_at", INSTANT),
        _maybe("refused_until", INSTANT),
    ),
    key="key",
    indexes=(Index("daemun_lockout_over", ("window_started_at",)),),
)

SIGNING_KEYS: Final = Collection(
    f"{PREFIX}signing_keys",
    (
        Field("number", NUMBER),
        Field("id", TEXT),
        Field("algorithm", TEXT),
        Field("public_jwk", JSON),
        Field("sealed_private_key", BYTES),
        Field("created_at", INSTANT),
        Field("signs_from", INSTANT),
        _maybe("removed_at", INSTANT),
    ),
    key="number",
    indexes=(_unique("signing_keys", "id"),),
)

SESSIONS: Final = Collection(
    f"{PREFIX}sessions",
    (
        Field("id", TEXT),
        _maybe("user_id", TEXT),
        Field("family_digest", BYTES),
        Field("generation", NUMBER),
        Field("created_at", INSTANT),
        Field("authenticated_at", INSTANT),
        Field("amr", WORDS),
        Field("scope", TEXT),
        Field("refreshed_at", INSTANT),
        Field("minute_started_at", INSTANT),
        Field("refreshes_in_minute", NUMBER),
        Field("idle_expires_at", INSTANT),
        Field("expires_at", INSTANT),
        _maybe("address", TEXT),
        Field("user_agent", FOREIGN_TEXT),
        _maybe("revoked_at", INSTANT),
        _maybe("sibling", NUMBER),
        _maybe("sibling_of", NUMBER),
        Field("kinds", WORDS),
        Field("acr", TEXT),
        Field("remember", FLAG),
        _maybe("factor_proven_at", INSTANT),
        _maybe("replaced_at", INSTANT),
    ),
    key="id",
    indexes=(
        Index("daemun_sessions_of_user", ("user_id", "created_at")),
        Index("daemun_sessions_revoked_at", ("revoked_at",), only=with_instant("revoked_at")),
        Index("daemun_sessions_over", ("expires_at",)),
    ),
    replaced=("daemun_sessions_revoked_since",),
)

LOGIN_ATTEMPTS: Final = Collection(
    f"{PREFIX}login_attempts",
    (
        Field("digest", BYTES),
        _USER_ID,
        Field("proven", WORDS),
        Field("scope", TEXT),
        Field("expires_at", INSTANT),
        Field("begun_at", INSTANT),
        Field("kinds", WORDS),
        Field("acr", TEXT),
        Field("tries", NUMBER),
        Field("credential", TEXT),
        _maybe("known_device", TEXT),
        Field("remember", FLAG),
        Field("resume", TEXT),
    ),
    key="digest",
    indexes=(
        Index("daemun_login_attempts_of_user", ("user_id",)),
        Index("daemun_login_attempts_over", ("expires_at",)),
    ),
)

TOTP: Final = Collection(
    f"{PREFIX}totp",
    (
        Field("id", TEXT),
        _USER_ID,
        Field("name", TEXT),
        Field("sealed_secret", BYTES),
        Field("created_at", INSTANT),
        Field("last_step", NUMBER),
        _maybe("last_used_at", INSTANT),
        _maybe("pending_until", INSTANT),
    ),
    key="id",
    indexes=(
        Index("daemun_totp_of_user", ("user_id",)),
        Index("daemun_totp_pending_until", ("pending_until",), only=with_instant("pending_until")),
    ),
    replaced=("daemun_totp_over",),
)

PASSKEYS: Final = Collection(
    f"{PREFIX}passkeys",
    (
        Field("id", TEXT),
        _USER_ID,
        Field("credential_id", BYTES),
        Field("public_key", BYTES),
        Field("user_handle", BYTES),
        Field("name", TEXT),
        Field("aaguid", TEXT),
        Field("transports", WORDS),
        Field("sign_count", NUMBER),
        Field("is_backup_eligible", FLAG),
        Field("is_backed_up", FLAG),
        Field("created_at", INSTANT),
        _maybe("last_used_at", INSTANT),
    ),
    key="id",
    indexes=(
        Index("daemun_passkeys_credential_id", ("credential_id",), unique=True),
        Index("daemun_passkeys_of_user", ("user_id", "created_at")),
    ),
)

RECOVERY_CODES: Final = Collection(
    f"{PREFIX}recovery_codes",
    (
        _USER_ID,
        Field("number", NUMBER),
        Field("label", TEXT, is_secret=True),
        Field("hash", TEXT, is_secret=True),
        Field("created_at", INSTANT),
    ),
    indexes=(Index("daemun_recovery_codes_of_user", ("user_id", "number"), unique=True),),
)

TRUSTED_DEVICES: Final = Collection(
    f"{PREFIX}trusted_devices",
    (
        Field("id", TEXT),
        _USER_ID,
        Field("digest", BYTES),
        Field("credential", TEXT, is_secret=True),
        Field("created_at", INSTANT),
        Field("expires_at", INSTANT),
        Field("last_used_at", INSTANT),
        _maybe("address", TEXT),
        Field("user_agent", FOREIGN_TEXT),
    ),
    key="id",
    indexes=(
        Index("daemun_trusted_devices_digest", ("digest",), unique=True),
        Index("daemun_trusted_devices_of_user", ("user_id",)),
        Index("daemun_trusted_devices_over", ("expires_at",)),
    ),
)

IDENTITIES: Final = Collection(
    f"{PREFIX}identities",
    (
        Field("id", TEXT),
        _USER_ID,
        Field("provider", TEXT),
        Field("issuer", TEXT),
        Field("subject", TEXT),
        _maybe("email", FOREIGN_TEXT),
        Field("created_at", INSTANT),
        _maybe("last_used_at", INSTANT),
    ),
    key="id",
    indexes=(
        Index("daemun_identities_of_subject", ("issuer", "subject"), unique=True),
        Index("daemun_identities_of_user", ("user_id",)),
    ),
)

PROVIDER_GRANTS: Final = Collection(
    f"{PREFIX}provider_grants",
    (
        Field("id", TEXT),
        _maybe("identity_id", TEXT),
        Field("provider", TEXT),
        Field("sealed", BYTES),
        Field("next_try_at", INSTANT),
        Field("tries", NUMBER),
    ),
    key="id",
    indexes=(Index("daemun_provider_grants_due", ("identity_id", "next_try_at")),),
)

# The digest is not the `_id`: a newer token replaces an older one, and an `_id` never changes.
ONE_TIME_TOKENS: Final = Collection(
    f"{PREFIX}one_time_tokens",
    (
        Field("digest", BYTES),
        Field("purpose", TEXT),
        _maybe("subject", TEXT),
        _maybe("user_id", TEXT),
        _maybe("code_digest", BYTES),
        Field("version", TEXT),
        Field("sealed_payload", BYTES),
        Field("created_at", INSTANT),
        Field("code_expires_at", INSTANT),
        Field("expires_at", INSTANT),
        Field("tries", NUMBER),
        Field("earlier_tries", NUMBER),
    ),
    indexes=(
        Index("daemun_one_time_tokens_digest", ("digest",), unique=True),
        Index(
            "daemun_one_time_tokens_by_subject",
            ("purpose", "subject"),
            unique=True,
            # Both fields: the stand-in for MongoDB in our tests finds nothing by the second alone.
            only=with_text("purpose", "subject"),
        ),
        Index("daemun_one_time_tokens_of_user", ("user_id",)),
        Index("daemun_one_time_tokens_over", ("expires_at",)),
    ),
    replaced=("daemun_one_time_tokens_of_subject",),
)

ACCOUNT_DELETIONS: Final = Collection(
    f"{PREFIX}account_deletions",
    (_USER_ID, Field("asked_at", INSTANT), Field("due_at", INSTANT)),
    key="user_id",
    indexes=(Index("daemun_account_deletions_due", ("due_at",)),),
)

OUTGOING_MAILS: Final = Collection(
    f"{PREFIX}outgoing_mails",
    (
        Field("id", TEXT),
        Field("name", TEXT),
        _maybe("user_id", TEXT),
        Field("sealed", BYTES),
        Field("is_written", FLAG),
        Field("created_at", INSTANT),
        Field("next_try_at", INSTANT),
        Field("expires_at", INSTANT),
        Field("tries", NUMBER),
        _maybe("failed_at", INSTANT),
        _maybe("failure", TEXT),
    ),
    key="id",
    indexes=(
        Index("daemun_outgoing_mails_due", ("failed_at", "next_try_at")),
        Index("daemun_outgoing_mails_of_user", ("user_id",)),
    ),
)

AUDIT_EVENTS: Final = Collection(
    f"{PREFIX}audit_events",
    (
        Field("id", TEXT),
        Field("at", INSTANT),
        Field("name", TEXT),
        _maybe("user_id", TEXT),
        _maybe("session_id", TEXT),
        _maybe("address", TEXT),
        Field("user_agent", FOREIGN_TEXT),
        Field("request_id", FOREIGN_TEXT),
        Field("details", JSON),
    ),
    key="id",
    indexes=(
        Index("daemun_audit_events_of_user", ("user_id", "at")),
        Index("daemun_audit_events_newest", ("at", ID)),
    ),
)

COLLECTIONS: Final = (
    USERS,
    PASSWORDS,
    ROLES,
    LOCKOUT,
    SIGNING_KEYS,
    SESSIONS,
    LOGIN_ATTEMPTS,
    TOTP,
    PASSKEYS,
    RECOVERY_CODES,
    TRUSTED_DEVICES,
    IDENTITIES,
    PROVIDER_GRANTS,
    ONE_TIME_TOKENS,
    ACCOUNT_DELETIONS,
    OUTGOING_MAILS,
    AUDIT_EVENTS,
)
OWNED: Final = tuple(each for each in COLLECTIONS if each.owner and each not in (SESSIONS, AUDIT_EVENTS))
"""Collections whose documents are deleted with their user."""
