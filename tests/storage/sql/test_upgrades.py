"""A database of any released version is brought up to date, and its people notice nothing."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import inspect

from daemun.composition.services import Services
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.errors import SessionEnded
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.migrations import NEWEST_VERSION
from daemun.storage.sql.schema import metadata
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, an_installation
from tests.storage.racing import race_processes
from tests.storage.released import released_versions, restore


def test_every_version_but_the_newest_has_its_dumps() -> None:
    made = released_versions()

    assert all(f"{number:04}" in made for number in range(1, int(NEWEST_VERSION))), (
        "before a version is followed by another: python -m tests.storage.released"
    )


def _upgraded(version: str, url: str) -> tuple[Store, Services, FrozenClock]:
    store = open_store(url, DatabaseSettings(timeout=20, lock_timeout=20))
    clock = FrozenClock()
    clock.tick(minutes=3)
    return store, an_installation(store, clock), clock


@pytest.mark.requirement("RL-10")
@pytest.mark.parametrize("version", released_versions())
def test_people_of_an_older_version_log_in_and_their_sessions_go_on(version: str, database_url: str) -> None:
    known = restore(version, database_url)
    store, services, clock = _upgraded(version, database_url)

    refreshed = services.sessions.refresh(known.refresh_token, HOME)
    with pytest.raises(SessionEnded):
        services.sessions.refresh(known.ended_refresh_token, HOME)
    logged_in = services.password_login.log_in(LoginIdentifier("username", known.username), PASSWORD, HOME)

    assert services.web.verifier.verify(refreshed.access_token.text).roles == ("editor",)
    assert logged_in is not None
    services.feed.follow()
    assert store.schema.find() == NEWEST_VERSION
    assert len(store.audit.list_page()) > len(services.keys.list_keys()) == 1
    assert store.login_attempts.find(b"\x01" * 32, now=clock.now() - timedelta(hours=1)) is not None
    store.close()


@pytest.mark.parametrize("version", released_versions())
def test_an_upgrade_keeps_every_row(version: str, database_url: str) -> None:
    restore(version, database_url)
    store = open_store(database_url, DatabaseSettings(upgrade_at_start=False))
    tables = _tables(store)
    before = _counts(store, tables)

    store.schema.upgrade()

    assert _counts(store, tables) == before
    assert all(before.values())
    store.close()


def _upgrade(url: str) -> str | None:
    store = open_store(url, DatabaseSettings(timeout=20, lock_timeout=20))
    store.schema.upgrade()
    found = store.schema.find()
    store.close()
    return found


def test_several_processes_may_upgrade_at_once(database_url: str) -> None:
    restore("0001", database_url)

    assert race_processes(3, _upgrade, database_url) == [NEWEST_VERSION] * 3


def test_the_script_does_what_the_upgrade_does_and_is_empty_afterwards(database_url: str) -> None:
    restore("0001", database_url)
    store = open_store(database_url, DatabaseSettings(upgrade_at_start=False))

    script = store.schema.upgrade_script()

    assert store.schema.find() == "0001"
    with store.batches._engine.connect() as connection:  # type: ignore[attr-defined]
        driver = connection.connection.driver_connection
        driver.executescript(script) if "sqlite" in database_url else driver.execute(script)
    store.ping()
    assert store.schema.find() == NEWEST_VERSION
    assert store.schema.upgrade_script() == ""
    store.close()


KILLED = """
import os, signal, sys
from alembic import op
from daemun.storage.open_store import open_store

added = op.add_column

def add_one_and_die(*arguments):
    added(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

op.add_column = add_one_and_die
open_store(sys.argv[1]).schema.upgrade()
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_an_upgrade_that_is_killed_half_way_has_done_nothing_and_runs_again(database_url: str) -> None:
    restore("0001", database_url)

    killed = subprocess.run([sys.executable, "-c", KILLED, database_url], check=False, capture_output=True)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    store = open_store(database_url, DatabaseSettings(lock_timeout=20))
    assert store.schema.find() == "0001"
    store.ping()
    assert store.schema.find() == NEWEST_VERSION
    store.close()


def _tables(store: Store) -> list[str]:
    """Those that a version has: later ones add more."""
    found = inspect(store.batches._engine).get_table_names()  # type: ignore[attr-defined]
    return [table for table in found if table in metadata.tables]


def _counts(store: Store, tables: list[str]) -> dict[str, int]:
    with store.batches._engine.connect() as connection:  # type: ignore[attr-defined]
        return {
            table: connection.exec_driver_sql("SELECT count(*) FROM " + table).scalar_one()
            for table in tables
        }
