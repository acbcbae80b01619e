"""PostgreSQL that is down, frozen, busy or restarted: refused in time, and back without a new store."""

import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import make_url

from daemun.features.lockout.model import Limit, Refusal, Wait
from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.database.postgresql import open_postgresql
from daemun.storage.store import Store
from tests.server_process import wait_until
from tests.storage.racing import race
from tests.storage.records import NOW, a_session, a_user, an_event

if TYPE_CHECKING:
    from tests.services.postgres import Postgres


def _add_in_batch(store: Store) -> None:
    with store.batches.batch():
        store.users.add(a_user("batch"))


ACTIONS: list[Callable[[Store], object]] = [
    lambda store: store.users.find("user-kim"),
    lambda store: store.users.lock("user-kim", now=NOW),
    _add_in_batch,
    Store.ping,
]


def _is_refused_in_time(action: Callable[[], object], *, seconds: float = 2) -> bool:
    start = time.monotonic()
    with pytest.raises(StoreUnavailable):
        action()
    return time.monotonic() - start < seconds


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    store = open_store(postgres_url, DatabaseSettings(lock_timeout=0.2, timeout=0.3))
    yield store
    store.close()


def test_a_store_that_is_dropped_closes_its_connections(
    postgres_url: str, shared_postgres: "Postgres"
) -> None:
    name = make_url(postgres_url).database
    open_store(postgres_url).ping()

    gc.collect()

    counted = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with shared_postgres.connect() as connection:
        wait_until(lambda: connection.execute(counted, (name,)).fetchone() == (0,), 20)


@pytest.mark.requirement("RL-04")
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_server_that_is_down_is_unavailable_within_2_seconds_until_it_is_up(
    own_postgres: "Postgres", end: str
) -> None:
    store = open_store(own_postgres.url)
    store.users.add(a_user("kim", locked_at=None))
    race(5, lambda _: store.users.find("user-kim"))
    # These servers are set to lose the latest writes when they are killed.
    own_postgres.connect().execute("CHECKPOINT").connection.close()

    getattr(own_postgres, end)()
    for action in ACTIONS:
        assert _is_refused_in_time(partial(action, store))

    own_postgres.start()
    for action in reversed(ACTIONS):
        action(store)
    assert store.users.find("user-batch") is not None
    store.close()


@pytest.mark.requirement("RL-04")
def test_a_server_that_is_down_at_first_use_is_prepared_later(own_postgres: "Postgres") -> None:
    store = open_store(own_postgres.url)
    own_postgres.stop()
    assert _is_refused_in_time(lambda: store.users.find("user-kim"))

    own_postgres.start()

    assert store.users.find("user-kim") is None
    store.close()


def test_a_restart_between_two_requests_is_not_noticed(own_postgres: "Postgres") -> None:
    store = open_store(own_postgres.url)
    store.users.add(a_user("kim"))
    race(5, lambda _: store.users.find("user-kim"))

    own_postgres.stop()
    own_postgres.start()

    _add_in_batch(store)
    store.audit.add(an_event())
    assert store.users.find("user-kim") is not None
    store.close()


def test_a_frozen_server_does_not_hold_threads_for_ever(own_postgres: "Postgres") -> None:
    store = open_store(own_postgres.url, DatabaseSettings(timeout=0.2, lock_timeout=0.2))
    store.users.add(a_user("kim", locked_at=None))
    server = _processes(own_postgres)

    for process in server:
        os.kill(process, signal.SIGSTOP)
    try:
        assert _is_refused_in_time(lambda: store.users.lock("user-kim", now=NOW), seconds=4)
    finally:
        for process in server:
            os.kill(process, signal.SIGCONT)

    assert store.users.find("user-kim") is not None
    store.close()


def test_a_read_on_a_connection_that_breaks_meanwhile_is_tried_once_more(
    store: Store, postgres_url: str
) -> None:
    store.users.add(a_user())
    engine = store.batches._engine  # type: ignore[attr-defined]
    engine.pool.dispatch.checkout.clear()
    _end_connections(postgres_url)

    assert store.users.find("user-kim") is not None


def test_a_write_on_a_connection_that_breaks_is_never_tried_again(store: Store, postgres_url: str) -> None:
    store.users.add(a_user(locked_at=None))
    engine = store.batches._engine  # type: ignore[attr-defined]
    engine.pool.dispatch.checkout.clear()
    _end_connections(postgres_url)

    with pytest.raises(StoreUnavailable):
        store.users.lock("user-kim", now=NOW)

    assert store.users.lock("user-kim", now=NOW)


def test_a_batch_whose_connection_breaks_is_not_written(store: Store, postgres_url: str) -> None:
    store.ping()
    told: list[str] = []

    def write() -> None:
        with store.batches.batch():
            store.batches.after_commit(lambda: told.append("told"))
            store.users.add(a_user())
            _end_connections(postgres_url)

    with pytest.raises(StoreUnavailable):
        write()

    assert store.users.find("user-kim") is None
    assert told == []


def test_a_row_that_another_holds_is_unavailable_until_it_lets_go(store: Store, postgres_url: str) -> None:
    store.users.add(a_user(locked_at=None))
    with _connect(postgres_url) as other, other.transaction():
        other.execute("SELECT 1 FROM daemun_users FOR UPDATE")

        assert _is_refused_in_time(lambda: store.users.lock("user-kim", now=NOW))
        assert store.users.find("user-kim") is not None

    assert store.users.lock("user-kim", now=NOW)


def test_a_try_that_is_refused_waits_for_nobody_who_counts_on_its_other_keys(postgres_url: str) -> None:
    store = open_store(postgres_url, DatabaseSettings(lock_timeout=10, timeout=20))
    hour = timedelta(hours=1)
    user, address = ("user", Limit("often", hour, ())), ("address", Limit("once", hour, (Wait(1, hour),)))
    store.lockout.count_together([user, address], now=NOW)
    with _connect(postgres_url) as other, other.transaction():
        other.execute("SELECT 1 FROM daemun_lockout FOR UPDATE")

        assert isinstance(store.lockout.count_together([user, address], now=NOW), Refusal)
    store.close()


def test_a_read_only_server_can_still_be_read(store: Store, postgres_url: str) -> None:
    store.users.add(a_user("kim"))
    name = make_url(postgres_url).database
    with _connect(postgres_url) as other:
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    _end_connections(postgres_url)

    with pytest.raises(StoreUnavailable):
        store.users.add(a_user("lee"))
    assert store.users.find("user-kim") is not None


def test_when_every_connection_is_in_use_the_next_is_refused_in_time(postgres_url: str) -> None:
    store = open_store(postgres_url, DatabaseSettings(pool_size=1, timeout=0.1))
    store.ping()

    with store.batches.batch():
        outcomes = race(3, lambda _: _is_refused_in_time(lambda: store.users.find("user-kim")))

    assert outcomes == [True] * 3
    assert store.users.find("user-kim") is None
    store.close()


def test_in_a_full_house_nobody_starves(postgres_url: str) -> None:
    store = open_store(postgres_url, DatabaseSettings(pool_size=2, timeout=10))
    store.users.add(a_user())

    def add(number: int) -> None:
        for turn in range(5):
            store.sessions.add(a_session(a_user(), f"{number}-{turn}"))

    race(32, add)

    assert len(store.sessions.list_live("user-kim", now=NOW)) == 160
    store.close()


def test_one_statement_is_one_round_trip(store: Store, tmp_path: Path) -> None:
    store.users.add(a_user(locked_at=None))
    trace = tmp_path / "trace"
    for _ in range(10):  # until the driver has prepared the statement
        store.users.find("user-kim")
    with trace.open("w") as file:
        with store.batches._engine.connect() as connection:  # type: ignore[attr-defined]
            connection.connection.driver_connection.pgconn.trace(file.fileno())

        for _ in range(10):
            store.users.find("user-kim")
        store.users.lock("user-kim", now=NOW)
        store.close()

    sent = [line.split("\t")[3] for line in trace.read_text().splitlines() if "\tF\t" in line]
    assert sent.count("Sync") == 11
    assert "Query" not in sent


def test_limits_of_ours_give_way_to_those_in_the_url(postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict(
        {"application_name": "theirs", "options": "-c lock_timeout=77ms"}
    )
    engine = open_postgresql(url, DatabaseSettings())

    with engine.connect() as connection:
        names = ["application_name", "lock_timeout", "statement_timeout"]
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]
    engine.dispose()

    assert shown == ["theirs", "77ms", "2s"]


def test_limits_come_from_the_settings(postgres_url: str) -> None:
    engine = open_postgresql(make_url(postgres_url), DatabaseSettings(lock_timeout=3, timeout=1))

    with engine.connect() as connection:
        names = [
            "application_name",
            "lock_timeout",
            "statement_timeout",
            "idle_in_transaction_session_timeout",
        ]
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]
    engine.dispose()

    assert shown == ["daemun", "1s", "1500ms", "2s"]


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def _end_connections(url: str) -> None:
    with _connect(url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _processes(server: "Postgres") -> list[int]:
    """The server's process and its children, children last."""
    parent = int(server.pid_file.read_text())
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]
