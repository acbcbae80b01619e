"""Valkey that is down refuses, and its keys go by themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from redis import Redis

from daemun.features.lockout.model import Limit, TryCount, Wait
from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.settings import RedisSettings
from daemun.storage.store import Store
from tests.storage.records import A_MINUTE, NOW

if TYPE_CHECKING:
    from tests.services.valkey import Valkey

LIMIT = Limit("password", 10 * A_MINUTE, (Wait(2, 30 * A_MINUTE),))
KEY = "daemun:lockout:kim"


def _open(url: str) -> Store:
    return open_store("sqlite://", redis=RedisSettings(url=SecretStr(url), timeout=0.5))


@pytest.fixture
def store(valkey_url: str) -> Iterator[Store]:
    store = _open(valkey_url)
    yield store
    store.close()


@pytest.fixture
def client(valkey_url: str) -> Iterator[Redis]:
    with Redis.from_url(valkey_url) as client:
        yield client


def test_a_key_goes_once_neither_window_nor_wait_is_left(store: Store, client: Redis) -> None:
    store.lockout.count_try("kim", LIMIT, now=NOW)
    in_window = client.pttl(KEY)
    store.lockout.count_try("kim", LIMIT, now=NOW)
    in_wait = client.pttl(KEY)

    assert timedelta(minutes=9).seconds * 1000 < in_window <= 600_000
    assert timedelta(minutes=29).seconds * 1000 < in_wait <= 1_800_000


def test_taking_back_a_try_makes_no_key_that_stays(store: Store, client: Redis) -> None:
    store.lockout.take_back([("kim", LIMIT)])
    assert client.exists(KEY) == 0

    store.lockout.count_try("kim", LIMIT, now=NOW)
    store.lockout.take_back([("kim", LIMIT)])
    assert client.pttl(KEY) > 0


def test_a_server_that_lost_the_script_counts_on(store: Store, client: Redis) -> None:
    store.lockout.count_try("kim", LIMIT, now=NOW)

    client.script_flush()

    assert store.lockout.count_try("kim", LIMIT, now=NOW) == TryCount(2)


def test_times_far_ahead_come_back_to_the_millisecond(store: Store) -> None:
    now = datetime(2999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
    store.lockout.count_try("kim", LIMIT, now=now)
    store.lockout.count_try("kim", LIMIT, now=now)

    assert store.lockout.count_try("kim", LIMIT, now=now) == TryCount(2, now + 30 * A_MINUTE)


@pytest.mark.requirement("RL-05", "TH-07")
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_without_its_counters_nothing_goes_on_until_they_are_back(own_valkey: "Valkey", end: str) -> None:
    store = _open(own_valkey.url)
    store.lockout.count_try("kim", LIMIT, now=NOW)

    getattr(own_valkey, end)()
    for action in (
        lambda: store.lockout.count_try("kim", LIMIT, now=NOW),
        lambda: store.lockout.take_back([("kim", LIMIT)]),
        lambda: store.lockout.forget("kim"),
        store.ping,
    ):
        with pytest.raises(StoreUnavailable):
            action()

    own_valkey.start()
    store.ping()
    assert store.lockout.count_try("lee", LIMIT, now=NOW) == TryCount(1)
    store.close()


def test_a_server_that_may_not_write_is_unavailable(own_valkey: "Valkey") -> None:
    store = _open(own_valkey.url)
    with Redis.from_url(own_valkey.url) as client:
        client.config_set("maxmemory", "1mb")

        with pytest.raises(StoreUnavailable):
            store.lockout.count_try("kim", LIMIT, now=NOW)

        client.config_set("maxmemory", "0")
    assert store.lockout.count_try("kim", LIMIT, now=NOW) == TryCount(1)
    store.close()
