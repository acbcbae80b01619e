"""Names from before they had a skeleton: filled in at the start, whatever is there."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import NullPool, create_engine, text

from daemun.features.users.confusables import skeleton
from daemun.features.users.store import AlreadyExists
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from tests.storage.records import a_user
from tests.storage.released import released_versions, restore


@contextmanager
def _started(url: str) -> Iterator[Store]:
    store = open_store(url)
    try:
        store.ping()
        yield store
    finally:
        store.close()


def _fill(url: str, *names: str) -> None:
    """Store users as an older program does, without a skeleton."""
    with _started(url) as store:
        for name in names:
            store.users.add(a_user(name, username_skeleton=None))


def _skeletons(url: str) -> dict[str, str | None]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        rows = connection.execute(text("SELECT username_key, username_skeleton FROM daemun_users")).all()
    return {row.username_key: row.username_skeleton for row in rows}


def test_names_get_their_skeleton_at_the_next_start_and_guard_it(database_url: str) -> None:
    _fill(database_url, "minjukim", *(f"user{number}" for number in range(1100)))

    with _started(database_url) as store, pytest.raises(AlreadyExists) as taken:
        store.users.add(a_user("minjuk1m", username_skeleton=skeleton("minjuk1m")))

    assert taken.value.field == "username"
    assert all(seen == skeleton(name) for name, seen in _skeletons(database_url).items())


def test_look_alikes_that_exist_stay_and_no_third_one_comes(database_url: str) -> None:
    _fill(database_url, "kiml", "kim1")

    with _started(database_url) as store:
        with pytest.raises(AlreadyExists):
            store.users.add(a_user("kimi", username_skeleton=skeleton("kimi")))
        assert store.users.find_by_username_key("kim1") is not None
        assert store.users.find_by_username_key("kiml") is not None
    filled = _skeletons(database_url)
    assert None not in filled.values()
    assert skeleton("kiml") in filled.values()


def test_a_user_without_a_name_has_no_skeleton(database_url: str) -> None:
    with _started(database_url) as store:
        store.users.add(a_user(username=None, username_key=None, username_skeleton=None))

    with _started(database_url):
        pass

    assert _skeletons(database_url) == {None: None}


def test_processes_that_start_together_fill_in_each_name_once(database_url: str) -> None:
    _fill(database_url, *(f"{letter}im{number}" for letter in "kl1i" for number in range(400)))
    stores = [open_store(database_url) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda store: store.ping(), stores))
    for store in stores:
        store.close()

    filled = _skeletons(database_url)
    assert len(filled) == len(set(filled.values())) == 1600
    assert None not in filled.values()


@pytest.mark.parametrize("version", released_versions())
def test_the_names_of_every_older_version_are_guarded(version: str, database_url: str) -> None:
    known = restore(version, database_url)

    with _started(database_url):
        pass

    seen = skeleton(known.username.lower())
    assert seen in _skeletons(database_url).values()
