"""As `growth`, on MongoDB: beside the bare statements of PyMongo, in transactions as ours are."""

import os
import random
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from pymongo import MongoClient, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from bench.crowd import email_of
from bench.database import open_mongodb
from bench.refresh.installation import open_services
from bench.row import Row
from bench.rows.growth import ANYBODY, HashTimes, micro
from daemun.composition.services import Services
from daemun.features.login.model import LoggedIn
from daemun.features.passwords.login import LoginIdentifier
from daemun.storage.mongo.database.collection import Document
from daemun.storage.mongo.schema import AUDIT_EVENTS, PASSWORDS, ROLES, SESSIONS, USERS
from tests.builders import PASSWORD, a_session, a_user, an_origin

# What stands in for MongoDB takes an hour to have a million users.
SMALL, LARGE = (10_000, 1_000_000) if "DAEMUN_TEST_MONGODB_URL" in os.environ else (500, 5_000)
_TRIES = 100
_AT_ONCE = 1_000
Documents = dict[str, Any]


def measure() -> Iterator[Row]:
    name = f"bench_{secrets.token_hex(8)}"
    figures = {}
    with open_mongodb() as mongodb:
        services = open_services(mongodb.url_of(name), None, **ANYBODY)
        services.store.ping()
        client: MongoClient[Documents] = MongoClient(mongodb.url_of(name), tz_aware=True)
        crowd = _Crowd(client, client[name], services.passwords.hash_new(PASSWORD, a_user()))
        for size in (SMALL, LARGE):
            crowd.grow(size)
            figures[size] = _measure(services, crowd)
        services.close()
        client.close()
        mongodb.drop(name)
    small, most = figures[SMALL], figures[LARGE]
    for what in ("login without its hash", "refresh"):
        bare = most[f"{what}, bare"] / small[f"{what}, bare"]
        grown = most[what] / small[what]
        yield Row(
            f"{what}, MongoDB, from {SMALL:,} to {LARGE:,} users",
            f"the bare statements grow {bare:.2f} times, {micro(small, most, f'{what}, bare')}",
            f"grows {grown:.2f} times, {micro(small, most, what)}",
            grown / bare,
            1.1,
            is_at_most=True,
        )


@dataclass(slots=True)
class _Crowd:
    """A database whose users become more and more, past the product."""

    client: MongoClient[Documents]
    database: Database[Documents]
    password_hash: str
    size: int = 0

    def grow(self, size: int) -> None:
        for first in range(self.size + 1, size + 1, _AT_ONCE):
            self._add(range(first, min(first + _AT_ONCE, size + 1)))
        self.size = size

    def _add(self, numbers: range) -> None:
        now = datetime.now(UTC)
        for collection, make in (
            (USERS, _user),
            (PASSWORDS, self._password),
            (SESSIONS, _session),
            (AUDIT_EVENTS, _event),
        ):
            documents = [make(f"{number}", now) for number in numbers]
            self.database[collection.name].insert_many(documents, ordered=False)

    def _password(self, key: str, at: datetime) -> Document:
        values = {"user_id": key, "hash": self.password_hash, "changed_at": at, "must_change": False}
        return PASSWORDS.document({**values, "expires_at": None, "used_at": None})


def _user(key: str, at: datetime) -> Document:
    names = {"username": f"person{key}", "username_key": f"person{key}"}
    address = email_of(int(key))
    return USERS.document_of(
        a_user(id=key, created_at=at, updated_at=at, email=address, email_key=address, **names)
    )


def _session(key: str, at: datetime, *, user_id: str | None = None) -> Document:
    times = {"created_at": at, "authenticated_at": at, "refreshed_at": at, "minute_started_at": at}
    ends = {"idle_expires_at": at + timedelta(days=14), "expires_at": at + timedelta(days=30)}
    return SESSIONS.document_of(a_session(id=key, user_id=user_id or key, **times, **ends))


def _event(key: str, at: datetime, *, user_id: str | None = None) -> Document:
    values = {"id": key, "at": at, "name": "user.logged_in", "user_id": user_id or key, "session_id": key}
    origin = {"address": "192.0.2.7", "user_agent": "Browser 1.0", "request_id": key, "details": {}}
    return AUDIT_EVENTS.document({**values, **origin})


def _measure(services: Services, crowd: _Crowd) -> dict[str, float]:
    """Medians in seconds; ours and the bare ones in turns, each for another user."""
    chance = random.Random(crowd.size)  # noqa: S311 - the same users at every run
    hashing, took = HashTimes(), defaultdict[str, list[float]](list)
    services.hash_gate.watch(hashing)
    for number in range(_TRIES):
        home = an_origin(f"198.51.{number // 250}.{number % 250}")
        name = LoginIdentifier("email", email_of(chance.randint(1, crowd.size)))
        began, hashed = perf_counter(), hashing.seconds
        logged_in = services.password_login.log_in(name, PASSWORD, home)
        took["login without its hash"].append(perf_counter() - began - (hashing.seconds - hashed))
        assert isinstance(logged_in, LoggedIn)
        began = perf_counter()
        services.sessions.refresh(services.sessions.issue(logged_in.opened).refresh_token, home)
        took["refresh"].append(perf_counter() - began)
        email, session_id = email_of(chance.randint(1, crowd.size)), secrets.token_urlsafe(16)
        began = perf_counter()
        _log_in_bare(crowd, email, session_id)
        took["login without its hash, bare"].append(perf_counter() - began)
        began = perf_counter()
        _refresh_bare(crowd, session_id)
        took["refresh, bare"].append(perf_counter() - began)
    return {name: median(seconds) for name, seconds in took.items()}


@contextmanager
def _transaction(client: MongoClient[Documents]) -> Iterator[ClientSession]:
    written = WriteConcern("majority", j=True)
    with client.start_session() as session, session.start_transaction(ReadConcern("snapshot"), written):
        yield session


def _log_in_bare(crowd: _Crowd, email: str, session_id: str) -> None:
    """The statements that no login can do without."""
    database, now = crowd.database, datetime.now(UTC)
    with _transaction(crowd.client) as session:
        user = database[USERS.name].find_one({"email_key": email}, session=session)
        assert user is not None
        user_id = user["_id"]
        database[PASSWORDS.name].find_one({"_id": user_id}, session=session)
        list(database[ROLES.name].find({"user_id": user_id}, session=session))
        opened = _session(session_id, now, user_id=user_id)
        database[SESSIONS.name].insert_one(opened, session=session)
        database[AUDIT_EVENTS.name].insert_one(_event(session_id, now, user_id=user_id), session=session)


def _refresh_bare(crowd: _Crowd, session_id: str) -> None:
    database, now = crowd.database, datetime.now(UTC)
    with _transaction(crowd.client) as session:
        found = database[SESSIONS.name].find_one({"_id": session_id}, session=session)
        assert found is not None
        user_id = found["user_id"]
        database[USERS.name].find_one({"_id": user_id}, session=session)
        list(database[ROLES.name].find({"user_id": user_id}, session=session))
        where = {"_id": session_id, "generation": 0}
        database[SESSIONS.name].update_one(
            where, {"$set": {"generation": 1, "refreshed_at": now}}, session=session
        )
        event = _event(secrets.token_urlsafe(16), now, user_id=user_id)
        database[AUDIT_EVENTS.name].insert_one(event, session=session)
