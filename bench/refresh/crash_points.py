"""A process that dies before or after a chosen statement, before a commit, or with the answer unsent."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import repeat
from multiprocessing.connection import Connection
from typing import NoReturn

from pymongo import monitoring
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)
from sqlalchemy import Engine, event

from bench.refresh.finding import Finding
from bench.refresh.installation import end_orphaned_transactions, open_services, open_session, read_session
from daemun.composition.services import Services
from daemun.features.audit.service import SYSTEM
from daemun.problem import Problem
from daemun.testing import FrozenClock

EVENTS = ("before_cursor_execute", "after_cursor_execute", "commit")


def crash_everywhere(
    url: str, database: str, *, rounds: int, asked_again_after: timedelta = timedelta(0)
) -> Finding:
    """One process dies while it refreshes; another one, asked again with the same token, goes on."""
    is_late = asked_again_after > timedelta(minutes=1)
    claim = "wherever a process dies, a second try goes on, " + (
        f"{asked_again_after} later" if is_late else "by one rotation"
    )
    finding = Finding(claim, database)
    clock = FrozenClock()
    services = open_services(url, clock)
    opened = open_session(services)
    context = multiprocessing.get_context("forkserver")
    # What this process had to import, every process that dies need not.
    context.set_forkserver_preload([*sys.modules])
    token, point, points, siblings = opened.refresh_token, 1, 0, 0
    for number in range(1, rounds + 1):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_refresh_and_die, args=(url, clock.now(), token, point, sender))
        process.start()
        sender.close()
        process.join(30)
        finding.expect(process.exitcode == -signal.SIGKILL, f"round {number}: ended with {process.exitcode}")
        answered = _last_word(receiver)
        end_orphaned_transactions(url)
        written = read_session(url, opened.session.id).generation
        siblings += is_late and written == number + siblings

        clock.tick(seconds=asked_again_after.total_seconds())
        retried = _refresh(services, token)
        finding.expect("." in retried, f"round {number}: the second try was refused: {retried}")
        is_as_promised = answered is None or (answered == retried) is not is_late
        finding.expect(is_as_promised, f"round {number}: the wrong successor after the crash")
        stored = read_session(url, opened.session.id)
        recorded = stored.events["session.refreshed"]
        expected = number + siblings
        finding.expect(stored.generation == expected, f"round {number}: generation {stored.generation}")
        finding.expect(recorded == expected, f"round {number}: {recorded} rotations recorded")
        token = retried
        points = max(points, point)
        point = point + 1 if answered is None else 1
        if finding.violations:
            break
    finding.tried = f"{rounds} crashes, at {points} points in turn"
    finding.expect(not is_late or siblings > 0, "no answer was lost after its write")
    finding.found = f"{rounds} second tries answered, {rounds} rotations, {siblings} siblings"
    services.store.close()
    return finding


def _refresh(services: Services, token: str) -> str:
    """Give the successor, or the code of the problem."""
    try:
        return services.sessions.refresh(token, SYSTEM).refresh_token
    except Problem as problem:
        return problem.code


def _last_word(receiver: Connection) -> str | None:
    with receiver:
        try:
            answered: str = receiver.recv()
        except EOFError:
            return None
    return answered


class Death(CommandListener):
    """Ends this process the way `kill -9` does, at the so many-th thing that it does with the database.

    Made before the database is opened; nothing happens until `come_at`.
    """

    def __init__(self) -> None:
        self._left: Iterator[int] = repeat(-1)
        for name in EVENTS:
            event.listen(Engine, name, self._count)
        monitoring.register(self)

    def come_at(self, point: int) -> None:
        self._left = iter(range(point - 1, -1, -1))

    def started(self, event: CommandStartedEvent) -> None:
        self._count(event)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        self._count(event)

    def failed(self, event: CommandFailedEvent) -> None:
        self._count(event)

    def _count(self, *_: object) -> None:
        if next(self._left) == 0:
            die()


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def _refresh_and_die(url: str, now: datetime, token: str, point: int, sender: Connection) -> None:
    death = Death()
    services = open_services(url, FrozenClock(now))
    services.store.ping()
    services.sessions.get_ready()
    death.come_at(point)
    issued = services.sessions.refresh(token, SYSTEM)
    # The last point: all is done, and the answer is lost. The parent hears it beside the wire.
    sender.send(issued.refresh_token)
    die()
