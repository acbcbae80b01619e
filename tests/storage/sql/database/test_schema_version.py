"""Tables are brought up to date once, by whoever comes first, or by hand."""

import subprocess
import sys

import pytest

from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.migrations import NEWEST_VERSION
from daemun.storage.store import SchemaBehind, Store
from tests.storage.racing import race, race_processes
from tests.storage.records import a_user

BY_HAND = DatabaseSettings(upgrade_at_start=False)


def _use_for_the_first_time(url: str) -> str | None:
    store = open_store(url, DatabaseSettings(lock_timeout=20))
    store.ping()
    found = store.schema.find()
    store.close()
    return found


def test_4_processes_at_once_make_the_tables_of_an_empty_database(database_url: str) -> None:
    found = race_processes(4, _use_for_the_first_time, database_url)

    assert found == [NEWEST_VERSION] * 4


def test_threads_at_once_make_the_tables_of_an_empty_database(database_url: str) -> None:
    store = open_store(database_url, DatabaseSettings(timeout=20))

    assert race(24, lambda _: store.users.find("user-kim")) == [None] * 24
    store.close()


def test_tables_that_are_behind_are_refused_with_the_command_that_helps(database_url: str) -> None:
    store = open_store(database_url, BY_HAND)

    with pytest.raises(SchemaBehind, match=r"do not exist.*`daemun db upgrade`"):
        store.ping()
    with pytest.raises(StoreUnavailable):
        store.users.find("user-kim")
    assert store.schema.find() is None
    store.close()


def test_after_an_upgrade_by_hand_the_same_store_works(database_url: str) -> None:
    store = open_store(database_url, BY_HAND)
    with pytest.raises(SchemaBehind):
        store.ping()

    store.schema.upgrade()
    store.schema.upgrade()

    store.ping()
    assert store.schema.find() == store.schema.needed == NEWEST_VERSION
    store.close()


def test_older_tables_are_behind_and_newer_ones_serve(database_url: str) -> None:
    store = open_store(database_url, BY_HAND)
    store.schema.upgrade()

    _set_version(store, "0000")
    with pytest.raises(SchemaBehind, match="are at version 0000"):
        store.ping()

    _set_version(store, "9999")
    store.users.add(a_user())
    assert store.users.find("user-kim") == a_user()
    store.close()


def test_alembic_is_not_loaded_when_the_tables_are_up_to_date(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    store.ping()
    store.close()
    program = (
        "import sys; from daemun.storage.open_store import open_store;"
        "store = open_store(sys.argv[1]); store.ping();"
        "print('alembic' in sys.modules, 'psycopg' in sys.modules)"
    )

    shown = subprocess.run(
        [sys.executable, "-c", program, sqlite_url], check=True, capture_output=True, text=True
    )

    assert shown.stdout.split() == ["False", "False"]


def _set_version(store: Store, version: str) -> None:
    engine = store.batches._engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        connection.exec_driver_sql(f"UPDATE daemun_schema_version SET version_num = '{version}'")
