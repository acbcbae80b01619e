"""Crowd: any number of users in PostgreSQL, each with a password, a session and a line in the audit trail."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, LiteralString

import psycopg

from bench.database import open_postgres
from bench.refresh.installation import open_services
from daemun.composition.services import Services
from tests.builders import PASSWORD, a_user

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


@dataclass(slots=True)
class Crowd:
    """A database whose users become more and more."""

    services: Services
    connection: psycopg.Connection
    """Past the product."""
    password_hash: str
    """Everybody's, of `PASSWORD`."""
    size: int = 0

    def grow(self, size: int) -> None:
        """Add users until there are so many."""
        values = {
            "first": self.size + 1,
            "last": size,
            "hash": self.password_hash,
            "browser": _BROWSER,
        }
        _fill(self.connection, values)
        self.size = size


@contextmanager
def open_crowd(**settings: object) -> Iterator[Crowd]:
    """Nobody yet, in a PostgreSQL of its own. settings: as `open_services` takes them."""
    with open_postgres() as postgres:
        services = open_services(postgres.create_database("daemun"), None, **settings)
        services.store.ping()
        password_hash = services.passwords.hash_new(PASSWORD, a_user())
        with postgres.connect("daemun") as connection:
            yield Crowd(services, connection, password_hash)
        services.close()


def _fill(connection: psycopg.Connection, values: Mapping[str, object]) -> None:
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
