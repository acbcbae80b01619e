"""Many processes, each with many threads, present one refresh token in the same moment."""

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from threading import Barrier as ThreadBarrier
from typing import Protocol

from bench.refresh.finding import Finding
from bench.refresh.installation import open_services, open_session, read_session
from daemun.composition.services import Services
from daemun.features.audit.service import SYSTEM
from daemun.problem import Problem
from daemun.testing import FrozenClock
from daemun_verify import InvalidToken

PROCESSES = 5
THREADS = 10
LATE = timedelta(hours=1)
"""Longer than any grace window."""

Outcome = tuple[str, str]
"""Refresh token and access token; or the code of a problem, and nothing."""

Present = Callable[[str, datetime], list[Outcome]]
"""All callers present this token at this time."""


class Barrier(Protocol):
    def wait(self) -> object: ...


def race(
    url: str, database: str, *, rounds: int, processes: int = PROCESSES, threads: int = THREADS
) -> Finding:
    """Each round is won by one and gives everybody one successor, which is the token of the next round."""
    callers = processes * threads
    finding = Finding("racing callers get one and the same successor, by one rotation", database)
    clock = FrozenClock()
    services = open_services(url, clock)
    opened = open_session(services)
    token = opened.refresh_token
    with _racers(url, processes, threads) as present:
        for number in range(1, rounds + 1):
            outcomes = present(token, clock.now())
            finding.expect(len(outcomes) == callers, f"round {number}: {len(outcomes)} answers")
            token = _judge(finding, number, outcomes, services, opened.session.id)
            if finding.violations:
                break

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


def race_after_lost_answers(
    url: str, database: str, *, rounds: int, processes: int = PROCESSES, threads: int = THREADS
) -> Finding:
    """Each round an answer is lost, and an hour later all callers at once present the token before it."""
    callers = processes * threads
    finding = Finding(
        "after a lost answer racing callers get one sibling, and the lost one is dead", database
    )
    clock = FrozenClock()
    services = open_services(url, clock)
    opened = open_session(services)
    token = opened.refresh_token
    lost = services.sessions.refresh(token, SYSTEM).refresh_token
    expected, dead = 1, ""
    with _racers(url, processes, threads) as present:
        for number in range(1, rounds + 1):
            clock.tick(seconds=LATE.total_seconds())
            sibling = _judge(finding, number, present(token, clock.now()), services, opened.session.id)
            finding.expect(sibling not in (token, lost), f"round {number}: the lost successor again")
            if finding.violations:
                break
            expected, dead = expected + 1, lost
            if number % 3 == 0:
                # The sibling is lost as well.
                lost = sibling
            else:
                token, expected = sibling, expected + 1
                lost = services.sessions.refresh(token, SYSTEM).refresh_token

    stored = read_session(url, opened.session.id)
    exchanges = stored.events["session.refreshed"]
    finding.expect(stored.generation == exchanges == expected, f"{exchanges} exchanges, not {expected}")
    finding.expect(not stored.is_revoked, "the session has ended")
    finding.expect(_is_refused(services, dead), "a lost successor still works")
    stored = read_session(url, opened.session.id)
    finding.expect(stored.is_revoked, "the lost successor did not end the session")
    alarms = stored.events["session.refresh_token_reused"]
    finding.expect(alarms == 1, f"{alarms} alarms")
    finding.tried = (
        f"{rounds} lost answers, each asked for again by {callers} callers in {processes} processes"
    )
    finding.found = f"{rounds * callers} answers, {exchanges} exchanges recorded, one alarm at the end"
    services.store.close()
    return finding


@contextmanager
def _racers(url: str, processes: int, threads: int) -> Iterator[Present]:
    context = multiprocessing.get_context("forkserver")
    # What this process had to import, the racers need not.
    context.set_forkserver_preload([*sys.modules])
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

    def present(token: str, now: datetime) -> list[Outcome]:
        for parent, _ in pipes:
            parent.send((token, now))
        return [outcome for parent, _ in pipes for outcome in parent.recv()]

    yield present
    for parent, _ in pipes:
        parent.send(None)
    for racer in racers:
        racer.join(10)


def _judge(
    finding: Finding, number: int, outcomes: list[Outcome], services: Services, session_id: str
) -> str:
    """The one successor that everybody was given."""
    successors = {successor for successor, _ in outcomes}
    finding.expect(len(successors) == 1, f"round {number}: {len(successors)} outcomes: {_codes(outcomes)}")
    for _, access_token in outcomes:
        finding.expect(_is_of(services, access_token, session_id), f"round {number}: no access")
    token = min(successors, key=lambda text: "." not in text)
    finding.expect("." in token, f"round {number}: everybody was refused: {_codes(outcomes)}")
    return token


def _is_of(services: Services, access_token: str, session_id: str) -> bool:
    try:
        return services.web.verifier.verify(access_token).session_id == session_id
    except InvalidToken:
        return False


def _is_refused(services: Services, token: str) -> bool:
    try:
        services.sessions.refresh(token, SYSTEM)
    except Problem:
        return True
    return False


def _codes(outcomes: list[Outcome]) -> list[str]:
    return sorted({text if "." not in text else "a token" for text, _ in outcomes})


def _meet(barrier: Barrier) -> None:
    barrier.wait()


def _race_when_told(url: str, pipe: Connection, barrier: Barrier, threads: int) -> None:
    clock = FrozenClock()
    services = open_services(url, clock)
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
        while (told := pipe.recv()) is not None:
            token, now = told
            clock.tick(seconds=(now - clock.now()).total_seconds())
            pipe.send(list(pool.map(refresh, [token] * threads)))
