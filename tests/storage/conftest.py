"""A store on every database."""

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy import delete

from daemun.features.lockout.store import LockoutStore
from daemun.storage.mongo.schema import COLLECTIONS
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings, RedisSettings
from daemun.storage.sql.schema import metadata
from daemun.storage.store import Store

if TYPE_CHECKING:
    from tests.services.mongodb import AnyMongoDb
    from tests.services.postgres import Postgres

PATIENT = DatabaseSettings(timeout=20, lock_timeout=20)
"""Racing threads on a busy machine take a while; what happens when time is up has tests of its own."""


@pytest.fixture(scope="session")
def postgres_store(shared_postgres: "Postgres") -> Iterator[Store]:
    """One for all tests of a worker: making its tables takes longer than most tests."""
    yield from _postgres_store(shared_postgres, isolation="read committed")


@pytest.fixture(scope="session")
def serializable_store(shared_postgres: "Postgres") -> Iterator[Store]:
    """As `postgres_store`, where transactions are serializable, as in many clusters."""
    yield from _postgres_store(shared_postgres, isolation="serializable")


def _postgres_store(shared_postgres: "Postgres", *, isolation: str) -> Iterator[Store]:
    name = f"store_{uuid.uuid4().hex}"
    with shared_postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = '{isolation}'")
    store = open_store(shared_postgres.url_of(name), PATIENT)
    yield store
    store.close()
    with shared_postgres.connect() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def mongodb_store(shared_mongodb: "AnyMongoDb") -> Iterator[Store]:
    """One for all tests of a worker: making its collections takes longer than most tests."""
    name = f"store_{uuid.uuid4().hex}"
    store = open_store(shared_mongodb.url_of(name), PATIENT)
    yield store
    store.close()
    shared_mongodb.drop(name)


_ON_POSTGRES = {"postgres": "postgres_store", "serializable": "serializable_store"}


def _open(request: pytest.FixtureRequest, kind: str) -> Iterator[Store]:
    if kind in _ON_POSTGRES:
        store: Store = request.getfixturevalue(_ON_POSTGRES[kind])
        store.ping()
        with store.batches._engine.begin() as connection:  # type: ignore[attr-defined]
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
    elif kind == "mongodb":
        store = request.getfixturevalue("mongodb_store")
        for collection in COLLECTIONS:
            store.batches.delete(collection, {})  # type: ignore[attr-defined]
    else:
        store = open_store(
            "sqlite://" if kind == "sqlite-memory" else request.getfixturevalue("sqlite_url"), PATIENT
        )
    yield store
    store.close()


@pytest.fixture(params=["sqlite-memory", "sqlite", "postgres", "serializable", "mongodb"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty; the test runs once on each database."""
    yield from _open(request, request.param)


@pytest.fixture(params=["sqlite", "postgres", "serializable", "mongodb"])
def shared_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty, on a database that several processes can share."""
    yield from _open(request, request.param)


@pytest.fixture(params=["sqlite-memory", "sqlite", "postgres", "serializable", "mongodb", "valkey"])
def lockout(request: pytest.FixtureRequest) -> Iterator[LockoutStore]:
    """Empty, on every store that counts."""
    if request.param != "valkey":
        yield from (store.lockout for store in _open(request, request.param))
        return
    url = SecretStr(request.getfixturevalue("valkey_url"))
    store = open_store("sqlite://", PATIENT, redis=RedisSettings(url=url, timeout=20))
    yield store.lockout
    store.close()
