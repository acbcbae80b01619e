"""How long a protected view takes while others log in and keep every core busy hashing."""

import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.load import LoadProcess
from bench.row import Row
from bench.rows.login import register
from bench.served import PASSWORD
from tests.server_process import DaemunServe

_ROUNDS = 3
_ASKED = 800
_EVERY = 0.005
_AIMS = {64: 6.0, 256: 8.0}
"""By the number of clients that log in: p99 beside p50 while nobody does."""


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        # Room for all of them in the queue: who is refused at the door keeps no core busy.
        queue = {"DAEMUN_PASSWORDS_HASH_QUEUE": "256"}
        with DaemunServe(Path(folder), environment=queue) as server:
            logins = register(server)
            known = {"username": "person0", "password": PASSWORD}
            token = server.post("/auth/login", known).body["access_token"]
            for clients, aim in _AIMS.items():
                # In turns: what disturbs one disturbs the other.
                rounds = [
                    (_ask(server, token), _ask_while(server, token, logins, clients)) for _ in range(_ROUNDS)
                ]
                alone = median(each.p50 for each, _ in rounds)
                p99 = median(each.p99 for _, each in rounds)
                yield Row(
                    f"p99 of a protected view while {clients} clients log in",
                    f"its p50 alone, {alone:.1f} ms",
                    f"{p99:.1f} ms; p50 {median(each.p50 for _, each in rounds):.1f} ms",
                    p99 / alone,
                    aim,
                    is_at_most=True,
                )


class _Times(NamedTuple):
    """Milliseconds."""

    p50: float
    p99: float


def _ask_while(server: DaemunServe, token: str, logins: list[bytes], clients: int) -> _Times:
    load = LoadProcess(server.port, logins, clients=clients, seconds=_ASKED * _EVERY + 3)
    time.sleep(1.5)
    seen = _ask(server, token)
    load.result().expect_only_200(f"{clients} clients")
    return seen


def _ask(server: DaemunServe, token: str) -> _Times:
    """A request is due every 5 ms, and late from that moment on, even if the one before it took so long."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Authorization": f"Bearer {token}"}
    took = []
    began = time.perf_counter()
    for number in range(_ASKED):
        due = began + number * _EVERY
        time.sleep(max(0.0, due - time.perf_counter()))
        connection.request("GET", "/protected", headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"a protected view answered {response.status}")
        took.append((time.perf_counter() - due) * 1000)
    connection.close()
    took.sort()
    return _Times(took[len(took) // 2], took[int(len(took) * 0.99)])
