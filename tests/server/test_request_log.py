import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from daemun.server.application import create_app
from daemun.server.request_log import masked_address
from tests.builders import PASSWORD

SECRET = "marker-of-nobodys-business"


@pytest.fixture
def make_server(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Callable[..., Flask]:
    caplog.set_level(logging.INFO, "daemun")

    def make(**settings: object) -> Flask:
        config = {f"DAEMUN_{name.upper()}": value for name, value in settings.items()}
        return create_app(instance_path=tmp_path, config=config)

    return make


def fields(record: logging.LogRecord) -> dict[str, object]:
    return vars(record)


def test_a_request_has_one_line(make_server: Callable[..., Flask], caplog: pytest.LogCaptureFixture) -> None:
    client = make_server().test_client()
    tokens = client.post("/auth/register", json={"username": "minsu", "password": PASSWORD}).get_json()
    caplog.clear()

    headers = {"Authorization": f"Bearer {tokens['access_token']}", "X-Request-Id": "from-the-proxy-1"}
    answer = client.get(f"/auth/sessions?{SECRET}", headers=headers)

    (line,) = [fields(record) for record in caplog.records if record.name == "daemun.requests"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/auth/sessions", 200)
    assert (line["user_id"], line["session_id"]) == (tokens["user"]["id"], tokens["session_id"])
    assert line["request_id"] == answer.headers["X-Request-Id"] == "from-the-proxy-1"
    assert isinstance(line["duration_ms"], float)
    assert SECRET not in str(line)


def test_a_refusal_has_its_code_and_an_unknown_address_is_not_written(
    make_server: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    client = make_server().test_client()

    problem = client.open(f"/{SECRET}", method="BREW").get_json()

    (line,) = [fields(record) for record in caplog.records if record.name == "daemun.requests"]
    assert (line["route"], line["method"], line["problem"]) == ("unknown", "other", "not_found")
    assert line["request_id"] == problem["instance"]
    assert SECRET not in str(line)


def test_probes_are_quiet_while_all_is_well(
    make_server: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    make_server().test_client().get("/health/live")

    assert [record for record in caplog.records if record.name == "daemun.requests"] == []


@pytest.mark.requirement("LG-01")
def test_an_event_has_one_line(make_server: Callable[..., Flask], caplog: pytest.LogCaptureFixture) -> None:
    client = make_server().test_client()

    client.post("/auth/login", json={"username": "nobody.here", "password": PASSWORD})

    (line,) = [fields(record) for record in caplog.records if record.name == "daemun.events"]
    assert line["msg"] == "login.failed"
    assert line["details"] == {"factor": "pwd", "reason": "unknown_user"}


@pytest.mark.requirement("LG-05")
@pytest.mark.parametrize(
    ("setting", "written"), [("none", None), ("masked", "203.0.113.0/24"), ("full", "203.0.113.9")]
)
def test_addresses_are_written_as_far_as_the_settings_say(
    make_server: Callable[..., Flask], caplog: pytest.LogCaptureFixture, setting: str, written: str | None
) -> None:
    client = make_server(server_log_addresses=setting).test_client()

    client.get("/auth/me", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})

    assert fields(caplog.records[-1]).get("address") == written


@pytest.mark.requirement("LG-05")
def test_a_masked_address_is_the_network() -> None:
    assert masked_address("192.0.2.77") == "192.0.2.0/24"
    assert masked_address("2001:db8:1:2:3::4") == "2001:db8:1::/48"
