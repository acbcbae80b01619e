"""Far more logins than can be hashed: some must come back, memory is bounded, other routes are fast."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.server_process import Answer, ServerProcess

LOGINS = 500
QUEUE = 16
PASSWORD = "wide-otter-lamp-42-river"
MIB = 2**20


@pytest.mark.requirement("HS-08")
def test_500_parallel_logins_neither_fill_the_memory_nor_stop_other_routes(tmp_path: Path) -> None:
    environment = {"DAEMUN_PASSWORDS_HASH_THREADS": "2", "DAEMUN_PASSWORDS_HASH_QUEUE": str(QUEUE)}
    with ServerProcess(tmp_path / "server", environment=environment, workers=1, threads=64) as server:
        _log_in(server, 0)
        memory_before, most_memory = server.resident_bytes(), 0
        times: list[float] = []
        done = Event()

        def watch() -> None:
            nonlocal most_memory
            while not done.is_set():
                started = time.monotonic()
                assert server.get("/open").status == 200
                times.append(time.monotonic() - started)
                most_memory = max(most_memory, server.resident_bytes())
                done.wait(0.02)

        with ThreadPoolExecutor(LOGINS + 1) as pool:
            watching = pool.submit(watch)
            answers = list(pool.map(lambda number: _log_in(server, number), range(LOGINS)))
            done.set()
            watching.result()

        statuses = Counter(answer.status for answer in answers)
        slowest = sorted(times)[int(len(times) * 0.99)]
        assert set(statuses) == {401, 503}
        refused = [answer for answer in answers if answer.status == 503]
        assert {answer.code for answer in refused} == {"overloaded"}
        assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
        # Two hashes of 19 MiB, and what 64 threads need.
        assert most_memory - memory_before < 150 * MIB
        assert slowest < 3
        assert _log_in(server, 0).status == 401


def _log_in(server: ServerProcess, number: int) -> Answer:
    body = {"username": f"nobody{number}", "password": PASSWORD}
    return server.call("POST", "/auth/login", body, timeout=90)
