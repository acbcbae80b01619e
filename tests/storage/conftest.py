"""A store on every database."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from daemun.features.lockout.store import LockoutStore
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings, RedisSettings
from daemun.storage.store import Store

PATIENT = DatabaseSettings(timeout=20, lock_timeout=20)
"""Racing threads on a busy machine take a while; what happens when time is up has tests of its own."""


def _open(request: pytest.FixtureRequest, kind: str) -> Iterator[Store]:
    url = "sqlite://" if kind == "sqlite-memory" else request.getfixturevalue(f"{kind}_url")
    store = open_store(url, PATIENT)
    yield store
    store.close()


@pytest.fixture(params=["sqlite-memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty; the test runs once on each database."""
    yield from _open(request, request.param)


@pytest.fixture(params=["sqlite", "postgres"])
def shared_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty, on a database that several processes can share."""
    yield from _open(request, request.param)


@pytest.fixture(params=["sqlite-memory", "sqlite", "postgres", "valkey"])
def lockout(request: pytest.FixtureRequest) -> Iterator[LockoutStore]:
    """Empty, on every store that counts."""
    if request.param != "valkey":
        yield from (store.lockout for store in _open(request, request.param))
        return
    url = SecretStr(request.getfixturevalue("valkey_url"))
    store = open_store("sqlite://", PATIENT, redis=RedisSettings(url=url, timeout=20))
    yield store.lockout
    store.close()
