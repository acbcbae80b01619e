import logging

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD


@pytest.mark.requirement("ER-01")
def test_refusals_below_the_prefix_are_problems_and_the_routes_of_the_host_are_left_alone(
    make_app: MakeApp,
) -> None:
    app = make_app()

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError

    client = app.test_client()
    app.config["PROPAGATE_EXCEPTIONS"] = False

    ours, theirs = client.post("/auth/login", json={}), client.get("/broken")

    assert ours.content_type == "application/problem+json"
    assert theirs.content_type.startswith("text/html")
    assert client.get("/nothing-here").content_type.startswith("text/html")


@pytest.mark.requirement("ER-02")
def test_a_bug_is_answered_without_details_and_logged_under_the_name_of_the_request(
    make_app: MakeApp, frozen_clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(Daemun(clock=frozen_clock, claims=lambda user, session: {"secret": object()}))
    app.config["PROPAGATE_EXCEPTIONS"] = False

    with caplog.at_level(logging.ERROR):
        response = app.test_client().post(
            "/auth/register",
            json={"username": "minsu", "password": PASSWORD},
            headers={"Accept-Language": "en"},
        )

    assert response.status_code == 500
    assert response.json is not None
    assert response.json["code"] == "internal_error"
    assert "object" not in response.get_data(as_text=True)
    assert any(response.json["instance"] in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("prefix", ["", "/auth", "/api/v1/auth"])
def test_the_api_is_below_its_prefix(make_app: MakeApp, prefix: str) -> None:
    app: Flask = make_app(http_url_prefix=prefix)

    response = app.test_client().post(f"{prefix}/login", json={"username": "minsu", "password": PASSWORD})

    assert response.status_code == 401
    assert response.json is not None
    assert response.json["type"] == f"{prefix}/problems/invalid_credentials"


@pytest.mark.requirement("ER-01", "WB-07")
def test_unknown_addresses_and_methods_below_the_prefix_are_problems(make_app: MakeApp) -> None:
    app = make_app()

    @app.get("/auth/of-the-host")
    def of_the_host() -> str:
        return "mine"

    @app.errorhandler(404)
    def show_own_page(error: Exception) -> tuple[str, int]:
        return "own page", 404

    client = app.test_client()
    unknown, wrong_method = client.get("/auth/nothing"), client.put("/auth/me")

    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "not_found")
    assert (wrong_method.status_code, wrong_method.get_json()["code"]) == (405, "method_not_allowed")
    assert {"GET", "PATCH"} <= set(wrong_method.headers["Allow"].split(", "))
    assert client.get("/auth/of-the-host").text == "mine"
    assert client.get("/authors").text == "own page"
