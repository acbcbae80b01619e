"""`daemun serve` over its life: start, load, reload, lost workers, stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
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
os.execl(sys.executable, sys.executable, "-m", "daemun", "serve", "--port", "0")
"""
"""Starts the server with a socket as number 3, and the number of the process told."""


def test_a_socket_of_systemd_listens_on_while_the_server_restarts(tmp_path: Path) -> None:
    settings = {"DAEMUN_DATABASE_URL": f"sqlite:///{tmp_path}/daemun.sqlite3"}
    with (
        socket.create_server(("127.0.0.1", 0)) as kept,
        subprocess.Popen(
            [sys.executable, "-c", AS_SYSTEMD, str(kept.fileno())],
            env=os.environ | settings,
            cwd=tmp_path,
            pass_fds=[kept.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server,
        # It waits in the queue of the socket until the server is up.
        socket.create_connection(kept.getsockname(), timeout=60) as asking,
    ):
        asking.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert asking.recv(1024).startswith(b"HTTP/1.1 200 ")

        server.terminate()
        assert server.wait(60) == 0
        socket.create_connection(kept.getsockname(), timeout=20).close()


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
