"""As `growth`, on MongoDB: beside the bare statements of PyMongo, in transactions as ours are."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database

from bench.crowd import email_of
from bench.database import open_mongodb
from bench.refresh.installation import open_services
from bench.row import Row
from bench.rows.growth import ANYBODY, Bare, compare, measure_in_turns
from daemun.storage.mongo.database.client import SNAPSHOT, WRITTEN
from daemun.storage.mongo.database.collection import Document
from daemun.storage.mongo.schema import AUDIT_EVENTS, PASSWORDS, ROLES, SESSIONS, USERS
from tests.builders import PASSWORD, a_session, a_user
from tests.services.mongodb import given_mongodb

# What stands in for MongoDB takes an hour to have a million users.
SMALL, LARGE = (10_000, 1_000_000) if given_mongodb() else (500, 5_000)
_TRIES = 100
_AT_ONCE = 1_000


def measure() -> Iterator[Row]:
    name = f"bench_{secrets.token_hex(8)}"
    figures = {}
    with open_mongodb() as mongodb:
        services = open_services(mongodb.url_of(name), None, **ANYBODY)
        services.store.ping()
        client: MongoClient[Document] = MongoClient(mongodb.url_of(name), tz_aware=True)
        crowd = _Crowd(client, client[name], services.passwords.hash_new(PASSWORD, a_user()))
        bare = Bare(partial(_log_in_bare, crowd), partial(_refresh_bare, crowd))
        for size in (SMALL, LARGE):
            crowd.grow(size)
            figures[size] = measure_in_turns(services, bare, size, tries=_TRIES)
        services.close()
        client.close()
        mongodb.drop(name)
    yield from compare(figures, database=", MongoDB")


@dataclass(slots=True)
class _Crowd:
    """A database whose users become more and more, past the product."""

    client: MongoClient[Document]
    database: Database[Document]
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


@contextmanager
def _transaction(client: MongoClient[Document]) -> Iterator[ClientSession]:
    with client.start_session() as session, session.start_transaction(SNAPSHOT, WRITTEN):
        yield session


def _log_in_bare(crowd: _Crowd, email: str) -> str:
    database, now, session_id = crowd.database, datetime.now(UTC), secrets.token_urlsafe(16)
    with _transaction(crowd.client) as session:
        user = database[USERS.name].find_one({"email_key": email}, session=session)
        assert user is not None
        user_id = user["_id"]
        database[PASSWORDS.name].find_one({"_id": user_id}, session=session)
        list(database[ROLES.name].find({"user_id": user_id}, session=session))
        opened = _session(session_id, now, user_id=user_id)
        database[SESSIONS.name].insert_one(opened, session=session)
        database[AUDIT_EVENTS.name].insert_one(_event(session_id, now, user_id=user_id), session=session)
    return session_id


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
