"""What is reported or refused once the host's application is complete."""

import logging
from pathlib import Path
from threading import get_ident

import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from daemun import Daemun, login_required
from daemun.first_request import HiddenRoute


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return Flask("host", instance_path=str(tmp_path), static_folder=None)


def reported(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What this thread has logged; those of other tests may still run."""
    return [record.getMessage() for record in caplog.records if record.thread == get_ident()]


def test_a_route_of_the_host_that_hides_ours_stops_the_start_and_both_are_named(app: Flask) -> None:
    app.add_url_rule("/auth/login", endpoint="their_login", view_func=lambda: "", methods=["POST"])

    with pytest.raises(HiddenRoute, match=r"POST /auth/login: 'daemun\.\S+' .* 'their_login'"):
        Daemun(app)


@pytest.mark.parametrize("rule", ["/auth/sessions/<session_id>", "/auth/sessions/<name>"])
def test_a_pattern_that_hides_ours_is_found_too(app: Flask, rule: str) -> None:
    app.add_url_rule(rule, endpoint="theirs", view_func=lambda **_: "", methods=["DELETE"])

    with pytest.raises(HiddenRoute, match="theirs"):
        Daemun(app)


def test_a_route_that_comes_later_and_would_be_hidden_is_named_at_the_first_request(app: Flask) -> None:
    Daemun(app)
    app.add_url_rule("/auth/login", endpoint="their_login", view_func=lambda: "", methods=["POST"])
    app.testing = True

    with pytest.raises(HiddenRoute, match="their_login"):
        app.test_client().get("/")


def test_other_methods_and_addresses_share_a_path_in_peace(app: Flask) -> None:
    every = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app.add_url_rule("/auth/login", endpoint="page", view_func=lambda: "the page", methods=["GET"])
    app.add_url_rule(
        "/<path:anything>", endpoint="catch_all", view_func=lambda anything: anything, methods=every
    )
    Daemun(app, pages=True)

    assert app.test_client().get("/auth/login").text == "the page"
    assert app.test_client().get("/auth/me").status_code == 401


def test_a_setting_that_comes_too_late_is_reported_by_name(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["DAEMUN_LOCKOUT_MAX_FAILURES"] = 4
    Daemun(app)
    app.config["DAEMUN_LOCKOUT_MAX_FAILURES"] = 5
    app.config["DAEMUN_REGISTRATION_ENABLED"] = False

    app.test_client().get("/")
    app.test_client().get("/")

    (line,) = [each for each in reported(caplog) if "DAEMUN_" in each]
    assert line.startswith("DAEMUN_LOCKOUT_MAX_FAILURES, DAEMUN_REGISTRATION_ENABLED: ")


def test_without_late_settings_nothing_is_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    app.config["DAEMUN_LOCKOUT_MAX_FAILURES"] = 4
    Daemun(app)

    app.test_client().get("/")

    assert reported(caplog) == []


def test_a_guard_above_the_route_is_reported_by_the_views_name_and_guards_all_the_same(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    Daemun(app)
    pages = Blueprint("pages", __name__)

    @login_required
    @app.get("/wrong")
    def wrong() -> str:
        return "the secret"

    @login_required(roles={"admin"})
    @pages.get("/wrong-too")
    def wrong_too() -> str:
        return "the secret"

    @app.get("/right")
    @login_required
    def right() -> str:
        return "the secret"

    app.register_blueprint(pages)
    client = app.test_client()

    answers = [client.get(path).status_code for path in ("/wrong", "/wrong-too", "/right")]

    assert answers == [401, 401, 401]
    lines = reported(caplog)
    assert len(lines) == 2
    assert ".wrong'" in lines[0]
    assert ".wrong_too'" in lines[1]


def test_a_guard_on_classes_and_twice_on_a_view_is_in_order(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    class Drawer(MethodView):
        decorators = [login_required]  # noqa: RUF012

        @login_required(roles={"admin"})
        def get(self) -> str:
            return "the secret"

    Daemun(app)
    app.add_url_rule("/drawer", view_func=Drawer.as_view("drawer"))
    app.add_url_rule("/twice", "twice", login_required(login_required(lambda: "the secret")))

    assert app.test_client().get("/drawer").status_code == 401
    assert app.test_client().get("/twice").status_code == 401
    assert reported(caplog) == []
