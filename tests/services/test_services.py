"""The servers that tests run against do what their fixtures say."""

import psycopg
import pytest
import redis
from sqlalchemy import create_engine, make_url, text

from tests.services.postgres import Postgres
from tests.services.valkey import Valkey


def test_a_test_gets_an_empty_database(database_url: str) -> None:
    engine = create_engine(database_url)

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE one (number INTEGER)"))

    engine.dispose()


def test_a_test_gets_an_empty_database_again(database_url: str) -> None:
    test_a_test_gets_an_empty_database(database_url)


def test_databases_are_real_postgresql(postgres_url: str) -> None:
    engine = create_engine(postgres_url)

    with engine.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar_one()

    engine.dispose()
    assert version.startswith("18.")
    assert make_url(postgres_url).database != "postgres"


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_gets_an_empty_valkey(valkey_url: str, turn: int) -> None:
    with redis.Redis.from_url(valkey_url) as client:
        assert client.dbsize() == 0
        client.set("turn", turn)


def test_own_postgres_keeps_its_data_over_stop_and_kill(own_postgres: Postgres) -> None:
    with own_postgres.connect() as connection:
        connection.execute("CREATE TABLE kept (number INTEGER)")

    own_postgres.stop()
    with pytest.raises(psycopg.OperationalError):
        own_postgres.connect()
    own_postgres.start()
    own_postgres.kill()
    own_postgres.start()

    with own_postgres.connect() as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_own_valkey_stops_and_starts_at_the_same_address(own_valkey: Valkey) -> None:
    own_valkey.stop()
    with redis.Redis.from_url(own_valkey.url) as client, pytest.raises(redis.ConnectionError):
        client.ping()
    own_valkey.start()
    own_valkey.kill()
    own_valkey.start()

    with redis.Redis.from_url(own_valkey.url) as client:
        assert client.ping() is True
