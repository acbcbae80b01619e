"""OpenTelemetry traces, if its packages are installed and its variables name a destination."""

import os
import time
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, g, request

from daemun.composition.services import Services
from daemun.server.request_log import known_method, route_template

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

_EXTENSION: Final = "daemun_tracing"
_TARGETS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether traces can be sent, and OpenTelemetry's own variables name a destination."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp":
        return False
    is_installed = find_spec("opentelemetry") is not None and find_spec("opentelemetry.sdk") is not None
    return is_installed and any(environment.get(name) for name in _TARGETS)


def start(app: Flask) -> None:
    """Send traces from this process, if wanted: after the fork, which threads do not survive."""
    if not is_wanted(os.environ):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if "OTEL_SERVICE_NAME" in os.environ else {SERVICE_NAME: "daemun"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    install(app, provider)


def stop(app: Flask) -> None:
    """Send the remaining spans."""
    provider: TracerProvider | None = app.extensions.pop(_EXTENSION, None)
    if provider is not None:
        provider.shutdown()


def install(app: Flask, provider: "TracerProvider") -> None:
    """Trace requests, statements and hashing; never values, URLs or texts of exceptions."""
    services: Services = app.extensions["daemun"]
    tracer = provider.get_tracer("daemun")
    app.extensions[_EXTENSION] = provider
    app.wsgi_app = _Traced(app.wsgi_app, tracer)  # type: ignore[method-assign]
    app.before_request(_remember_trace)
    app.after_request(_describe_request)
    services.hash_gate.watch(_HashSpans(tracer))
    store = services.store
    store.inspection.watch(_StatementSpans(tracer, store.backends[0].name))


class _Traced:
    """A span around every request, a child of the caller's (W3C Trace Context)."""

    def __init__(self, application: "WSGIApplication", tracer: "Tracer") -> None:
        self._application = application
        self._tracer = tracer

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        carrier = {
            name: str(environ[f"HTTP_{name.upper()}"])
            for name in ("traceparent", "tracestate")
            if f"HTTP_{name.upper()}" in environ
        }
        with self._tracer.start_as_current_span(
            "request",
            context=TraceContextTextMapPropagator().extract(carrier),
            kind=SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ):
            return self._application(environ, start_response)


class _HashSpans:
    """A `GateObserver`."""

    def __init__(self, tracer: "Tracer") -> None:
        self._tracer = tracer

    def counted(self, *, inside: int, running: int) -> None:
        """Do nothing: counts belong in metrics."""

    def hashed(self, *, waited: float, took: float) -> None:
        """Write a span for the hashing, with the wait before it."""
        _write_span(self._tracer, "hash password", took, {"daemun.hash.waited_seconds": waited})


class _StatementSpans:
    """A `StatementObserver`."""

    def __init__(self, tracer: "Tracer", system: str) -> None:
        self._tracer = tracer
        self._system = system

    def __call__(self, statement: str, *, took: float, failed: bool) -> None:
        text = " ".join(statement.split())
        attributes = {"db.system.name": self._system, "db.query.text": text}
        _write_span(self._tracer, text.partition(" ")[0], took, attributes, failed=failed)


def _write_span(
    tracer: "Tracer", name: str, took: float, attributes: Mapping[str, str | float], *, failed: bool = False
) -> None:
    """Write a span that ends now, a child of the current one. Without one, as in polling threads, write
    nothing: each would be a trace of its own.
    """
    from opentelemetry.trace import SpanKind, StatusCode, get_current_span

    if not get_current_span().get_span_context().is_valid:
        return
    now = time.time_ns()
    span = tracer.start_span(
        name, kind=SpanKind.CLIENT, attributes=attributes, start_time=now - round(took * 1e9)
    )
    if failed:
        span.set_status(StatusCode.ERROR)
    span.end(now)


def _remember_trace() -> None:
    from opentelemetry.trace import format_trace_id, get_current_span

    g.daemun_trace_id = format_trace_id(get_current_span().get_span_context().trace_id)


def _describe_request(response: Response) -> Response:
    from opentelemetry.trace import StatusCode, get_current_span

    span = get_current_span()
    span.update_name(f"{known_method()} {route_template()}")
    span.set_attribute("http.request.method", known_method())
    span.set_attribute("http.route", route_template())
    span.set_attribute("http.response.status_code", response.status_code)
    span.set_attribute("url.scheme", request.scheme)
    if response.status_code >= 500:
        span.set_status(StatusCode.ERROR)
    return response
