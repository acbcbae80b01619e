"""SQLite files: how they are opened, and what happens when they cannot be written."""

import gc
import resource
import sqlite3
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, make_url

from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store, open_store_on
from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.database.sqlite import ForeignKeysOff, open_sqlite
from daemun.storage.store import Store
from tests.storage.racing import race, race_processes
from tests.storage.records import NOW, a_password, a_session, a_user, an_event

IMPATIENT = DatabaseSettings(lock_timeout=0.1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / "daemun.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{file}", IMPATIENT)
    yield store
    store.close()


def test_the_file_and_its_folder_are_private_and_made_at_first_use(store: Store, file: Path) -> None:
    assert not file.parent.exists()

    store.users.add(a_user())

    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes.pop(file.name) == 0o600
    assert set(modes.values()) <= {0o600}


def test_a_store_that_is_dropped_closes_its_file_without_a_warning(file: Path) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        open_store(f"sqlite:///{file}").ping()
        gc.collect()

    assert [str(each.message) for each in warned] == []
    assert [link for link in Path("/proc/self/fd").iterdir() if link.exists() and link.samefile(file)] == []


@pytest.mark.requirement("RL-06")
def test_connections_are_durable_and_keep_foreign_keys(file: Path) -> None:
    engine = open_sqlite(make_url(f"sqlite:///{file}"), DatabaseSettings())

    with engine.connect() as connection:
        names = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete"]
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    engine.dispose()

    assert pragmas == ["wal", 2, 1, 5000, 1]


@pytest.mark.requirement("RL-06")
def test_32_parallel_logins_never_find_the_file_locked(file: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    store.users.add(a_user())

    def log_in(number: int) -> None:
        for turn in range(5):
            assert store.users.find_by_username_key("kim") is not None
            with store.batches.batch():
                store.sessions.add(a_session(a_user(), f"{number}-{turn}"))
                store.audit.add(an_event(f"{number}-{turn}"))

    race(32, log_in)

    assert len(store.sessions.list_live("user-kim", now=NOW)) == 160
    store.close()


def test_a_file_that_another_program_locks_is_unavailable_until_it_lets_go(store: Store, file: Path) -> None:
    store.users.add(a_user("kim"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable):
        store.users.add(a_user("lee"))
    with pytest.raises(StoreUnavailable):
        _add_in_batch(store, "lee")
    assert store.users.find("user-kim") is not None

    other.execute("ROLLBACK")
    other.close()
    store.users.add(a_user("lee"))
    assert store.users.find("user-lee") is not None


@pytest.mark.requirement("RL-07")
def test_a_full_disk_leaves_no_half_written_user_and_is_survived(file: Path) -> None:
    pages = {"limit": 10_000}
    engine = open_sqlite(make_url(f"sqlite:///{file}"), IMPATIENT)
    event.listen(
        engine,
        "checkout",
        lambda connection, *_: connection.execute(f"PRAGMA max_page_count = {pages['limit']}").fetchall(),
    )
    store = open_store_on(engine)
    store.users.add(a_user("kim"))

    pages["limit"] = 1
    with pytest.raises(StoreUnavailable):
        _add_in_batch(store, "lee", user_agent="x" * 100_000)
    assert store.users.find("user-lee") is None
    assert store.users.find("user-kim") == a_user("kim")

    pages["limit"] = 10_000
    _add_in_batch(store, "lee", user_agent="x" * 100_000)
    assert len(store.sessions.list_live("user-lee", now=NOW)) == 1
    engine.dispose()


def _fill_the_disk(url: str) -> list[bool]:
    """Say of each step whether it went as it should. Runs in a process of its own, whose limit it lowers."""
    store = open_store(url, IMPATIENT)
    store.users.add(a_user("kim"))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, most))
    written, is_refused = 0, False
    while not is_refused and written < 100:
        try:
            _add_in_batch(store, f"lee-{written}", user_agent="x" * 50_000)
            written += 1
        except StoreUnavailable:
            is_refused = True
    is_whole = len(store.users.list_page()) == written + 1
    is_unharmed = store.users.find(f"user-lee-{written}") is None
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    _add_in_batch(store, "park", user_agent="x" * 50_000)
    is_back = store.users.find("user-park") is not None
    store.close()
    return [is_refused, is_whole, is_unharmed, is_back]


@pytest.mark.requirement("RL-07")
def test_a_file_that_may_not_grow_leaves_no_half_written_user_and_is_survived(sqlite_url: str) -> None:
    assert race_processes(1, _fill_the_disk, sqlite_url) == [[True, True, True, True]]


@pytest.mark.requirement("RL-07")
def test_a_read_only_database_can_still_be_read(file: Path) -> None:
    is_read_only = {"now": 0}
    engine = open_sqlite(make_url(f"sqlite:///{file}"), IMPATIENT)
    event.listen(
        engine,
        "checkout",
        lambda connection, *_: connection.execute(f"PRAGMA query_only = {is_read_only['now']}").fetchall(),
    )
    store = open_store_on(engine)
    store.users.add(a_user("kim"))

    is_read_only["now"] = 1
    with pytest.raises(StoreUnavailable):
        store.users.add(a_user("lee"))
    assert store.users.find("user-kim") is not None

    is_read_only["now"] = 0
    store.users.add(a_user("lee"))
    engine.dispose()


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = open_store(f"sqlite:///{tmp_path / 'file' / 'daemun.sqlite3'}")

    with pytest.raises(StoreUnavailable):
        store.users.find("user-kim")

    (tmp_path / "file").unlink()
    assert store.users.find("user-kim") is None
    store.close()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "daemun.sqlite3"
    file.write_text("something else entirely, and long enough to be read as a header " * 10)
    store = open_store(f"sqlite:///{file}")

    with pytest.raises(StoreUnavailable):
        store.ping()
    store.close()


def test_nothing_of_a_deleted_user_is_left_in_the_file(store: Store, file: Path) -> None:
    user = a_user("kim", profile={"p": "marker"}, username="marker", email="marker@example.kr")
    store.users.add(user)
    store.passwords.add(a_password(user, hash="marker"))
    store.sessions.add(a_session(user, user_agent="marker", address="marker", family_digest=b"marker"))
    store.sessions.add(a_session(user, "two", user_agent="marker", address="marker", revoked_at=NOW))

    store.users.delete(user.id, now=NOW)
    store.close()

    assert b"marker" not in file.read_bytes()
    assert not file.with_name(f"{file.name}-wal").exists()


def _open_new(url: str) -> str:
    store = open_store(url)
    store.ping()
    store.close()
    return "opened"


def _add_and_close(url: str) -> None:
    store = open_store(url)
    store.users.add(a_user("other"))
    store.close()


def test_a_process_that_leaves_does_not_take_the_log_from_those_who_stay(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    store.users.add(a_user("first"))
    race(8, lambda _: store.users.list_page())

    race_processes(1, _add_and_close, sqlite_url)
    store.users.add(a_user("last"))

    fresh = open_store(sqlite_url)
    assert [user.id for user in fresh.users.list_page()] == ["user-first", "user-last", "user-other"]
    fresh.close()
    store.close()


def test_processes_that_make_the_same_new_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    for number in range(8):
        url = f"sqlite:///{tmp_path / str(number)}"
        assert race_processes(4, _open_new, url) == ["opened"] * 4


def test_a_database_in_memory_is_gone_after_close_and_works_again() -> None:
    store = open_store("sqlite://")
    store.users.add(a_user())

    store.close()

    assert store.users.find("user-kim") is None
    store.users.add(a_user())
    store.close()


def test_an_engine_without_foreign_keys_is_refused(file: Path) -> None:
    file.parent.mkdir(parents=True)
    engine = create_engine(f"sqlite:///{file}")
    store = open_store_on(engine)

    with pytest.raises(ForeignKeysOff, match="foreign_keys = ON"):
        store.users.find("user-kim")
    engine.dispose()


def _add_in_batch(store: Store, name: str, **fields: object) -> None:
    with store.batches.batch():
        store.users.add(a_user(name))
        store.passwords.add(a_password(a_user(name)))
        store.sessions.add(a_session(a_user(name), "one", **fields))
