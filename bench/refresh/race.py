"""Many processes, each with many threads, present one refresh token in the same moment."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.connection import Connection
from threading import Barrier as ThreadBarrier
from typing import Protocol

from bench.refresh.finding import Finding
from bench.refresh.installation import open_services, open_session, read_session
from daemun.composition.services import Services
from daemun.features.audit.service import SYSTEM
from daemun.problem import Problem
from daemun_verify import InvalidToken

PROCESSES = 5
THREADS = 10

Outcome = tuple[str, str]
"""Refresh token and access token; or the code of a problem, and nothing."""


class Barrier(Protocol):
    def wait(self) -> object: ...


def race(
    url: str, database: str, *, rounds: int, processes: int = PROCESSES, threads: int = THREADS
) -> Finding:
    """Each round is won by one and gives everybody one successor, which is the token of the next round."""
    callers = processes * threads
    finding = Finding("racing callers get one and the same successor, by one rotation", database)
    services = open_services(url)
    opened = open_session(services)
    token = opened.refresh_token

    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    pipes = [context.Pipe() for _ in range(processes)]
    racers = [
        context.Process(target=_race_when_told, args=(url, child, barrier, threads), daemon=True)
        for _, child in pipes
    ]
    for racer in racers:
        racer.start()
    for parent, _ in pipes:
        parent.recv()
    for number in range(1, rounds + 1):
        for parent, _ in pipes:
            parent.send(token)
        outcomes: list[Outcome] = [outcome for parent, _ in pipes for outcome in parent.recv()]
        successors = {successor for successor, _ in outcomes}
        finding.expect(len(outcomes) == callers, f"round {number}: {len(outcomes)} answers")
        finding.expect(
            len(successors) == 1, f"round {number}: {len(successors)} outcomes: {_codes(outcomes)}"
        )
        for _, access_token in outcomes:
            finding.expect(_is_of(services, access_token, opened.session.id), f"round {number}: no access")
        token = min(successors, key=lambda text: "." not in text)
        finding.expect("." in token, f"round {number}: everybody was refused: {_codes(outcomes)}")
        if finding.violations:
            break
    for parent, _ in pipes:
        parent.send(None)
    for racer in racers:
        racer.join(10)

    stored = read_session(url, opened.session.id)
    rotations = stored.events["session.refreshed"]
    finding.expect(stored.generation == rounds, f"{stored.generation} generations after {rounds} rounds")
    finding.expect(rotations == rounds, f"{rotations} rotations in the audit trail after {rounds} rounds")
    finding.expect(not stored.is_revoked, "the session has ended")
    finding.tried = f"{rounds} rounds of {callers} callers in {processes} processes"
    finding.found = (
        f"{rounds * callers} answers, generation {stored.generation}, {rotations} rotations recorded"
    )
    services.store.close()
    return finding


def _is_of(services: Services, access_token: str, session_id: str) -> bool:
    try:
        return services.web.verifier.verify(access_token).session_id == session_id
    except InvalidToken:
        return False


def _codes(outcomes: list[Outcome]) -> list[str]:
    return sorted({text if "." not in text else "a token" for text, _ in outcomes})


def _meet(barrier: Barrier) -> None:
    barrier.wait()


def _race_when_told(url: str, pipe: Connection, barrier: Barrier, threads: int) -> None:
    services = open_services(url)
    services.store.ping()
    starting_line = ThreadBarrier(threads, action=lambda: _meet(barrier))

    def refresh(token: str) -> Outcome:
        starting_line.wait()
        try:
            issued = services.sessions.refresh(token, SYSTEM)
        except Problem as problem:
            return problem.code, ""
        return issued.refresh_token, issued.access_token.text

    with closing(pipe), ThreadPoolExecutor(threads) as pool:
        pipe.send("ready")
        while (token := pipe.recv()) is not None:
            pipe.send(list(pool.map(refresh, [token] * threads)))
