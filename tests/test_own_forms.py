"""Login and logout in views of the application's own: `auth.log_in`, `put_tokens`, `log_out`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask, redirect, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from daemun import Daemun, FactorRequired, LoggedIn, Problem, current_user
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.builders import PASSWORD
from tests.cookie_names import DEVICE_COOKIE, REFRESH_COOKIE

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def auth(frozen_clock: FrozenClock) -> Daemun:
    return Daemun(clock=frozen_clock)


@pytest.fixture
def app(auth: Daemun, tmp_path: Path) -> Iterator[Flask]:
    app = Flask("forms", instance_path=str(tmp_path), static_folder=None)
    app.config["DAEMUN_TRANSPORT_COOKIES"] = True
    auth.init_app(app)

    @app.post("/log-in")
    def log_in() -> ResponseReturnValue:
        try:
            outcome = auth.log_in(
                request.form["name"], request.form["password"], remember="remember" in request.form
            )
        except Problem as problem:
            return f"form again: {problem.code}", problem.status
        match outcome:
            case LoggedIn():
                response = auth.put_tokens(redirect(auth.next_page()), outcome)
                assert current_user.username == "minsu"
                return response
            case FactorRequired():
                return "code, please"

    @app.post("/log-out")
    def log_out() -> ResponseReturnValue:
        response = auth.log_out(redirect("/"))
        assert not current_user
        return response

    @app.get("/")
    def front() -> str:
        return f"hello {current_user.username}" if current_user else "hello stranger"

    closed = Blueprint("closed", __name__, url_prefix="/closed")

    @closed.get("/inside")
    def inside() -> str:
        return "inside"

    @closed.get("/brochure")
    def brochure() -> str:
        return "brochure"

    auth.require_login(closed, except_for=["brochure"])
    app.register_blueprint(closed)
    yield app
    with app.app_context():
        auth.services.close()


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base.update({"wsgi.url_scheme": "https", "HTTP_SEC_FETCH_SITE": "same-origin"})
    client.post("/auth/register", json={"username": "minsu", "password": PASSWORD})
    client.post("/auth/logout")
    return client


def test_a_form_of_the_application_logs_in_and_out(browser: FlaskClient) -> None:
    answer = browser.post("/log-in", data={"name": "minsu", "password": PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert browser.get("/").text == "hello minsu"
    assert browser.get_cookie(DEVICE_COOKIE) is not None
    assert browser.post("/log-out").status_code == 302
    assert browser.get("/").text == "hello stranger"
    assert browser.get_cookie(REFRESH_COOKIE) is None


@pytest.mark.parametrize(
    ("address", "field", "page"),
    [
        ("/log-in?next=/notes%3Fpage%3D2", {}, "/notes?page=2"),
        ("/log-in", {"next": "/notes"}, "/notes"),
        ("/log-in?next=https://evil.example/", {}, "/"),
        ("/log-in?next=//evil.example/", {"next": "https:evil.example"}, "/"),
        ("/log-in", {}, "/"),
    ],
)
def test_a_person_goes_on_to_the_page_that_they_asked_for(
    browser: FlaskClient, address: str, field: dict[str, str], page: str
) -> None:
    entered = browser.post(address, data={"name": "minsu", "password": PASSWORD, **field})

    assert entered.headers["Location"] == page


def test_a_wrong_password_is_a_problem_that_the_form_shows(browser: FlaskClient) -> None:
    answer = browser.post("/log-in", data={"name": "minsu", "password": "not-the-password-at-all"})

    assert (answer.status_code, answer.text) == (401, "form again: invalid_credentials")


def test_whoever_asks_to_be_remembered_stays_when_the_browser_closes(browser: FlaskClient) -> None:
    browser.post("/log-in", data={"name": "minsu", "password": PASSWORD, "remember": "on"})

    cookie = browser.get_cookie(REFRESH_COOKIE)
    assert cookie is not None
    assert cookie.max_age == 14 * 86400


def test_logging_out_ends_the_session_also_when_the_access_token_is_over(
    app: Flask, browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    browser.post("/log-in", data={"name": "minsu", "password": PASSWORD})
    cookie = browser.get_cookie(REFRESH_COOKIE)
    assert cookie is not None
    frozen_clock.tick(minutes=11)

    browser.post("/log-out")

    answer = app.test_client(use_cookies=False).post(
        "/auth/refresh", headers={**SAME_ORIGIN, "Cookie": f"{REFRESH_COOKIE}={cookie.value}"}
    )
    assert code_of(answer) == "session_ended"


@pytest.mark.requirement("CS-07")
def test_another_site_can_log_nobody_in(browser: FlaskClient) -> None:
    answer = browser.post(
        "/log-in", data={"name": "minsu", "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert (answer.status_code, answer.text) == (403, "form again: cross_site_request")


def test_a_guarded_blueprint_leaves_open_what_it_names(browser: FlaskClient) -> None:
    assert browser.get("/closed/brochure").text == "brochure"
    assert code_of(browser.get("/closed/inside")) == "token_missing"
    browser.post("/log-in", data={"name": "minsu", "password": PASSWORD})
    assert browser.get("/closed/inside").text == "inside"


@pytest.mark.parametrize("open_one", [["front"], "front"])
def test_a_guarded_application_leaves_our_calls_and_preflights_open(
    tmp_path: Path, open_one: list[str] | str
) -> None:
    app = Flask("closed", instance_path=str(tmp_path))
    auth = Daemun(app)
    app.add_url_rule("/", "front", lambda: "front")
    app.add_url_rule("/inside", "inside", lambda: "inside", methods=["GET", "PUT"])
    auth.require_login(app, except_for=open_one)
    client = app.test_client()

    assert client.get("/").text == "front"
    assert code_of(client.get("/inside")) == "token_missing"
    assert set(client.options("/inside").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PUT"}
    assert client.get("/nowhere").status_code == 404
    answer = client.post("/auth/register", json={"username": "minsu", "password": PASSWORD})
    token = answer.get_json()["access_token"]
    assert client.get("/inside", headers={"Authorization": f"Bearer {token}"}).text == "inside"


def test_an_endpoint_that_does_not_exist_is_named(tmp_path: Path) -> None:
    app = Flask("closed", instance_path=str(tmp_path))
    app.testing = True
    Daemun(app).require_login(app, except_for=["frnt"])

    with pytest.raises(ValueError, match="frnt"):
        app.test_client().get("/")


def test_without_cookies_a_form_cannot_log_in(tmp_path: Path) -> None:
    app = Flask("bearer", instance_path=str(tmp_path))
    auth = Daemun(app)

    with app.test_request_context("/"), pytest.raises(RuntimeError, match="DAEMUN_TRANSPORT_COOKIES"):
        auth.log_in("minsu", PASSWORD)


@pytest.mark.parametrize("use", ["users", "sessions", "log_out"])
def test_a_forgotten_init_app_is_said(use: str) -> None:
    auth, app = Daemun(), Flask("bare")

    with app.test_request_context("/"), pytest.raises(RuntimeError, match="init_app"):
        auth.log_out(redirect("/")) if use == "log_out" else getattr(auth, use)
