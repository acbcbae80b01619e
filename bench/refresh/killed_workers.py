"""Clients refresh through a real server while its workers, and now and then all of it, are killed."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from threading import Event

from bench.refresh.finding import Finding
from bench.refresh.installation import end_orphaned_transactions, read_session
from tests.server_process import ServerProcess

CLIENTS = 6
PASSWORD = "wide-otter-lamp-42-river"
GRACE_SECONDS = 30
"""The server's window: the longest possible, because a killed server needs seconds to come back."""


@dataclass(slots=True)
class Ledger:
    """What one client was told."""

    session_id: str
    token: str
    rotations: int = 0
    lost_answers: int = 0
    refused: str | None = None


def refresh_while_workers_die(
    url: str, database: str, *, seconds: float, folder: Path, workers: int = 3
) -> Finding:
    """Every client that tries again within the window goes on, and nothing that it was told is lost."""
    finding = Finding("killed workers strand nobody and lose nothing that was answered", database)
    stopped = Event()
    environment = {"DAEMUN_SESSIONS_REFRESH_GRACE": str(GRACE_SECONDS)}
    with ServerProcess(
        folder / database, database_url=url, environment=environment, workers=workers
    ) as server:
        ledgers = [_register(server, number) for number in range(CLIENTS)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            runs = [pool.submit(_refresh_until, stopped, server, ledger) for ledger in ledgers]
            killed, restarts = _kill_for(
                seconds, server, url, lambda: any(ledger.lost_answers for ledger in ledgers)
            )
            stopped.set()
            for run in runs:
                run.result()
        for ledger in ledgers:
            _compare(finding, url, ledger)
            last = server.post("/auth/refresh", {"refresh_token": ledger.token})
            finding.expect(last.status == 200, f"the last token of a client: {last.status} {last.code}")
    lost = sum(ledger.lost_answers for ledger in ledgers)
    finding.expect(
        killed > 0 and lost > 0, f"nothing was put to the test: {killed} killed, {lost} answers lost"
    )
    finding.tried = f"{killed} workers and {restarts} times the whole server killed in {seconds:.0f} s"
    rotations = sum(ledger.rotations for ledger in ledgers)
    finding.found = f"{rotations} rotations of {CLIENTS} clients, {lost} answers lost on the way"
    return finding


def _register(server: ServerProcess, number: int) -> Ledger:
    answer = server.post("/auth/register", {"username": f"client{number}", "password": PASSWORD})
    return Ledger(answer.body["session_id"], answer.body["refresh_token"])


def _refresh_until(stopped: Event, server: ServerProcess, ledger: Ledger) -> None:
    while not stopped.is_set() and ledger.refused is None:
        asked_at = time.monotonic()
        while (successor := _ask(server, ledger)) is None and ledger.refused is None:
            if time.monotonic() - asked_at > GRACE_SECONDS - 5:
                ledger.refused = "no answer within the window"
            time.sleep(0.01)
        if successor is not None:
            ledger.token = successor
            ledger.rotations += 1


def _ask(server: ServerProcess, ledger: Ledger) -> str | None:
    try:
        answer = server.call("POST", "/auth/refresh", {"refresh_token": ledger.token}, timeout=5)
    except (OSError, HTTPException, ValueError):
        ledger.lost_answers += 1
        return None
    if answer.status == 200:
        successor: str = answer.body["refresh_token"]
        return successor
    if answer.status != 503:
        ledger.refused = f"{answer.status} {answer.code}"
    return None


def _kill_for(
    seconds: float, server: ServerProcess, url: str, has_struck: Callable[[], bool]
) -> tuple[int, int]:
    """Kill at random moments; on a busy machine for longer, until an answer got lost."""
    dice = random.Random(seconds)  # noqa: S311 - no secret
    killed = restarts = 0
    begun_at = time.monotonic()
    ends_at, latest = begun_at + seconds, begun_at + 20 * seconds
    while (now := time.monotonic()) < ends_at or (not (killed and has_struck()) and now < latest):
        time.sleep(dice.uniform(0.02, 0.3))
        if dice.random() < 0.1:
            server.kill()
            server.start()
            restarts += 1
        elif workers := server.worker_ids():
            server.kill_worker(dice.choice(workers))
            killed += 1
        end_orphaned_transactions(url)
    return killed, restarts


def _compare(finding: Finding, url: str, ledger: Ledger) -> None:
    stored = read_session(url, ledger.session_id)
    recorded = stored.events["session.refreshed"]
    finding.expect(ledger.refused is None, f"a client was stranded: {ledger.refused}")
    finding.expect(not stored.is_revoked, "a session has ended")
    # Every step of a client is one rotation, however often it had to ask.
    finding.expect(
        stored.generation == ledger.rotations, f"{ledger.rotations} told, {stored.generation} stored"
    )
    finding.expect(recorded == ledger.rotations, f"{ledger.rotations} told, {recorded} rotations recorded")
