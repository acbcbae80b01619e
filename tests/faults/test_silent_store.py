"""A database that swallows everything: refused within three seconds, threads stay free, back by itself."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.server_process import Answer, DaemunServe, wait_until
from tests.services.wire import Wire, dial_unix

if TYPE_CHECKING:
    from tests.services.postgres import Postgres

CLIENTS = 60
PASSWORD = "wide-otter-lamp-42-river"
SOON = 3.0


@pytest.fixture
def wire(own_postgres: "Postgres") -> Iterator[Wire]:
    with Wire(dial_unix(str(own_postgres.folder / ".s.PGSQL.5432"))) as wire:
        yield wire


@pytest.mark.requirement("RL-04")
def test_dropped_packets_hold_nobody_for_long_and_are_forgotten_when_they_end(
    wire: Wire, tmp_path: Path
) -> None:
    url = f"postgresql://postgres@127.0.0.1:{wire.port}/postgres?sslmode=disable"
    with DaemunServe(tmp_path / "server", database_url=url) as server, ThreadPoolExecutor(CLIENTS) as pool:
        tokens = server.post("/auth/register", {"username": "minsu", "password": PASSWORD}).body

        # A process that has never heard of revocations lets nobody in.
        heard: set[int] = set()
        while len(heard) < 2:
            heard.add(server.get("/protected", token=tokens["access_token"]).worker)

        wire.drop()
        for _ in range(2):
            asked = [pool.submit(_refresh, server, tokens["refresh_token"]) for _ in range(CLIENTS)]
            started = time.monotonic()
            assert server.get("/health/live").status == 200
            assert server.get("/protected", token=tokens["access_token"]).status == 200
            assert time.monotonic() - started < SOON
            for answer, took in (each.result() for each in asked):
                assert (answer.status, answer.code) == (503, "store_unavailable")
                assert took < SOON

        wire.mend()
        token = tokens["refresh_token"]
        assert wait_until(lambda: _refresh(server, token)[0].status == 200, 10) < SOON


def _refresh(server: DaemunServe, token: str) -> tuple[Answer, float]:
    started = time.monotonic()
    answer = server.post("/auth/refresh", {"refresh_token": token})
    return answer, time.monotonic() - started
