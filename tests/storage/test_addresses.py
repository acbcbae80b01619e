import importlib.util

import pytest
from pydantic import SecretStr

from daemun.storage import addresses, database_url
from daemun.storage.addresses import find_open_lines, find_unusable_addresses
from daemun.storage.settings import DatabaseSettings, RedisSettings


def database(url: str, *, private_network: bool = False) -> DatabaseSettings:
    return DatabaseSettings(url=SecretStr(url), private_network=private_network)


def redis(url: str, *, private_network: bool = False) -> RedisSettings:
    return RedisSettings(url=SecretStr(url), private_network=private_network)


@pytest.mark.parametrize(
    ("url", "usable"),
    [
        ("sqlite:////var/lib/app/daemun.sqlite3", True),
        ("postgresql://user@host/name", True),
        ("postgresql+psycopg://user@host/name", True),
        ("", False),
        ("host/name", False),
        ("postgresql://user@host:port/name", False),
        ("mysql://user@host/name", False),
        ("postgresql+psycopg2://user@host/name", True),
        ("sqlite:///file:x?uri=true", False),
        ("mongodb://user:password@one:27017,two:27018/name?replicaSet=rs0", True),
        ("mongodb+srv://user:password@cluster.example/?retryWrites=true&w=majority", True),
        ("mongodb://[host/name", False),
    ],
)
def test_only_addresses_of_known_databases_are_usable(url: str, usable: bool) -> None:
    assert (list(find_unusable_addresses(database(url), RedisSettings())) == []) == usable


@pytest.mark.parametrize(
    ("url", "usable"),
    [
        ("redis://host", True),
        ("rediss://host:6379/0", True),
        ("unix:///run/valkey.sock", True),
        ("", False),
        ("host:6379", False),
        ("http://host", False),
        ("redis://[host", False),
        ("redis://host:99999", False),
        ("redis://host/counters", False),
        ("redis://host/0?db=1&protocol=3", True),
        ("redis://host/0?pool=5", False),
        ("redis://host?socket_timeout=soon", False),
    ],
)
def test_only_addresses_of_counter_stores_are_usable(url: str, usable: bool) -> None:
    assert (list(find_unusable_addresses(DatabaseSettings(), redis(url))) == []) == usable


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (addresses, database_url):
        monkeypatch.setattr(module, "find_spec", lambda name: None)

    found = list(find_unusable_addresses(database("postgresql://host/name"), redis("redis://host")))

    assert importlib.util.find_spec("psycopg") is not None
    assert found == [
        ("database", "url", 'needs a driver: pip install "daemun[postgres]"'),
        ("redis", "url", 'needs a driver: pip install "daemun[redis]"'),
    ]


@pytest.mark.parametrize(
    ("url", "replica", "usable"),
    [
        ("postgresql://host/name", "postgresql://replica/name", True),
        ("postgresql://host/name", "replica/name", False),
        ("postgresql://host/name", "sqlite:///copy.sqlite3", False),
        ("sqlite:///daemun.sqlite3", "postgresql://replica/name", False),
        (None, "postgresql://replica/name", False),
    ],
)
def test_only_postgresql_has_a_replica(url: str | None, replica: str, usable: bool) -> None:
    settings = DatabaseSettings(url=None if url is None else SecretStr(url), replica_url=SecretStr(replica))

    found = [(group, field) for group, field, _ in find_unusable_addresses(settings, RedisSettings())]

    assert found == ([] if usable else [("database", "replica_url")])


@pytest.mark.requirement("CF-05")
def test_a_replica_on_another_machine_is_reached_over_verified_tls() -> None:
    settings = DatabaseSettings(
        url=SecretStr("postgresql://localhost/name"), replica_url=SecretStr("postgresql://replica/name")
    )

    assert [(group, unsafe.field) for group, unsafe in find_open_lines(settings, RedisSettings())] == [
        ("database", "replica_url")
    ]


@pytest.mark.requirement("CF-05")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user@db.example.kr/name",
        "postgresql://user@10.0.0.5/name",
        "postgresql://user@db.example.kr/name?sslmode=disable",
        "postgresql://user@db.example.kr/name?sslmode=prefer",
        "postgresql://user@db.example.kr/name?sslmode=require",
        "postgresql://user@localhost/name?host=db.example.kr",
        "postgresql://user@/name?host=localhost:5432&host=db.example.kr:5432",
        "postgresql://user@localhost/name?hostaddr=10.0.0.5",
        "postgresql://user@/name?service=elsewhere",
        "postgresql://localhost:secret@db.example.kr/name",
    ],
)
def test_another_machine_is_reached_over_verified_tls(url: str) -> None:
    assert [group for group, _ in find_open_lines(database(url), RedisSettings())] == ["database"]
    assert list(find_open_lines(database(url, private_network=True), RedisSettings())) == []


@pytest.mark.requirement("CF-05")
@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///daemun.sqlite3",
        "postgresql://user@localhost/name",
        "postgresql://user@127.0.0.1:5433/name",
        "postgresql://user@[::1]/name",
        "postgresql:///name",
        "postgresql://user@/name?host=/run/postgresql",
        "postgresql://user@/name?host=localhost:5432",
        "postgresql://user@db.example.kr/name?sslmode=verify-full",
        "postgresql://user@db.example.kr/name?sslmode=verify-ca&sslrootcert=ca.pem",
        "no address at all",
    ],
)
def test_the_own_machine_and_verified_tls_are_fine(url: str) -> None:
    assert list(find_open_lines(database(url), RedisSettings())) == []


@pytest.mark.requirement("CF-05")
@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("redis://localhost", True),
        ("redis://127.0.0.1:6379/0", True),
        ("unix:///run/valkey.sock", True),
        ("rediss://counters.example.kr", True),
        ("redis://counters.example.kr", False),
        ("redis://localhost:secret@counters.example.kr", False),
        ("rediss://counters.example.kr?ssl_cert_reqs=none", False),
    ],
)
def test_counters_on_another_machine_are_reached_over_verified_tls(url: str, safe: bool) -> None:
    assert (list(find_open_lines(DatabaseSettings(), redis(url))) == []) == safe
    assert list(find_open_lines(DatabaseSettings(), redis(url, private_network=True))) == []


@pytest.mark.requirement("CF-05")
@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("mongodb://127.0.0.1:27017,localhost/name", False),
        ("mongodb://%2Ftmp%2Fmongodb-27017.sock/name", False),
        ("mongodb://database.example/name", True),
        ("mongodb://127.0.0.1,database.example/name", True),
        ("mongodb://database.example/name?tls=true", False),
        ("mongodb://database.example/name?ssl=true", False),
        ("mongodb://database.example/name?tls=true&tlsInsecure=true", True),
        ("mongodb://database.example/name?tls=true&tlsAllowInvalidHostnames=true", True),
        ("mongodb+srv://database.example/name", False),
        ("mongodb+srv://database.example/name?tls=false", True),
    ],
)
def test_a_mongodb_elsewhere_is_reached_over_verified_tls(url: str, is_open: bool) -> None:
    assert (list(find_open_lines(database(url), RedisSettings())) != []) == is_open
    assert list(find_open_lines(database(url, private_network=True), RedisSettings())) == []
