"""Load: clients that register, rotate, change passwords and log out, and write down what they were told."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from itertools import count
from threading import Event, Lock
from types import TracebackType
from typing import Self

from bench.chaos.ledger import Account, Ledger
from tests.server_process import Answer, ServerProcess

CLIENTS = 6
GRACE_SECONDS = 30
"""How long an old refresh token gives its successor again; after that a client gives up."""
_ANSWER_SECONDS = 15.0
_PAUSE_SECONDS = 0.02
KINDS = ("register", "refresh", "logout", "protected")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it began and ended (monotonic), and what came of it."""

    kind: str
    began: float
    ended: float
    status: int | None

    @property
    def is_done(self) -> bool:
        return self.status is not None and self.status < 300


class Load:
    """Runs in the block; after it `asked` and the ledger say what happened."""

    def __init__(self, server: ServerProcess, *, clients: int = CLIENTS, name: str = "client") -> None:
        self.ledger = Ledger()
        self.asked: list[Asked] = []
        self._server = server
        self._clients = clients
        self._name = name
        self._numbers = count()
        self._lock = Lock()
        self._stopped = Event()
        self._pool = ThreadPoolExecutor(clients + 1)
        self._runs: list[Future[None]] = []

    def __enter__(self) -> Self:
        self._runs = [self._pool.submit(self._live) for _ in range(self._clients)]
        self._runs.append(self._pool.submit(self._watch))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._pool.shutdown()
        if error is None:
            for run in self._runs:
                run.result()

    def recovered_after(self, moment: float) -> float | None:
        """Seconds until every kind of request that began after `moment` was done once; None: not yet."""
        with self._lock:
            asked = [each for each in self.asked if each.began >= moment and each.is_done]
        firsts = [min((each.ended for each in asked if each.kind == kind), default=None) for kind in KINDS]
        ends = [first for first in firsts if first is not None]
        return max(ends) - moment if len(ends) == len(KINDS) else None

    def slowest(self, since: float, until: float, *, kind: str | None = None) -> float:
        """Seconds of the slowest answer, among requests that began in this time."""
        with self._lock:
            return max(
                (
                    each.ended - each.began
                    for each in self.asked
                    if since <= each.began < until and each.status and kind in (None, each.kind)
                ),
                default=0.0,
            )

    def _live(self) -> None:
        while not self._stopped.is_set():
            self._live_once(next(self._numbers))

    def _live_once(self, number: int) -> None:
        username, password = f"{self._name}-{number}", f"wide-otter-{number}-lamp-river"
        body = {"username": username, "password": password}
        answer = self._ask("register", "POST", "/auth/register", body)
        if not self.ledger.note("register", answer, 201) or answer is None:
            return
        account = Account(username, password, answer.body["user"]["id"], answer.body["session_id"])
        self.ledger.add(account)
        newest = answer
        for _ in range(3):
            rotated = self._rotate(account, newest)
            if rotated is None:
                return
            newest = rotated
        if number % 4 == 0:
            changed = self._change_password(account, newest)
            rotated = self._rotate(account, changed) if changed is not None else None
            if rotated is None:
                return
            newest = rotated
        if number % 2 == 0:
            self._log_out(account, newest)

    def _rotate(self, account: Account, newest: Answer) -> Answer | None:
        """Ask until the successor is there; a lost answer may be asked for again."""
        began = time.monotonic()
        account.rotations_unknown = 1
        while not self._stopped.is_set() and time.monotonic() - began < GRACE_SECONDS - _ANSWER_SECONDS:
            body = {"refresh_token": newest.body["refresh_token"]}
            answer = self._ask("refresh", "POST", "/auth/refresh", body)
            if self.ledger.note("refresh", answer, 200):
                account.rotations += 1
                account.rotations_unknown = 0
                return answer
            if answer is not None and answer.status != 503:
                return None
        return None

    def _change_password(self, account: Account, newest: Answer) -> Answer | None:
        body = {"current_password": account.password, "new_password": f"{account.password}-changed"}
        account.password_unknown = True
        answer = self._ask("password", "POST", "/auth/me/password", body, newest.body["access_token"])
        if not self.ledger.note("password", answer, 200):
            return None
        account.password, account.password_unknown = body["new_password"], False
        account.password_changes += 1
        return answer

    def _log_out(self, account: Account, newest: Answer) -> None:
        account.logout_unknown = True
        answer = self._ask("logout", "POST", "/auth/logout", None, newest.body["access_token"])
        account.logged_out = self.ledger.note("logout", answer, 204)

    def _watch(self) -> None:
        """Ask what needs no database: whether it runs, and a view behind the guard."""
        token: str | None = None
        renew_at = 0.0
        while not self._stopped.is_set():
            self.ledger.note("live", self._ask("live", "GET", "/health/live"), 200)
            if token is None or time.monotonic() > renew_at:
                body = {
                    "username": f"{self._name}-watcher-{next(self._numbers)}",
                    "password": "wide-otter-lamp-river",
                }
                answer = self._ask("watcher", "POST", "/auth/register", body)
                token = answer.body["access_token"] if answer and answer.status == 201 else None
                # Long before it expires.
                renew_at = time.monotonic() + (answer.body["expires_in"] / 2 if answer and token else 0)
                continue
            answer = self._ask("protected", "GET", "/protected", None, token)
            if not self.ledger.note("protected", answer, 200) and answer and answer.status == 401:
                token = None

    def _ask(
        self, kind: str, method: str, path: str, body: object = None, token: str | None = None
    ) -> Answer | None:
        began = time.monotonic()
        answer: Answer | None
        try:
            answer = self._server.call(method, path, body, token=token, timeout=_ANSWER_SECONDS)
        except (OSError, HTTPException, ValueError):
            answer = None
        asked = Asked(kind, began, time.monotonic(), answer.status if answer else None)
        with self._lock:
            self.asked.append(asked)
        self._stopped.wait(_PAUSE_SECONDS)
        return answer


def wait_for(is_so: Callable[[], object], seconds: float) -> None:
    """Wait until it is so, or the time is over."""
    ends = time.monotonic() + seconds
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.02)
