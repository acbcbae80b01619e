"""How a login without its hash, and a refresh, grow with the number of users, beside the bare statements."""

import random
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import Final

import psycopg

from bench.crowd import email_of, open_crowd
from bench.row import Row
from daemun.composition.services import Services
from daemun.features.login.model import LoggedIn
from daemun.features.passwords.login import LoginIdentifier
from tests.builders import PASSWORD, an_origin

SMALL = 10_000
LARGE = 1_000_000
_TRIES = 400
ANYBODY: Final[Mapping[str, int]] = {
    "lockout_address_max_failures": 1_000_000,
    "lockout_address_hour_max_failures": 1_000_000,
    "lockout_address_max_users": 1_000_000,
}


Figures = Mapping[str, float]
"""Medians in seconds."""


@dataclass(frozen=True, slots=True)
class Bare:
    """The statements that nobody can do without."""

    log_in: Callable[[str], str]
    """By an address; gives the id of the session."""
    refresh: Callable[[str], None]
    """A session, once."""


def measure(large: int = LARGE) -> Iterator[Row]:
    figures = {}
    with open_crowd(**ANYBODY) as crowd:
        bare = Bare(partial(_log_in_bare, crowd.connection), partial(_refresh_bare, crowd.connection))
        for size in (SMALL, large):
            crowd.grow(size)
            figures[size] = measure_in_turns(crowd.services, bare, size, tries=_TRIES)
    yield from compare(figures)


def compare(figures: Mapping[int, Figures], *, database: str = "") -> Iterator[Row]:
    """How both grow from the first size to the second."""
    (few, small), (many, most) = figures.items()
    for name in ("login without its hash", "refresh"):
        bare = most[f"{name}, bare"] / small[f"{name}, bare"]
        grown = most[name] / small[name]
        yield Row(
            f"{name}{database}, from {few:,} to {many:,} users",
            f"the bare statements grow {bare:.2f} times, {_micro(small, most, f'{name}, bare')}",
            f"grows {grown:.2f} times, {_micro(small, most, name)}",
            grown / bare,
            1.1,
            is_at_most=True,
        )


@dataclass(slots=True)
class _HashTimes:
    """What the hash gate took, so that it can be left out."""

    seconds: float = 0.0

    def counted(self, *, inside: int, running: int) -> None:
        pass

    def hashed(self, *, waited: float, took: float) -> None:
        self.seconds += waited + took


def measure_in_turns(services: Services, bare: Bare, size: int, *, tries: int) -> Figures:
    """Ours and the bare ones in turns, each for another of so many users."""
    chance = random.Random(size)  # noqa: S311 - the same users at every run
    hashing, took = _HashTimes(), defaultdict[str, list[float]](list)
    services.hash_gate.watch(hashing)
    for number in range(tries):
        home = an_origin(f"198.51.{number // 250}.{number % 250}")
        name = LoginIdentifier("email", email_of(chance.randint(1, size)))
        began, hashed = perf_counter(), hashing.seconds
        logged_in = services.password_login.log_in(name, PASSWORD, home)
        took["login without its hash"].append(perf_counter() - began - (hashing.seconds - hashed))
        assert isinstance(logged_in, LoggedIn)
        began = perf_counter()
        services.sessions.refresh(services.sessions.issue(logged_in.opened).refresh_token, home)
        took["refresh"].append(perf_counter() - began)
        email = email_of(chance.randint(1, size))
        began = perf_counter()
        session_id = bare.log_in(email)
        took["login without its hash, bare"].append(perf_counter() - began)
        began = perf_counter()
        bare.refresh(session_id)
        took["refresh, bare"].append(perf_counter() - began)
    return {name: median(seconds) for name, seconds in took.items()}


_ADD_EVENT = """INSERT INTO daemun_audit_events
    VALUES (%s, now(), 'login_succeeded', %s, %s, '192.0.2.7', 'Browser 1.0', 'request', '{}')"""


def _log_in_bare(connection: psycopg.Connection, email: str) -> str:
    """The statements that no login can do without; gives the id of the session."""
    session_id, event_id = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
    with connection.transaction():
        user = connection.execute("SELECT * FROM daemun_users WHERE email_key = %s", [email]).fetchone()
        assert user is not None
        connection.execute("SELECT * FROM daemun_passwords WHERE user_id = %s", [user[0]]).fetchone()
        connection.execute("SELECT * FROM daemun_roles WHERE user_id = %s", [user[0]]).fetchall()
        connection.execute(
            """INSERT INTO daemun_sessions VALUES (%s, %s, %s, 0, now(), now(), 'pwd', '', now(), now(), 0,
            now() + interval '14 days', now() + interval '30 days', '192.0.2.7', 'Browser 1.0', NULL)""",
            [session_id, user[0], secrets.token_bytes(32)],
        )
        connection.execute(_ADD_EVENT, [event_id, user[0], session_id])
    return session_id


def _refresh_bare(connection: psycopg.Connection, session_id: str) -> None:
    with connection.transaction():
        session = connection.execute("SELECT * FROM daemun_sessions WHERE id = %s", [session_id]).fetchone()
        assert session is not None
        connection.execute("SELECT * FROM daemun_users WHERE id = %s", [session[1]]).fetchone()
        connection.execute("SELECT * FROM daemun_roles WHERE user_id = %s", [session[1]]).fetchall()
        connection.execute(
            """UPDATE daemun_sessions SET generation = 1, refreshed_at = now()
            WHERE id = %s AND generation = 0""",
            [session_id],
        )
        connection.execute(_ADD_EVENT, [secrets.token_urlsafe(16), session[1], session_id])


def _micro(small: Figures, large: Figures, name: str) -> str:
    return f"{small[name] * 1e6:,.0f} to {large[name] * 1e6:,.0f} µs"
