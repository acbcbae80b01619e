import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from daemun.composition.services import Services
from daemun.server import metrics
from daemun.server.application import create_app
from tests.builders import PASSWORD

SECRET = "marker-of-nobodys-business"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(instance_path=tmp_path)
    services: Services = app.extensions["daemun"]
    metrics.install(app, services)
    yield app
    services.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def read(client: FlaskClient) -> Callable[..., float]:
    """The value of a metric with these labels; 0 when it was never moved."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = {
        (s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples
    }

    def value(metric: str, /, **labels: str) -> float:
        return samples.get((metric, tuple(sorted(labels.items()))), 0)

    return value


def register(client: FlaskClient) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = client.post(
        "/auth/register", json={"username": "minsu", "password": PASSWORD}
    ).get_json()
    return answer


def log_in(client: FlaskClient, name: str, password: str) -> None:
    client.post("/auth/login", json={"username": name, "password": password})


def test_logins_refreshes_and_sessions_are_counted_by_outcome(client: FlaskClient) -> None:
    tokens = register(client)
    log_in(client, "minsu", PASSWORD)
    log_in(client, "minsu", PASSWORD + "x")
    log_in(client, "nobody.here", PASSWORD)
    client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"] + "x"})
    client.post("/auth/logout", headers={"Authorization": f"Bearer {tokens['access_token']}"})

    value = read(client)

    assert value("daemun_logins_total", outcome="succeeded") == 2
    assert value("daemun_logins_total", outcome="wrong_password") == 1
    assert value("daemun_logins_total", outcome="unknown_user") == 1
    assert value("daemun_refreshes_total", outcome="rotated") == 1
    assert value("daemun_refreshes_total", outcome="session_ended") == 1
    assert value("daemun_sessions_opened_total") == 2
    assert value("daemun_sessions_revoked_total", reason="logout") == 1
    assert value("daemun_refusals_total", code="invalid_credentials") == 2
    assert value("daemun_events_total", name="user.logged_in") == 2


@pytest.mark.parametrize(("database", "reading"), [("sqlite", "select"), ("mongodb", "find")])
def test_statements_are_timed_by_verb_and_table(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, reading: str
) -> None:
    url = request.getfixturevalue(f"{database}_url")
    app = create_app(config={"DAEMUN_DATABASE_URL": url}, instance_path=tmp_path)
    services: Services = app.extensions["daemun"]
    metrics.install(app, services)
    client = app.test_client()
    register(client)
    log_in(client, "minsu", PASSWORD)

    value, text = read(client), client.get("/metrics").text

    services.close()
    looked = {"statement": f"{reading} daemun_users", "failed": "false"}
    assert value("daemun_statement_seconds_count", **looked) >= 1
    assert value("daemun_statement_seconds_sum", **looked) > 0
    kinds = re.findall(r'daemun_statement_seconds_count{.*statement="(.*?)"}', text)
    assert kinds
    assert all(re.fullmatch(r"[a-z]+( daemun_[a-z_]+)?", kind) for kind in kinds)


def test_hashing_is_timed_with_the_wait_before_it(client: FlaskClient) -> None:
    log_in(client, "nobody.here", PASSWORD)

    value = read(client)

    assert value("daemun_hash_seconds_count") == value("daemun_hash_wait_seconds_count") == 1
    assert value("daemun_hash_seconds_sum") > 0.002
    assert value("daemun_hash_inside") == value("daemun_hash_running") == 0


def test_requests_are_timed_by_route_and_never_by_what_was_asked_for(client: FlaskClient) -> None:
    tokens = register(client)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    for number in range(50):
        client.open(f"/{SECRET}-{number}?{SECRET}", method=f"{SECRET[:10].upper()}{number}")
        client.delete(f"/auth/sessions/{SECRET}-{number}", headers=headers)

    value, text = read(client), client.get("/metrics").text

    route = {"method": "DELETE", "route": "/auth/sessions/<session_id>", "status": "404"}
    assert value("daemun_request_seconds_count", **route) == 50
    assert value("daemun_request_seconds_count", method="other", route="unknown", status="404") == 50
    for nobodys_business in (
        SECRET,
        SECRET.upper()[:10],
        "minsu",
        tokens["user"]["id"],
        tokens["session_id"],
    ):
        assert nobodys_business not in text


def test_it_is_what_prometheus_reads(client: FlaskClient) -> None:
    answer = client.get("/metrics")

    assert answer.content_type.startswith("text/plain; version=")
    assert answer.headers["Cache-Control"] == "no-store"


def test_failures_over_all_users_are_shown_as_every_process_counts_them(client: FlaskClient) -> None:
    assert read(client)("daemun_login_failures") == 0

    for name in ("minsu", "jiwoo", "jiwoo"):
        client.post("/auth/login", json={"username": name, "password": PASSWORD})

    assert read(client)("daemun_login_failures") == 2
