"""PgBouncer between us and PostgreSQL, which gives each transaction whatever connection is free."""

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from daemun.problem import StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.sql.database.postgresql import open_postgresql
from tests.docs.web_process import WebProcess, free_port
from tests.real_programs import find_program
from tests.storage.racing import race
from tests.storage.records import NOW, a_user

_CONFIGURATION = """
[databases]
daemun = host={host} dbname={database} user=postgres

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
ignore_startup_parameters = options
"""


@pytest.fixture
def pooled_url(postgres_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database behind a PgBouncer with fewer connections than we have threads."""
    program = find_program("pgbouncer")
    if program is None:
        pytest.skip("pgbouncer is not installed")
    url, port = make_url(postgres_url), free_port()
    configuration = tmp_path / "pgbouncer.ini"
    configuration.write_text(
        _CONFIGURATION.format(host=url.query["host"], database=url.database, port=port), encoding="utf-8"
    )
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    pooler = WebProcess([program, *user, str(configuration)], folder=tmp_path, port=port, environment={})
    try:
        pooler.wait_until_it_listens()
        yield f"postgresql://postgres@127.0.0.1:{port}/daemun"
    finally:
        pooler.stop()


def test_a_pooler_may_change_the_connection_after_every_transaction(pooled_url: str) -> None:
    def work(number: int) -> set[bool]:
        user = a_user(str(number), locked_at=None)
        store.users.add(user)
        done = set()
        for _ in range(20):
            done.add(store.users.lock(user.id, now=NOW))
            done.add(store.batches.in_batch(lambda: store.users.unlock(user.id, now=NOW)))
            done.add(store.users.find(user.id) is not None)
        return done

    with closing(open_store(pooled_url, DatabaseSettings(prepared_statements=False))) as store:
        assert race(8, work) == [{True}] * 8


def test_a_pooler_that_nobody_told_of_is_refused_and_never_answers_wrongly(pooled_url: str) -> None:
    users = [a_user(str(number), locked_at=None) for number in range(8)]
    with closing(open_store(pooled_url, DatabaseSettings(prepared_statements=False))) as told:
        for user in users:
            told.users.add(user)

    def work(number: int) -> set[bool]:
        user, done = users[number], set()
        for _ in range(60):
            with suppress(StoreUnavailable):
                done.add(store.users.find(user.id) == user)
            with suppress(StoreUnavailable):
                done.add(store.sessions.find(user.id) is None)
        return done

    with closing(open_store(pooled_url)) as store:
        assert race(8, work) == [{True}] * 8


def test_no_two_connections_give_a_statement_the_same_name(postgres_url: str) -> None:
    engine = open_postgresql(make_url(postgres_url), DatabaseSettings())

    with engine.connect() as one, engine.connect() as other:
        names = [_prepared_names(connection) for connection in (one, other)]
    engine.dispose()

    assert all(names)
    assert names[0].isdisjoint(names[1])


def _prepared_names(connection: Connection) -> set[str]:
    for _ in range(10):
        connection.exec_driver_sql("SELECT 1")
    return set(connection.exec_driver_sql("SELECT name FROM pg_prepared_statements").scalars())


@pytest.mark.parametrize("keeps", [True, False])
def test_connections_keep_statements_unless_told_not_to(postgres_url: str, keeps: bool) -> None:
    engine = open_postgresql(make_url(postgres_url), DatabaseSettings(prepared_statements=keeps))

    with engine.connect() as connection:
        for _ in range(10):
            connection.exec_driver_sql("SELECT 1")
        kept = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar()
    engine.dispose()

    assert kept == (1 if keeps else 0)
