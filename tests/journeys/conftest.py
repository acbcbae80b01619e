"""One real server for all stories on each kind of database; each story has people of its own."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.server_process import ServerProcess

ServerOn = Callable[[str], ServerProcess]


@pytest.fixture(scope="session")
def server_on(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerOn]:
    """`server_on("sqlite")`: four workers of the stand-alone server with a few guarded routes."""
    with ExitStack() as started:

        @cache
        def server_on(database: str) -> ServerProcess:
            url = None
            environment = {}
            if database == "postgresql":
                name = f"journeys_{uuid.uuid4().hex}"
                postgres = request.getfixturevalue("shared_postgres")
                with postgres.connect() as connection:
                    connection.execute(f"CREATE DATABASE {name}")
                url = postgres.url_of(name)
            if database == "mongodb":
                url = request.getfixturevalue("shared_mongodb").url_of(f"journeys_{uuid.uuid4().hex}")
                # The stand-in for MongoDB runs the transactions of 32 people one after the other.
                environment["DAEMUN_DATABASE_TIMEOUT"] = "20"
            folder = tmp_path_factory.mktemp("server")
            return started.enter_context(
                ServerProcess(folder, database_url=url, workers=4, environment=environment)
            )

        yield server_on


@pytest.fixture(params=["sqlite", "postgresql", "mongodb"])
def server(request: pytest.FixtureRequest, server_on: ServerOn) -> ServerProcess:
    """The story runs once on each kind of database."""
    return server_on(request.param)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A user name that no other test has."""
    return f"person{abs(hash(request.node.nodeid)) % 10**12}"
