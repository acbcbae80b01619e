"""What `Worker` overrides of gunicorn is still called by gunicorn, and does what it is there for."""

import re
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPResponse
from inspect import isfunction, signature
from pathlib import Path
from types import FrameType, SimpleNamespace

import pytest
from gunicorn.workers.base import Worker as AnyWorker
from gunicorn.workers.gthread import ThreadWorker

from daemun.server.worker import HELD_BACK, Worker
from tests.server_process import DaemunServe, wait_until

OVERRIDDEN = {
    "__init__",
    "accept",
    "enqueue_req",
    "on_pending_socket_readable",
    "on_client_socket_readable",
    "murder_keepalived",
    "murder_pending",
    "handle",
    "handle_request",
    "notify",
    "run",
    "load_wsgi",
    "handle_exit",
    "handle_error",
    "_cap_keepalive",
}
HALF = b"GET /open HTTP/1.1\r\nHost: a\r\n"


def test_only_these_methods_are_overridden() -> None:
    ours = {name for name, member in vars(Worker).items() if isfunction(member)}

    assert {name for name in ours if hasattr(ThreadWorker, name)} == OVERRIDDEN


@pytest.mark.parametrize("name", sorted(OVERRIDDEN - {"__init__"}))
def test_an_overridden_method_takes_what_gunicorn_gives(name: str) -> None:
    declared = ThreadWorker if name in vars(ThreadWorker) else AnyWorker

    ours, theirs = signature(vars(Worker)[name]), signature(vars(declared)[name])

    assert len(ours.parameters) == len(theirs.parameters)


def test_half_a_request_on_a_kept_connection_holds_no_thread(tmp_path: Path) -> None:
    environment = {"DAEMUN_SERVER_THREADS": "2"}
    with (
        DaemunServe(tmp_path / "server", environment=environment, workers=1) as server,
        ExitStack() as open_ones,
    ):
        kept = [open_ones.enter_context(connect(server)) for _ in range(4)]
        for connection in kept:
            assert ask(connection, b"/open") == 200
            connection.sendall(HALF)

        started = time.monotonic()
        assert server.get("/open").status == 200
        assert time.monotonic() - started < 2

        kept[0].sendall(b"\r\n")
        assert read_status(kept[0]) == 200


def test_kept_connections_are_answered_again_and_again_by_many_threads(tmp_path: Path) -> None:
    with (
        DaemunServe(tmp_path / "server", workers=1) as server,
        ExitStack() as open_ones,
        ThreadPoolExecutor(8) as clients,
    ):
        kept = [open_ones.enter_context(connect(server)) for _ in range(8)]

        def ask_often(connection: socket.socket) -> set[int]:
            return {ask(connection, b"/open") for _ in range(100)}

        assert set().union(*clients.map(ask_often, kept)) == {200}
        assert server.stop() == 0


def test_requests_that_come_together_on_one_connection_are_answered_in_turn(tmp_path: Path) -> None:
    with DaemunServe(tmp_path / "server", workers=1) as server, connect(server) as connection:
        login = (
            b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno"
        )
        connection.sendall(login + b"GET /open HTTP/1.1\r\nHost: a\r\n\r\n" + login)

        answered = b""
        while answered.count(b"HTTP/1.1 ") < 3:
            answered += connection.recv(65_536)

        assert re.findall(rb"HTTP/1.1 (\d+)", answered) == [b"415", b"200", b"415"]


def test_a_stop_does_not_wait_for_connections_that_say_nothing(tmp_path: Path) -> None:
    with (
        DaemunServe(tmp_path / "server", workers=1) as server,
        connect(server) as silent,
    ):
        silent.sendall(HALF)

        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 6


def test_a_worker_that_stops_says_on_kept_connections_that_it_is_not_ready(tmp_path: Path) -> None:
    with DaemunServe(tmp_path / "server", workers=1) as server, ExitStack() as open_ones:
        kept = [open_ones.enter_context(connect(server)) for _ in range(50)]
        assert {ask(connection, b"/health/ready") for connection in kept} == {200}

        server.signal(signal.SIGTERM)

        # The first ones may be faster than the signal.
        wait_until(lambda: ask(kept.pop(), b"/health/ready") == 503, 10)


def test_no_worker_holds_back_the_signals_that_stop_it(served: DaemunServe) -> None:
    wait_until(lambda: not any(held_back(worker) for worker in served.worker_ids()), 10)


def held_back(process_id: int) -> int:
    """The signals of `HELD_BACK` that this process blocks, as bits."""
    status = Path(f"/proc/{process_id}/status").read_text()
    blocked = next(line.split()[1] for line in status.splitlines() if line.startswith("SigBlk"))
    return int(blocked, 16) & sum(1 << (number - 1) for number in HELD_BACK)


def connect(server: DaemunServe) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def ask(connection: socket.socket, path: bytes) -> int:
    """Send a request on a connection that is kept; the status."""
    connection.sendall(b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path)
    return read_status(connection)


def read_status(connection: socket.socket) -> int:
    response = HTTPResponse(connection)
    response.begin()
    response.read()
    return response.status


def test_a_stop_that_comes_while_a_worker_begins_waits_until_it_has_its_application() -> None:
    class Beginning(Worker):
        """As far as a worker is when it has its handlers and no application yet."""

        def __init__(self) -> None:
            self.alive = True
            self.seen: list[bool] = []
            self.app = SimpleNamespace(wsgi=self.make)

        def make(self) -> object:
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
            self.seen.append(hasattr(self, "wsgi"))
            return object()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            self.seen.append(hasattr(self, "wsgi"))

    worker = Beginning()
    before = signal.signal(signal.SIGTERM, worker.handle_exit)
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
    try:
        worker.load_wsgi()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)
        signal.signal(signal.SIGTERM, before)

    assert worker.seen == [False, True]
