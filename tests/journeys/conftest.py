"""One real server for all stories on each kind of database; each story has people of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server_process import ServerProcess

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All on one worker of pytest-xdist, so that they share the servers."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """Four workers of the stand-alone server with a few guarded routes."""
    url = None
    if request.param == "postgresql":
        postgres = request.getfixturevalue("shared_postgres")
        with postgres.connect() as connection:
            connection.execute("CREATE DATABASE journeys")
        url = postgres.url_of("journeys")
    folder = tmp_path_factory.mktemp("server")
    with ServerProcess(folder, database_url=url, workers=4) as server:
        yield server


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A user name that no other test has."""
    return f"person{abs(hash(request.node.nodeid)) % 10**12}"
