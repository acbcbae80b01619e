"""A write of ours never waits for a lock that its own caller holds."""

from collections.abc import Callable
from threading import Thread
from time import monotonic

import pytest
from sqlalchemy import Engine, create_engine, event, text

from daemun.storage.open_store import open_store, open_store_on
from daemun.storage.sql.database.own_transactions import OwnTransactionOpen
from daemun.storage.store import Store
from tests.builders import a_user

OpenStore = Callable[[Engine, str], Store]


def on_the_hosts_engine(engine: Engine, _url: str) -> Store:
    return open_store_on(engine)


def on_its_own(_engine: Engine, url: str) -> Store:
    return open_store(url)


@pytest.fixture
def engine(sqlite_url: str) -> Engine:
    engine = create_engine(sqlite_url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE articles (title TEXT)"))
    return engine


@pytest.mark.parametrize("open_on", [on_the_hosts_engine, on_its_own])
def test_inside_an_open_transaction_of_the_caller_a_write_is_refused_at_once(
    engine: Engine, sqlite_url: str, open_on: OpenStore
) -> None:
    store = open_on(engine, sqlite_url)
    store.ping()

    with engine.begin() as connection:
        connection.execute(text("INSERT INTO articles VALUES ('unfinished')"))
        asked_at = monotonic()
        with pytest.raises(OwnTransactionOpen, match="commit"):
            store.users.add(a_user())
        with pytest.raises(OwnTransactionOpen), store.batches.batch():
            pass
        assert monotonic() - asked_at < 1
        assert store.users.find("user-kim") is None

    store.users.add(a_user())
    assert store.users.find("user-kim") is not None


def test_a_transaction_that_only_reads_is_in_nobodys_way(engine: Engine, sqlite_url: str) -> None:
    store = open_store(sqlite_url)

    with engine.connect() as connection:
        connection.execute(text("SELECT title FROM articles"))
        store.users.add(a_user())

    assert store.users.find("user-kim") is not None


def test_a_transaction_on_another_file_or_thread_is_in_nobodys_way(
    engine: Engine, sqlite_url: str, tmp_path: object
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/other.sqlite3")
    added = []

    with engine.begin() as connection:
        connection.execute(text("INSERT INTO articles VALUES ('unfinished')"))
        store.users.add(a_user())
        thread = Thread(target=lambda: added.append(store.users.find("user-kim")))
        thread.start()
        thread.join()

    assert added == [store.users.find("user-kim")]
