"""A real server for each test, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server_process import ServerProcess


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[ServerProcess]:
    """Four workers of the stand-alone server with a few guarded routes."""
    with ServerProcess(tmp_path / "server", database_url=database_url, workers=4) as server:
        yield server
