"""Crowd: any number of users in PostgreSQL, each with a password, a session and a line in the audit trail."""

from typing import Final, LiteralString

import psycopg

# An id of 22 characters as ours, and the same for everybody who computes it.
_ID: Final[LiteralString] = (
    "substr(translate(encode(sha256(('{}' || n)::bytea), 'base64'), '+/', '-_'), 1, 22)"
)
_NUMBERS: Final[LiteralString] = "FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n"
# Each at a moment of its own, the later the later, and up to ten million of them in the past.
_AT: Final[LiteralString] = "(now() - interval '10 hours' + n * interval '3 milliseconds')"
_BROWSER: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
)


def email_of(number: int) -> str:
    """The address of one of them; numbers begin at 1."""
    return f"person{number}@example.kr"


def fill(connection: psycopg.Connection, *, first: int, last: int, password_hash: str) -> None:
    """Add those with these numbers, both included; tables must be there."""
    values = {"first": first, "last": last, "hash": password_hash, "browser": _BROWSER}
    user_id, session_id, event_id = (_ID.replace("{}", kind) for kind in ("user", "session", "event"))
    connection.execute(
        "INSERT INTO daemun_users (id, created_at, updated_at, username, username_key, email, email_key,"
        f" email_verified_at, profile) SELECT {user_id}, {_AT}, {_AT}, 'person' || n, 'person' || n,"
        f" 'person' || n || '@example.kr', 'person' || n || '@example.kr', {_AT}, '{{}}' {_NUMBERS}",
        values,
    )
    connection.execute(
        f"INSERT INTO daemun_passwords SELECT {user_id}, %(hash)s, {_AT}, false, NULL, NULL {_NUMBERS}",
        values,
    )
    connection.execute(
        f"INSERT INTO daemun_sessions SELECT {session_id}, {user_id}, sha256(n::text::bytea), 0, {_AT},"
        f" {_AT}, 'pwd', '', {_AT}, {_AT}, 0, {_AT} + interval '14 days', {_AT} + interval '30 days',"
        f" '192.0.2.7', %(browser)s, NULL {_NUMBERS}",
        values,
    )
    connection.execute(
        f"INSERT INTO daemun_audit_events SELECT {event_id}, {_AT}, 'user.logged_in', {user_id},"
        f" {session_id}, '192.0.2.7', %(browser)s, {event_id}, '{{\"amr\":[\"pwd\"]}}' {_NUMBERS}",
        values,
    )
    connection.execute("ANALYZE")
