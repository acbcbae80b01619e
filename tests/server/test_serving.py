"""`daemun serve` over its life: start, load, reload, lost workers, stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.journeys.people import Person
from tests.server_process import DaemunServe, wait_until


def ask_until(stopped: Event, server: DaemunServe) -> Counter[int | str]:
    """Statuses of requests, one after the other; the name of the error where there was no answer."""
    found: Counter[int | str] = Counter()
    while not stopped.is_set():
        try:
            found[server.get("/open").status] += 1
        except OSError as error:
            found[type(error).__name__] += 1
    return found


def connect(server: DaemunServe) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def is_refused(server: DaemunServe) -> bool:
    try:
        connect(server).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.requirement("RL-09")
def test_a_reload_reads_the_settings_again_and_loses_no_request(tmp_path: Path) -> None:
    with DaemunServe(tmp_path / "server") as server, ThreadPoolExecutor(4) as pool:
        person, old = Person.register(server), server.worker_ids()
        stopped = Event()
        asking = [pool.submit(ask_until, stopped, server) for _ in range(4)]

        server.settings_file.write_text("[registration]\nenabled = false\n")
        server.signal(signal.SIGHUP)
        wait_until(lambda: not set(old) & set(server.worker_ids()), 30)
        stopped.set()

        assert set().union(*(each.result() for each in asking)) == {200}
        refused = server.post("/auth/register", {"username": "jiwoo", "password": "wide-otter-lamp-42"})
        assert refused.code == "registration_closed"
        assert person.get("/protected").status == 200


def test_a_reload_leaves_nothing_of_the_application_before_it(tmp_path: Path) -> None:
    with DaemunServe(tmp_path / "server", workers=1) as server:
        for _ in range(4):
            old = server.worker_ids()
            server.signal(signal.SIGHUP)
            wait_until(lambda old=old: not set(old) & set(server.worker_ids()), 30)  # type: ignore[misc]

        wait_until(lambda: server.get("/collector").status == 200, 20)
        assert server.get("/collector").body["applications"] <= 2


def test_settings_that_are_refused_at_a_reload_change_nothing(tmp_path: Path) -> None:
    with DaemunServe(tmp_path / "server", workers=1) as server:
        old = server.worker_ids()
        server.settings_file.write_text("[passwords]\nmin_length = 2\n")

        server.signal(signal.SIGHUP)
        wait_until(lambda: server.worker_ids() not in (old, []) and len(server.worker_ids()) == 1, 30)
        server.kill_worker()
        wait_until(lambda: "was sent SIGKILL" in server.log_text() and len(server.worker_ids()) == 1, 30)

        assert server.get("/open").status == 200
        assert any("min_length" in line["event"] for line in server.log_lines())


@pytest.mark.requirement("RL-09")
def test_a_stop_answers_what_is_under_way_and_ends_with_0(tmp_path: Path) -> None:
    accepted = [tmp_path / "server" / "instance" / f"accepted-{number}" for number in range(4)]
    with DaemunServe(tmp_path / "server") as server, ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(server.get, f"/slow/{mark.name}") for mark in accepted]
        wait_until(lambda: all(mark.exists() for mark in accepted), 20)
        started = time.monotonic()

        assert server.stop() == 0

        assert time.monotonic() - started < 10
        assert [answer.result().status for answer in answers] == [200] * 4


def test_a_stop_refuses_new_connections_at_once_so_that_a_proxy_asks_the_next_node(tmp_path: Path) -> None:
    with DaemunServe(tmp_path / "server") as server, connect(server) as under_way:
        under_way.sendall(
            b"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        )
        assert under_way.recv(1024).startswith(b"HTTP/1.1 100 ")

        server.signal(signal.SIGTERM)
        wait_until(lambda: is_refused(server), 10)

        under_way.sendall(b"{}")
        assert under_way.recv(1024).startswith(b"HTTP/1.1 422 ")
        assert server.stop() == 0
        assert {line["level"] for line in server.log_lines()} == {"info"}


AS_SYSTEMD = """
import os, sys

os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execl(sys.executable, sys.executable, "-m", "daemun", "serve")
"""
"""Starts the server with a socket as number 3, and the number of the process told."""


@contextmanager
def started_with(listener: socket.socket, folder: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """What it writes is in the file `output`."""
    settings = {"DATABASE_URL": f"sqlite:///{folder}/daemun.sqlite3", **settings}
    with (folder / "output").open("w") as written:
        server = subprocess.Popen(
            [sys.executable, "-c", AS_SYSTEMD, str(listener.fileno())],
            env=os.environ | {f"DAEMUN_{name}": value for name, value in settings.items()},
            cwd=folder,
            pass_fds=[listener.fileno()],
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    with server:
        try:
            yield server
        finally:
            server.terminate()


def get(name: tuple[str, int], path: str) -> bytes:
    """The first line of an answer. A request waits in the queue of the socket until the server is up."""
    with socket.create_connection(name, timeout=60) as asking:
        asking.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        return asking.recv(1024).partition(b"\r\n")[0]


def test_a_socket_of_systemd_is_the_only_one_and_listens_on_while_the_server_restarts(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as kept,
        # Where the server would listen, somebody else does.
        socket.create_server(("127.0.0.1", 0)) as taken,
        started_with(kept, tmp_path, SERVER_PORT=str(taken.getsockname()[1])) as server,
    ):
        assert get(kept.getsockname(), "/health/live") == b"HTTP/1.1 200 OK"

        server.terminate()
        assert server.wait(60) == 0
        socket.create_connection(kept.getsockname(), timeout=20).close()


def test_monitoring_keeps_its_address_beside_the_sockets_of_systemd(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as public, socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        private = keeper.getsockname()
        address = f"{private[0]}:{private[1]}"
        with started_with(public, tmp_path, SERVER_MONITORING_ADDRESS=address):
            assert get(public.getsockname(), "/health/live") == b"HTTP/1.1 404 NOT FOUND"
            assert get(private, "/health/live") == b"HTTP/1.1 200 OK"


def test_monitoring_may_be_at_a_socket_of_systemd(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as private:
        address = f"127.0.0.1:{private.getsockname()[1]}"
        with started_with(private, tmp_path, SERVER_MONITORING_ADDRESS=address):
            assert get(private.getsockname(), "/health/live") == b"HTTP/1.1 200 OK"


@pytest.mark.requirement("CF-01")
def test_in_development_a_socket_of_systemd_that_others_reach_is_refused(tmp_path: Path) -> None:
    with (
        socket.create_server(("0.0.0.0", 0)) as open_to_all,
        started_with(open_to_all, tmp_path, DEVELOPMENT="1") as server,
    ):
        assert server.wait(60) == 1

    assert "DAEMUN_DEVELOPMENT" in (tmp_path / "output").read_text()


def test_no_request_waits_while_what_was_loaded_is_looked_through_for_garbage(served: DaemunServe) -> None:
    seen = served.get("/collector").body

    assert seen["goes_through"] < seen["leaves_alone"] / 4


def test_metrics_are_those_of_all_processes_and_of_lost_ones(served: DaemunServe) -> None:
    def count(name: str) -> float:
        lines = served.call("GET", "/metrics").text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    before = count('daemun_events_total{name="user.registered"}')
    for number in range(8):
        Person.register(served, f"counted-{number}")
    lost = served.kill_worker()
    wait_until(lambda: len(served.worker_ids()) == 2 and lost not in served.worker_ids(), 20)

    assert count('daemun_events_total{name="user.registered"}') == before + 8
    assert count("daemun_hash_seconds_count") >= before + 8
    assert count("daemun_hash_inside") == 0
