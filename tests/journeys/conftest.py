"""One real server for all stories on each kind of database; each story has people of its own."""

import uuid
from collections.abc import Iterator

import pytest

from tests.server_process import ServerProcess


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories on one kind of database run on one worker of pytest-xdist, to share the server."""
    for item in items:
        # Other folders have fixtures of that name too, not all of them for each kind of database.
        if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
            continue
        if "server" in item.callspec.params:
            item.add_marker(pytest.mark.xdist_group(f"journeys on {item.callspec.params['server']}"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "mongodb"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """Four workers of the stand-alone server with a few guarded routes."""
    url = None
    environment = {}
    if request.param == "postgresql":
        name = f"journeys_{uuid.uuid4().hex}"
        postgres = request.getfixturevalue("shared_postgres")
        with postgres.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = postgres.url_of(name)
    if request.param == "mongodb":
        url = request.getfixturevalue("shared_mongodb").url_of(f"journeys_{uuid.uuid4().hex}")
        # The stand-in for MongoDB runs the transactions of 32 people one after the other.
        environment["DAEMUN_DATABASE_TIMEOUT"] = "20"
    folder = tmp_path_factory.mktemp("server")
    with ServerProcess(folder, database_url=url, workers=4, environment=environment) as server:
        yield server


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A user name that no other test has."""
    return f"person{abs(hash(request.node.nodeid)) % 10**12}"
