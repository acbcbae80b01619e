"""`kill -9` of the whole server under load loses nothing that was answered; it starts without repair."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event

import pytest

from bench.refresh.installation import end_orphaned_transactions
from tests.server_process import Answer, ServerProcess, wait_until

CLIENTS = 4
KILLS = 2
PASSWORD = "wide-otter-lamp-42-river"


@dataclass(slots=True)
class Ledger:
    """What one client was told before the server died under it."""

    registered: list[str] = field(default_factory=list)
    refresh_tokens: list[str] = field(default_factory=list)
    """The newest of each session that was not logged out."""
    ended: list[str] = field(default_factory=list)
    """Refresh tokens of sessions that were logged out."""
    unexpected: list[Answer] = field(default_factory=list)


@pytest.mark.requirement("RL-01")
def test_nothing_that_was_answered_is_lost(any_database_url: str, tmp_path: Path) -> None:
    environment = {"DAEMUN_SESSIONS_REFRESH_GRACE": "30"}
    ledgers = [Ledger() for _ in range(CLIENTS)]
    with ServerProcess(tmp_path / "server", database_url=any_database_url, environment=environment) as server:
        for turn in range(KILLS):
            stopped = Event()
            with ThreadPoolExecutor(CLIENTS) as pool:
                runs = [
                    pool.submit(_live, server, f"client{turn}-{number}", ledger, stopped)
                    for number, ledger in enumerate(ledgers)
                ]
                wait_until(lambda: _answered(ledgers) >= 4 * CLIENTS * (turn + 1), 60)  # noqa: B023
                server.kill()
                stopped.set()
                for run in runs:
                    run.result()
            end_orphaned_transactions(any_database_url)
            server.start()

        for ledger in ledgers:
            assert ledger.unexpected == []
            for token in ledger.refresh_tokens:
                assert _refresh(server, token).status == 200
            for token in ledger.ended:
                assert _refresh(server, token).code == "session_ended"
        names = [name for ledger in ledgers for name in ledger.registered]
        assert len(names) >= CLIENTS
        taken = [_register(server, name).code for name in names]
        assert taken == ["username_taken"] * len(names)
        assert server.post("/auth/login", {"username": names[-1], "password": PASSWORD}).status == 200
        assert server.post("/auth/register", {"username": "newcomer", "password": PASSWORD}).status == 201


def _live(server: ServerProcess, prefix: str, ledger: Ledger, stopped: Event) -> None:
    """Register, refresh twice, and log out of every second session, until the server is gone."""
    number = 0
    try:
        while not stopped.is_set():
            number += 1
            _live_once(server, f"{prefix}-{number}", ledger, logs_out=number % 2 == 1)
    except (OSError, HTTPException, ValueError):
        # The server died: what was not answered may have happened or not.
        stopped.wait(10)


def _live_once(server: ServerProcess, name: str, ledger: Ledger, *, logs_out: bool) -> None:
    registered = _register(server, name)
    if registered.status != 201:
        ledger.unexpected.append(registered)
        return
    ledger.registered.append(name)
    ledger.refresh_tokens.append(registered.body["refresh_token"])
    newest = registered
    for _ in range(2):
        newest = _refresh(server, ledger.refresh_tokens[-1])
        if newest.status != 200:
            ledger.unexpected.append(newest)
            return
        ledger.refresh_tokens[-1] = newest.body["refresh_token"]
    if logs_out:
        # From the question on nobody may say that the session lives.
        token = ledger.refresh_tokens.pop()
        if server.post("/auth/logout", token=newest.body["access_token"]).status == 204:
            ledger.ended.append(token)


def _answered(ledgers: list[Ledger]) -> int:
    return sum(len(ledger.registered) + len(ledger.ended) for ledger in ledgers)


def _register(server: ServerProcess, name: str) -> Answer:
    return server.post("/auth/register", {"username": name, "password": PASSWORD})


def _refresh(server: ServerProcess, token: str) -> Answer:
    return server.post("/auth/refresh", {"refresh_token": token})


@pytest.mark.requirement("RL-09")
def test_a_graceful_stop_answers_what_was_accepted_and_takes_less_than_10_seconds(tmp_path: Path) -> None:
    accepted = [tmp_path / "server" / "instance" / f"accepted-{number}" for number in range(4)]
    with ServerProcess(tmp_path / "server") as server, ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(server.get, f"/slow/{mark.name}") for mark in accepted]
        wait_until(lambda: all(mark.exists() for mark in accepted), 20)
        started = time.monotonic()
        server.stop()

        assert time.monotonic() - started < 10
        assert [answer.result().status for answer in answers] == [200] * 4
