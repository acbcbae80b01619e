"""A killed worker, a reload and a stop, each with requests in flight."""

import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from time import monotonic

from bench.load import LoadProcess, request
from tests.server_process import ServerProcess, wait_until

_SLOW = 6
_LOAD_SECONDS = 6.0


def kill_worker(server: ServerProcess) -> str:
    """End a worker at once: how many requests are lost, and whether the server goes on."""
    load = LoadProcess(server.port, [request("GET", "/open")], clients=8, seconds=_LOAD_SECONDS)
    began = monotonic()
    before = set(server.worker_ids())
    killed = server.kill_worker(max(before))
    try:
        wait_until(lambda: len(set(server.worker_ids()) - {killed}) >= len(before), 10)
        took = f"replaced after {monotonic() - began:.1f} s"
    except (TimeoutError, OSError):
        took = "not replaced"
    outcome = load.result()
    lost = sum(count for status, count in outcome.statuses.items() if status != "200")
    try:
        goes_on = server.get("/open").status == 200
    except (OSError, HTTPException):
        goes_on = False
    end = "" if goes_on else "; the server has ended"
    return f"{took}, {lost} of {sum(outcome.statuses.values())} lost{end}"


def reload(server: ServerProcess) -> str:
    """Reload with slow requests in flight."""
    return _with_requests_in_flight(server, lambda: server.signal(signal.SIGHUP))


def stop(server: ServerProcess) -> str:
    """Stop with slow requests in flight."""
    codes: list[int] = []
    answered = _with_requests_in_flight(server, lambda: codes.append(server.stop()))
    return f"{answered}, exit code {codes[0]}" if codes else answered


def _with_requests_in_flight(server: ServerProcess, act: Callable[[], None]) -> str:
    marks = [Path(server.folder, "instance", f"slow-{number}") for number in range(_SLOW)]
    for mark in marks:
        mark.unlink(missing_ok=True)
    with ThreadPoolExecutor(_SLOW) as threads:
        asked: list[Future[int]] = [threads.submit(_ask, server, f"/slow/{mark.name}") for mark in marks]
        try:
            wait_until(lambda: all(mark.exists() for mark in marks), 10)
        except TimeoutError:
            return f"{sum(mark.exists() for mark in marks)} of {_SLOW} requests were begun within 10 s"
        act()
        statuses = [each.result() for each in asked]
    return f"{statuses.count(200)} of {_SLOW} in flight answered"


def _ask(server: ServerProcess, path: str) -> int:
    try:
        return server.get(path).status
    except (OSError, HTTPException):
        return 0


FAULTS = {"killed worker": kill_worker, "reload": reload, "stop": stop}
"""In this order: the last one ends the server."""
