"""`/metrics`: counts and times of this server for Prometheus, nothing about people."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from daemun.composition.services import Services
from daemun.features.audit.events import (
    Event,
    LoginFactorRequired,
    LoginFailed,
    SessionRefreshed,
    SessionsRevoked,
    UserLoggedIn,
)
from daemun.features.lockout.service import Lockout
from daemun.http.problem_response import present_problem_code, problem_response
from daemun.http.response_headers import add_security_headers
from daemun.problem import Problem, StoreUnavailable
from daemun.server.monitoring import METRICS
from daemun.server.request_log import known_method, route_template, seconds_taken
from daemun.signals import every_event

_REQUEST_BUCKETS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STATEMENT_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10)
_KEPT_STATEMENTS: Final = 512
_TABLE: Final = re.compile(r"\bdaemun_\w+")
_HASH_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Every metric, and what updates it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Histogram(
            "daemun_request_seconds",
            "Time to answer a request, by route, not by address.",
            ("method", "route", "status"),
            buckets=_REQUEST_BUCKETS,
            registry=registry,
        )
        self._refusals = Counter(
            "daemun_refusals_total", "Requests answered with a problem.", ("code",), registry=registry
        )
        self._events = Counter(
            "daemun_events_total", "Events of the audit trail.", ("name",), registry=registry
        )
        self._logins = Counter(
            "daemun_logins_total",
            "Logins: succeeded, factor_required, or why they failed.",
            ("outcome",),
            registry=registry,
        )
        self._refreshes = Counter(
            "daemun_refreshes_total",
            "Refreshes: rotated, or the code of the refusal.",
            ("outcome",),
            registry=registry,
        )
        self._opened = Counter(
            "daemun_sessions_opened_total", "Sessions that were opened.", registry=registry
        )
        self._revoked = Counter(
            "daemun_sessions_revoked_total",
            "Sessions that were ended before their time.",
            ("reason",),
            registry=registry,
        )
        self._statements = Histogram(
            "daemun_statement_seconds",
            "Time of a statement, by its verb and table.",
            ("statement", "failed"),
            buckets=_STATEMENT_BUCKETS,
            registry=registry,
        )
        self._time_of = lru_cache(_KEPT_STATEMENTS)(self._find_time_of)
        self._hash_wait = Histogram(
            "daemun_hash_wait_seconds",
            "Time that a password waited for a thread.",
            buckets=_HASH_BUCKETS,
            registry=registry,
        )
        self._hash = Histogram(
            "daemun_hash_seconds",
            "Time to hash a password.",
            buckets=_HASH_BUCKETS,
            registry=registry,
        )
        self._inside = Gauge(
            "daemun_hash_inside",
            "Passwords being hashed or waiting for it.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._running = Gauge(
            "daemun_hash_running",
            "Passwords being hashed.",
            registry=registry,
            multiprocess_mode="livesum",
        )

    def count_request(self, response: Response) -> Response:
        """Count the response to the current request."""
        labels = (known_method(), route_template(), str(response.status_code))
        self._requests.labels(*labels).observe(seconds_taken())
        code = present_problem_code()
        if code is not None:
            self._refusals.labels(code).inc()
            if (request.endpoint or "").endswith(".refresh"):
                self._refreshes.labels(code).inc()
        return response

    def count_event(self, _app: Flask, event: Event) -> None:
        """Count an event."""
        self._events.labels(event.name).inc()
        match event:
            case UserLoggedIn():
                self._logins.labels("succeeded").inc()
                self._opened.inc()
            case LoginFactorRequired():
                self._logins.labels("factor_required").inc()
            case LoginFailed(reason=reason):
                self._logins.labels(reason).inc()
            case SessionRefreshed():
                self._refreshes.labels("rotated").inc()
            case SessionsRevoked(session_ids=session_ids, reason=reason):
                self._revoked.labels(reason).inc(len(session_ids))
            case _:
                pass

    def ran(self, statement: str, *, took: float, failed: bool) -> None:
        """Take the time of a statement."""
        self._time_of(statement, failed).observe(took)

    def counted(self, *, inside: int, running: int) -> None:
        """Take the state of the hash gate."""
        self._inside.set(inside)
        self._running.set(running)

    def hashed(self, *, waited: float, took: float) -> None:
        """Take the times of a hashed password."""
        self._hash_wait.observe(waited)
        self._hash.observe(took)

    def _find_time_of(self, statement: str, failed: bool) -> Histogram:  # noqa: FBT001 - as it is kept
        return self._statements.labels(_kind_of(statement), str(failed).lower())


def _kind_of(statement: str) -> str:
    """The verb and our first table in it, for SQL and MongoDB commands alike: a small set of labels."""
    verb = statement.split(maxsplit=1)[0].lower()
    table = _TABLE.search(statement)
    return verb if table is None else f"{verb} {table[0]}"


class _LoginFailures(Collector):
    """Reads the count shared by all processes when metrics are collected."""

    def __init__(self, lockout: Lockout) -> None:
        self._lockout = lockout

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        try:
            failures = self._lockout.recent_failures()
        except StoreUnavailable:
            # The other metrics are still worth showing.
            return
        yield GaugeMetricFamily(
            "daemun_login_failures",
            "Failed logins over all users in the present window, up to the alarm.",
            value=failures,
        )


def install(app: Flask, services: Services, folder: Path | None = None) -> None:
    """Start counting, and mount `/metrics`.

    folder: where the processes of the server combine their counts; None: only this process counts.
    """
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    failures = _LoginFailures(services.lockout)
    if folder is None:
        registry.register(failures)
    app.after_request(metrics.count_request)
    every_event.connect(metrics.count_event, sender=app, weak=False)
    services.hash_gate.watch(metrics)
    services.store.inspection.watch(metrics.ran)
    routes = Blueprint(METRICS, __name__)
    # Its token does not come from a login: there is no page to redirect to.
    routes.register_error_handler(Problem, problem_response)

    @routes.get("/metrics")
    def show_metrics() -> Response:
        """Print every metric."""
        shown = registry
        if folder is not None:
            shown = CollectorRegistry()
            MultiProcessCollector(shown, path=str(folder))  # type: ignore[no-untyped-call]
            shown.register(failures)
        response = Response(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return add_security_headers(response)

    app.register_blueprint(routes)


def forget_process(process_id: int, folder: Path) -> None:
    """Remove the gauges of a process that has ended; its counters stay."""
    mark_process_dead(process_id, str(folder))  # type: ignore[no-untyped-call]
