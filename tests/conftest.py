"""Databases for tests: SQLite, and a real PostgreSQL, MongoDB and Valkey that start when first asked for.

One server of each kind serves all workers of a run. Where one cannot start, its tests are skipped with the
reason; with `CI=true` they fail instead.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.services.server import Server, ServerUnavailable
from tests.services.service_folder import ServiceFolder

if TYPE_CHECKING:
    from tests.services.mongodb import AnyMongoDb, MongoDb
    from tests.services.postgres import ArchivingPostgres, Postgres
    from tests.services.valkey import Valkey

pytest_plugins = ["daemun.testing", "tests.applications", "tests.real_programs"]

AnyServer = TypeVar("AnyServer", bound=Server)
SERVICES = pytest.StashKey[ServiceFolder]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[SERVICES] = ServiceFolder()


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVICES in config.stash:
        config.stash[SERVICES].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist, before it starts, where the servers of this run are."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    node.workerinput["services"] = str(config.stash[SERVICES].path)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def service_folder(pytestconfig: pytest.Config) -> Path:
    """The folder of the servers of this test run."""
    if SERVICES in pytestconfig.stash:
        return pytestconfig.stash[SERVICES].path
    return Path(pytestconfig.workerinput["services"])  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def shared_postgres(service_folder: Path) -> "Postgres":
    from tests.services.postgres import Postgres

    return start_or_skip(Postgres(service_folder / "postgres"))


@pytest.fixture(scope="session")
def shared_valkey(service_folder: Path) -> "Valkey":
    from tests.services.valkey import Valkey

    return start_or_skip(Valkey(service_folder / "valkey"))


@pytest.fixture(scope="session")
def shared_mongodb(service_folder: Path) -> "AnyMongoDb":
    """What DAEMUN_TEST_MONGODB_URL names, or a server of this test run."""
    from tests.services.mongodb import MongoDb, given_mongodb

    return given_mongodb() or start_or_skip(MongoDb(service_folder / "mongodb"))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'daemun.sqlite3'}"


@pytest.fixture
def postgres_url(shared_postgres: "Postgres") -> Iterator[str]:
    """An empty database of its own."""
    name = f"test_{uuid.uuid4().hex}"
    with shared_postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
    yield shared_postgres.url_of(name)
    with shared_postgres.connect() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def mongodb_url(shared_mongodb: "AnyMongoDb") -> Iterator[str]:
    """An empty database of its own."""
    name = f"test_{uuid.uuid4().hex}"
    yield shared_mongodb.url_of(name)
    shared_mongodb.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs once on each kind of database."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgres", "mongodb"])
def any_database_url(request: pytest.FixtureRequest) -> str:
    """As `database_url`, and MongoDB: for what the application promises wherever its data are."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def valkey_url(shared_valkey: "Valkey", worker_id: str) -> str:
    """A database that no other worker uses, empty."""
    database = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    shared_valkey.flush(database)
    return shared_valkey.url_of(database)


@pytest.fixture
def own_postgres(service_folder: Path) -> Iterator["Postgres"]:
    """A running server of the test's own, to stop(), kill() and start() again; the data stays."""
    from tests.services.postgres import Postgres

    yield from _own(Postgres(_new_folder(service_folder)))


@pytest.fixture
def archiving_postgres(service_folder: Path) -> Iterator["ArchivingPostgres"]:
    """A running server of the test's own, with an archive of its log."""
    from tests.services.postgres import ArchivingPostgres

    yield from _own(ArchivingPostgres(_new_folder(service_folder)))


@pytest.fixture
def own_mongodb(service_folder: Path) -> Iterator["MongoDb"]:
    """A running server of the test's own, to stop(), kill() and start() again; the data stays."""
    from tests.services.mongodb import DurableMongoDb

    yield from _own(DurableMongoDb(_new_folder(service_folder)))


@pytest.fixture
def own_valkey(service_folder: Path) -> Iterator["Valkey"]:
    """A running server of the test's own, to stop(), kill() and start() again; the data is lost."""
    from tests.services.valkey import Valkey

    yield from _own(Valkey(_new_folder(service_folder)))


def _new_folder(service_folder: Path) -> Path:
    return service_folder / f"own-{uuid.uuid4().hex[:8]}"


def _own(server: AnyServer) -> Iterator[AnyServer]:
    yield start_or_skip(server)
    if server.pid_file.exists():
        server.kill()


def start_or_skip(server: AnyServer) -> AnyServer:
    """Start a server unless it runs; without one the test is skipped, or fails in CI."""
    try:
        server.start_once()
    except ServerUnavailable as unavailable:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{type(server).__name__} cannot be started: {unavailable}")
    return server
