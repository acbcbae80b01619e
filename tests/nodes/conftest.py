"""Three nodes of one installation, each with a folder and a port of its own."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server_process import DaemunServe

NODES = 3


@pytest.fixture(params=["postgresql", "postgresql and valkey"])
def nodes(request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str) -> Iterator[list[DaemunServe]]:
    """Servers as on three hosts: they share a secret key and the addresses of services, no file."""
    environment = {"DAEMUN_SECRET_KEY": secrets.token_urlsafe(48)}
    if "valkey" in request.param:
        environment["DAEMUN_REDIS_URL"] = request.getfixturevalue("valkey_url")
    with ExitStack() as running:
        yield [
            running.enter_context(
                DaemunServe(
                    tmp_path / f"node{number}", database_url=postgres_url, environment=environment, workers=1
                )
            )
            for number in range(NODES)
        ]
