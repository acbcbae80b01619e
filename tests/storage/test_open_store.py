"""From a URL to a store."""

import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, create_engine, event, make_url

from daemun.problem import StoreUnavailable
from daemun.storage.open_store import MissingDriver, UnknownDatabase, open_store, open_store_on
from daemun.storage.settings import RedisSettings
from tests.storage.records import a_user


@pytest.mark.parametrize(
    "url", ["mysql://root:hunter2@host/name", "cassandra://host", "postgresql+asyncpg://h/n"]
)
def test_an_unknown_kind_of_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UnknownDatabase) as refused:
        open_store(url)

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("url", ["", "daemun.sqlite3", "user:hunter2@host", "sqlite:///file:x?uri=true"])
def test_what_is_not_a_url_of_ours_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UnknownDatabase) as refused:
        open_store(url)

    assert "hunter2" not in str(refused.value)


def test_a_missing_driver_is_told_with_the_command_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for module in [
        "daemun.storage.sql.database.postgresql",
        "daemun.storage.sql.database.deadline_connection",
    ]:
        monkeypatch.delitem(sys.modules, module, raising=False)

    with pytest.raises(MissingDriver, match=r'pip install "daemun\[postgres\]"'):
        open_store("postgresql://host/name")


def test_a_missing_redis_driver_is_told_with_the_command_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    for module in ["daemun.storage.redis.connection", "daemun.storage.redis.lockout"]:
        monkeypatch.delitem(sys.modules, module, raising=False)

    with pytest.raises(MissingDriver, match=r'pip install "daemun\[redis\]"'):
        open_store("sqlite://", redis=RedisSettings(url=SecretStr("redis://host")))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_may_be_written_in_three_ways(postgres_url: str, scheme: str) -> None:
    store = open_store(postgres_url.replace("postgresql+psycopg", scheme))

    store.ping()
    store.close()


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'folder' / 'file'}").close()
    open_store("postgresql://nobody@127.0.0.1:1/nothing").close()

    assert list(tmp_path.iterdir()) == []


def test_a_store_can_be_used_again_after_it_was_closed(database_url: str) -> None:
    store = open_store(database_url)
    store.users.add(a_user())

    store.close()

    assert store.users.find("user-kim") == a_user()
    store.close()


def test_every_backend_says_its_name(sqlite_url: str) -> None:
    store = open_store(
        sqlite_url,
        redis=RedisSettings(
            url=SecretStr(
                "redis://127.0.0.1:1/0",
            )
        ),
    )

    assert [backend.name for backend in store.backends] == ["sqlite", "redis"]
    with pytest.raises(StoreUnavailable):
        store.ping()
    store.close()


@pytest.fixture
def application_engine(database_url: str) -> Engine:
    """As an application makes it for itself: with transactions of its own."""
    engine = create_engine(database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    return engine


def test_an_applications_own_engine_can_be_used(application_engine: Engine) -> None:
    store = open_store_on(application_engine)

    store.users.add(a_user())
    with store.batches.batch():
        store.roles.grant("user-kim", "admin", now=a_user().created_at)

    assert store.roles.list_roles("user-kim") == ("admin",)
    store.close()
    application_engine.dispose()


def test_an_applications_transactions_are_as_before(application_engine: Engine) -> None:
    store = open_store_on(application_engine)
    store.users.add(a_user())
    store.close()

    with application_engine.connect() as connection:
        connection.exec_driver_sql("UPDATE daemun_users SET username = 'changed'")
        connection.rollback()

    assert store.users.find("user-kim") == a_user()
    application_engine.dispose()


def test_an_engine_of_another_driver_is_refused() -> None:
    engine = create_engine(make_url("sqlite://"))
    engine.dialect.driver = "other"

    with pytest.raises(UnknownDatabase, match="other"):
        open_store_on(engine)
