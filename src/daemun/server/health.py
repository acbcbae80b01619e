"""`/health/live` and `/health/ready`: whether the server runs, and whether it can serve requests."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock
from time import monotonic
from typing import Final

from flask import Blueprint, Flask, Response

from daemun.composition.services import Services
from daemun.http.response_headers import json_response
from daemun.problem import KeysUnavailable, StoreUnavailable
from daemun.server.monitoring import HEALTH

_SECONDS: Final = 1.8
_EXTENSION: Final = "daemun_readiness"


class Readiness:
    """Whether this process can serve requests: checks each part, within two seconds."""

    def __init__(self, services: Services) -> None:
        database, *others = services.store.backends
        self._probes = [
            _Probe("database", partial(_look_at_database, database.ping, services)),
            *(_Probe("counters", partial(_look_at_counters, other.ping)) for other in others),
        ]
        self.is_stopping = False
        """Set once by the process that is stopping."""

    def failed_parts(self) -> list[str]:
        """Names of the parts that fail or do not answer in time; empty: ready."""
        if self.is_stopping:
            return ["stopping"]
        deadline = monotonic() + _SECONDS
        looking = [(probe.name, probe.look()) for probe in self._probes]
        failed = []
        for name, answer in looking:
            try:
                part = answer.result(max(0.0, deadline - monotonic()))
            except TimeoutError:
                part = name
            if part is not None:
                failed.append(part)
        return failed


def readiness_of(app: Flask) -> Readiness:
    """The readiness of an application on which `install` was called."""
    found: Readiness = app.extensions[_EXTENSION]
    return found


def install(app: Flask, services: Services) -> None:
    """Mount `/health/live` and `/health/ready`."""
    readiness = Readiness(services)
    app.extensions[_EXTENSION] = readiness
    routes = Blueprint(HEALTH, __name__, url_prefix="/health")

    @routes.get("/live")
    def show_life() -> Response:
        """Answer without checking anything."""
        return json_response({"status": "live"})

    @routes.get("/ready")
    def show_readiness() -> Response:
        """Report whether requests can be served, or which parts fail."""
        failed = readiness.failed_parts()
        if failed:
            return json_response({"status": "not_ready", "failed": failed}, status=503)
        return json_response({"status": "ready"})

    app.register_blueprint(routes)


class _Probe:
    """Checks one part, one check at a time: a hung part occupies only one thread and one connection."""

    def __init__(self, name: str, look: Callable[[], str | None]) -> None:
        self.name = name
        self._look = look
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._looking: Future[str | None] | None = None

    def look(self) -> Future[str | None]:
        """Start a check, or join the one in progress; the result names what failed."""
        with self._lock:
            if self._pool is None:
                # Not before the fork, which threads do not survive.
                self._pool = ThreadPoolExecutor(1, thread_name_prefix="daemun-health")
            if self._looking is None or self._looking.done():
                self._looking = self._pool.submit(self._look)
            return self._looking


def _look_at_database(ping: Callable[[], None], services: Services) -> str | None:
    try:
        found = services.store.schema.find()
        if found is not None and found < services.store.schema.needed:
            return "schema"
        ping()
        services.keys.keep_current()
        services.keys.signing_key()
    except StoreUnavailable:
        return "database"
    except (LookupError, KeysUnavailable):
        return "signing_keys"
    return None


def _look_at_counters(ping: Callable[[], None]) -> str | None:
    try:
        ping()
    except StoreUnavailable:
        return "counters"
    return None
