"""What may be a little old is read from a replica, and nothing else; nobody notices when it is away."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from daemun.features.user_transfer.store import WholeUser
from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.store import Store
from tests.conftest import start_or_skip
from tests.server_process import wait_until
from tests.storage.records import NOW, a_password, a_user, an_event
from tests.storage.released import restore

if TYPE_CHECKING:
    from tests.services.standby import Primary, Standby

PATIENCE = 20

LISTS: list[Callable[[Store], list[str]]] = [
    lambda store: [user.id for user in store.users.list_page()],
    lambda store: [whole.user.id for whole in store.user_transfer.list_page(after_id="", limit=9)],
    lambda store: [
        user_id for user_id, held in store.roles.list_roles_of(["user-kim", "user-lee"]).items() if held
    ],
    lambda store: sorted(str(event.user_id) for event in store.audit.list_page()),
]


@pytest.fixture(scope="module")
def servers(service_folder: Path) -> Iterator[tuple["Primary", "Standby"]]:
    from tests.services.standby import Primary, Standby

    name = uuid.uuid4().hex[:8]
    primary = start_or_skip(Primary(service_folder / f"primary-{name}"))
    standby = start_or_skip(Standby(service_folder / f"standby-{name}", primary))
    yield primary, standby
    standby.kill()
    primary.kill()


@pytest.fixture
def store(servers: tuple["Primary", "Standby"]) -> Iterator[Store]:
    """With nothing in it but the user kim, whom the replica knows."""
    primary, standby = servers
    with primary.connect() as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    store = open_store(primary.url, DatabaseSettings(replica_url=SecretStr(standby.url)))
    _add(store, "kim")
    _wait_until_followed(primary, standby)
    yield store
    store.close()


def test_lists_and_exports_show_what_the_replica_knows(
    servers: tuple["Primary", "Standby"], store: Store
) -> None:
    with _standing_still(servers[1]):
        _add(store, "lee")
        shown = [listed(store) for listed in LISTS]
    _wait_until_followed(*servers)

    assert shown == [["user-kim"]] * len(LISTS)
    assert [listed(store) for listed in LISTS] == [["user-kim", "user-lee"]] * len(LISTS)


def test_what_decides_something_is_never_old(servers: tuple["Primary", "Standby"], store: Store) -> None:
    lee = a_user("lee")
    with _standing_still(servers[1]):
        _add(store, "lee")

        assert store.users.find(lee.id) == store.users.find_by_username_key("lee") == lee
        assert store.passwords.find(lee.id) == a_password(lee)
        assert store.roles.list_roles(lee.id) == ("editor",)
        assert store.user_transfer.find_like([lee]) == [lee]
        assert len(store.audit.list_latest(lee.id, name="user.logged_in", limit=1)) == 1


def test_a_batch_reads_what_it_wrote(servers: tuple["Primary", "Standby"], store: Store) -> None:
    with _standing_still(servers[1]), store.batches.batch():
        store.users.add(a_user("lee"))

        assert len(store.users.list_page()) == 2


def test_while_the_replica_is_away_the_database_itself_is_read(
    servers: tuple["Primary", "Standby"], store: Store
) -> None:
    primary, standby = servers
    assert store.replica is not None
    standby.kill()
    try:
        _add(store, "lee")
        shown = [listed(store) for listed in LISTS]
        with pytest.raises(StoreUnavailable):
            store.replica.ping()
        store.ping()
    finally:
        standby.start()
    _wait_until_followed(primary, standby)

    assert shown == [["user-kim", "user-lee"]] * len(LISTS)
    with _standing_still(standby):
        store.users.delete("user-kim", now=NOW)
        assert len(store.users.list_page()) == 2


def test_a_replica_whose_tables_are_older_is_not_read(
    servers: tuple["Primary", "Standby"], store: Store, postgres_url: str
) -> None:
    restore("0001", postgres_url)
    behind = open_store(servers[0].url, DatabaseSettings(replica_url=SecretStr(postgres_url)))

    assert [user.id for user in behind.users.list_page()] == ["user-kim"]
    behind.close()


def _add(store: Store, name: str) -> None:
    user = a_user(name)
    store.user_transfer.add_all([WholeUser(user, a_password(user), ("editor",))])
    store.audit.add(an_event(name, user_id=user.id))


@contextmanager
def _standing_still(standby: "Standby") -> Iterator[None]:
    with standby.connect() as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            connection.execute("SELECT pg_wal_replay_resume()")


def _wait_until_followed(primary: "Primary", standby: "Standby") -> None:
    with primary.connect() as connection:
        written = connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone()

    def has_followed() -> bool:
        with standby.connect() as connection:
            reached = connection.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written).fetchone()
        return reached == (True,)

    wait_until(has_followed, PATIENCE)
