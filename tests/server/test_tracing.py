import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from daemun.composition.services import Services
from daemun.server import tracing
from daemun.server.application import create_app
from tests.builders import PASSWORD
from tests.server_process import DaemunServe, wait_until

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SECRET = "marker-of-nobodys-business"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(instance_path=tmp_path)
    services: Services = app.extensions["daemun"]
    yield app
    services.close()


@pytest.fixture
def exporter(app: Flask) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.install(app, provider)
    return exporter


def written(span: ReadableSpan) -> str:
    return str(span.to_json())


def test_a_login_is_one_trace_of_the_request_its_statements_and_the_hash(
    app: Flask, exporter: InMemorySpanExporter
) -> None:
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}

    app.test_client().post(
        f"/auth/login?{SECRET}", json={"username": "minsu", "password": PASSWORD}, headers=headers
    )

    spans = exporter.get_finished_spans()
    request = spans[-1]
    assert request.name == "POST /auth/login"
    assert request.attributes is not None
    assert request.attributes["http.response.status_code"] == 401
    assert {f"{span.context.trace_id:032x}" for span in spans if span.context} == {TRACE}
    names = [span.name for span in spans]
    assert {"hash password", "SELECT", "INSERT"} <= set(names)
    inner = [span for span in spans if span is not request]
    assert all(span.parent and span.parent.span_id == request.context.span_id for span in inner)
    for span in inner:
        assert span.start_time is not None
        assert span.end_time is not None
        assert request.start_time is not None
        assert request.start_time - 5_000_000 <= span.start_time <= span.end_time


def test_what_runs_behind_the_requests_makes_no_traces(app: Flask, exporter: InMemorySpanExporter) -> None:
    app.extensions["daemun"].store.ping()

    assert exporter.get_finished_spans() == ()


def test_statements_on_mongodb_are_traced_without_their_values(mongodb_url: str, tmp_path: Path) -> None:
    app = create_app(config={"DAEMUN_DATABASE_URL": mongodb_url}, instance_path=tmp_path)
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.install(app, provider)

    app.test_client().post("/auth/register", json={"username": "minsu.kim", "password": PASSWORD})

    app.extensions["daemun"].close()
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert {"find", "insert", "commitTransaction", "POST /auth/register"} <= spans.keys()
    assert spans["insert"].attributes is not None
    assert spans["insert"].attributes["db.system.name"] == "mongodb"
    assert "minsu.kim" not in "".join(written(span) for span in exporter.get_finished_spans())


@pytest.mark.requirement("LG-03", "HS-10")
def test_no_value_is_in_any_span(app: Flask, exporter: InMemorySpanExporter) -> None:
    client = app.test_client()

    @app.get("/broken")
    def broken() -> str:
        raise ValueError(SECRET)

    body = {"username": "minsu.kim", "password": SECRET}
    tokens = client.post("/auth/register", json=body).get_json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "User-Agent": SECRET}
    client.get(f"/auth/me?{SECRET}", headers=headers)
    client.get(f"/{SECRET}")
    client.get("/broken")

    everything = "".join(written(span) for span in exporter.get_finished_spans())
    assert "SELECT" in everything
    for secret in (
        SECRET,
        "minsu.kim",
        tokens["access_token"],
        tokens["refresh_token"],
        tokens["user"]["id"],
    ):
        assert secret not in everything


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_traces_are_sent_when_the_variables_of_opentelemetry_say_so(
    environment: dict[str, str], wanted: bool
) -> None:
    assert tracing.is_wanted(environment) == wanted


class Collector(BaseHTTPRequestHandler):
    received: list[bytes]

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


def test_every_worker_sends_its_traces_and_lines_name_them(tmp_path: Path) -> None:
    received: list[bytes] = []
    handler = type("Handler", (Collector,), {"received": received})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as collector:
        Thread(target=collector.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{collector.server_port}"
        environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        with DaemunServe(tmp_path / "server", environment=environment) as server:
            headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
            body = {"username": "minsu", "password": PASSWORD}
            assert server.call("POST", "/auth/login", body, headers=headers).status == 401
            wait_until(lambda: any(bytes.fromhex(TRACE) in body for body in received), 20)
            assert server.stop() == 0
            lines = [line for line in server.log_lines() if line.get("trace_id") == TRACE]
        collector.shutdown()

    assert any(line["event"] == "request" for line in lines), json.dumps(lines)
    assert any(b"daemun" in body and b"SELECT" in body for body in received)
