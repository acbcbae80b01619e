"""Three nodes of one installation, each with a folder and a port of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server_process import DaemunServe, run_nodes

NODES = 3


@pytest.fixture(params=["postgresql", "postgresql and valkey"])
def nodes(request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str) -> Iterator[list[DaemunServe]]:
    environment = {}
    if "valkey" in request.param:
        environment["DAEMUN_REDIS_URL"] = request.getfixturevalue("valkey_url")
    with run_nodes(NODES, tmp_path, database_url=postgres_url, environment=environment) as running:
        yield running
