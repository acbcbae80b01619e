"""Refusals are raised: by the host's error handlers, as the way to the login page, as problem documents."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from daemun import Daemun, Problem, current_user, login_required
from daemun.http.errors import FreshLoginRequired, StrongerLoginRequired
from tests.answers import code_of

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}
LOGIN_PAGE = {"DAEMUN_HTTP_LOGIN_PAGE": "/login"}


class OutOfStock(Problem):
    code = "out_of_stock"
    status = 409


def host(folder: Path, **config: object) -> Flask:
    app = Flask("host", instance_path=str(folder), static_folder=None)
    app.config.update(config)
    Daemun(app)
    articles = Blueprint("articles", __name__)

    @app.route("/members", methods=["GET", "POST"])
    @login_required
    def members() -> str:
        return "for members"

    @app.get("/admins")
    @login_required(roles={"admin"})
    def admins() -> str:
        return "for admins"

    @app.get("/buy")
    def buy() -> ResponseReturnValue:
        raise OutOfStock(text="Sold out.")

    @articles.before_request
    def check() -> None:
        raise OutOfStock(text="No articles.")

    @articles.get("/articles")
    def show() -> str:
        return "an article"

    app.register_blueprint(articles)
    return app


@pytest.mark.parametrize("path", ["/buy", "/articles"])
def test_a_problem_that_any_view_or_hook_raises_is_answered_as_one(tmp_path: Path, path: str) -> None:
    answer = host(tmp_path).test_client().get(path)

    assert (answer.status_code, code_of(answer)) == (409, "out_of_stock")
    assert answer.mimetype == "application/problem+json"


def test_a_problem_of_an_after_request_is_answered_as_one(tmp_path: Path) -> None:
    app = host(tmp_path)

    @app.get("/shelf")
    def shelf() -> str:
        return "books"

    @app.after_request
    def count(response: Response) -> Response:
        if request.endpoint == "shelf":
            raise OutOfStock(text="Sold out.")
        return response

    answer = app.test_client().get("/shelf")

    assert (answer.status_code, code_of(answer)) == (409, "out_of_stock")
    assert app.test_client().get("/buy").status_code == 409


def test_the_host_hears_of_a_refusal_by_status_or_as_a_problem(tmp_path: Path) -> None:
    by_status, by_problem = host(tmp_path), host(tmp_path)

    @by_status.errorhandler(401)
    def unauthorized(error: HTTPException) -> ResponseReturnValue:
        assert isinstance(error.__cause__, Problem)
        return f"please log in: {error.__cause__.code}: {error.description}", 401

    @by_problem.errorhandler(Problem)
    def refused(problem: Problem) -> ResponseReturnValue:
        return f"refused: {problem.code}", problem.status

    assert by_status.test_client().get("/members").text == (
        "please log in: token_missing: Please log in first."
    )
    assert code_of(by_status.test_client().get("/buy")) == "out_of_stock"
    assert by_problem.test_client().get("/members").text == "refused: token_missing"
    assert by_problem.test_client().get("/buy").text == "refused: out_of_stock"
    # Our own calls are always answered by problem documents.
    assert by_status.test_client().get("/auth/me").mimetype == "application/problem+json"
    assert by_problem.test_client().get("/auth/me").mimetype == "application/problem+json"


def test_a_handler_for_problems_that_was_there_before_stays(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)
    app.register_error_handler(Problem, lambda problem: (f"host: {problem.code}", 418))
    Daemun(app)
    app.add_url_rule("/members", view_func=login_required(lambda: "for members"), endpoint="members")

    assert app.test_client().get("/members").text == "host: token_missing"


@pytest.mark.parametrize("handled", [Exception, HTTPException, 404])
def test_handlers_of_the_host_for_everything_leave_refusals_as_they_are(
    tmp_path: Path, handled: type[Exception] | int
) -> None:
    app = host(tmp_path)
    app.register_error_handler(handled, lambda _error: ("an error", 500))

    assert code_of(app.test_client().get("/members")) == "token_missing"


def test_a_handler_of_a_blueprint_for_everything_leaves_refusals_as_they_are(tmp_path: Path) -> None:
    app = host(tmp_path)
    inner, outer = Blueprint("inner", __name__), Blueprint("outer", __name__, url_prefix="/outer")
    inner.add_url_rule("/members", view_func=login_required(lambda: "for members"), endpoint="members")
    inner.add_url_rule("/broken", view_func=lambda: str(1 // 0), endpoint="broken")
    outer.register_error_handler(Exception, lambda _error: ("an error", 500))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    client = app.test_client()

    assert code_of(client.get("/outer/members")) == "token_missing"
    assert client.get("/outer/broken").text == "an error"


def test_the_nearest_handler_for_problems_answers(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)
    Daemun(app)
    shop = Blueprint("shop", __name__)
    shop.add_url_rule("/members", view_func=login_required(lambda: "for members"), endpoint="members")

    @shop.get("/buy")
    def buy() -> ResponseReturnValue:
        raise OutOfStock(text="Sold out.")

    @shop.errorhandler(OutOfStock)
    async def say(problem: OutOfStock) -> ResponseReturnValue:
        return f"the shop: {problem.code}", 409

    app.register_blueprint(shop)
    app.register_error_handler(Problem, lambda problem: (f"host: {problem.code}", problem.status))
    client = app.test_client()

    assert client.get("/buy").text == "the shop: out_of_stock"
    assert client.get("/members").text == "host: token_missing"


@pytest.mark.parametrize(
    ("headers", "is_led"),
    [
        (PAGE, True),
        ({"Accept": "text/html"}, True),
        ({"Accept": "application/json"}, False),
        ({"Accept": "*/*"}, False),
        ({}, False),
        ({**PAGE, "Sec-Fetch-Mode": "cors"}, False),
        ({"Accept": "application/json, text/html"}, False),
        ({"Accept": "application/json;q=0.5, text/html"}, True),
    ],
)
def test_a_page_load_is_led_to_the_login_page_and_a_program_gets_a_problem(
    tmp_path: Path, headers: dict[str, str], is_led: bool
) -> None:
    answer = host(tmp_path, **LOGIN_PAGE).test_client().get("/members?page=2", headers=headers)

    if is_led:
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/members%3Fpage%3D2")
        assert answer.headers["Cache-Control"] == "no-store"
    else:
        assert (answer.status_code, code_of(answer)) == (401, "token_missing")


def test_the_way_back_from_a_form_is_its_page_and_never_another_host(tmp_path: Path) -> None:
    client = host(tmp_path, **LOGIN_PAGE).test_client()

    for referrer, expected in {
        "http://localhost/form?a=1": "/login?next=/form%3Fa%3D1",
        "http://evil.example/form": "/login",
        "http://localhost//evil.example": "/login",
        "http://[": "/login",
        "": "/login",
    }.items():
        answer = client.post("/members", headers={**PAGE, "Referer": referrer})
        assert (answer.status_code, answer.headers["Location"]) == (303, expected)


@pytest.mark.parametrize(
    ("refusal", "asked"),
    [
        (FreshLoginRequired(max_age=60), "prompt=login"),
        (StrongerLoginRequired(factors=("otp",)), "prompt=login&acr_values=aal2"),
        (StrongerLoginRequired(factors=("pwd",)), "prompt=login"),
    ],
)
def test_a_login_page_learns_that_a_person_must_prove_it_again(
    tmp_path: Path, refusal: Problem, asked: str
) -> None:
    app = host(tmp_path, **LOGIN_PAGE)

    @app.get("/vault")
    def vault() -> str:
        raise refusal

    led = app.test_client().get("/vault?door=2", headers=PAGE)

    # Without it, a page that leads on who is logged in would lead straight back, for ever.
    assert led.headers["Location"] == f"/login?{asked}&next=/vault%3Fdoor%3D2"


def test_a_login_page_that_is_guarded_itself_is_no_circle_but_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = host(tmp_path, DAEMUN_HTTP_LOGIN_PAGE="/members?from=guard")

    led = app.test_client().get("/admins", headers=PAGE)
    answer = app.test_client().get(led.location, headers=PAGE)

    assert (led.status_code, answer.status_code, code_of(answer)) == (303, 401, "token_missing")
    assert "the login page /members?from=guard itself requires a login" in caplog.text


def test_below_a_path_the_login_page_is_below_it_too(tmp_path: Path) -> None:
    client = host(tmp_path, **LOGIN_PAGE).test_client()

    answer = client.get("/members", headers=PAGE, environ_overrides={"SCRIPT_NAME": "/shop"})

    assert answer.headers["Location"] == "/shop/login?next=/shop/members"


def test_what_is_no_login_that_is_missing_is_not_led_to_the_login_page(tmp_path: Path) -> None:
    answer = host(tmp_path, **LOGIN_PAGE).test_client().get("/buy", headers=PAGE)

    assert (answer.status_code, code_of(answer)) == (409, "out_of_stock")


def test_a_guard_raises_where_answers_do_not_count(tmp_path: Path) -> None:
    app = host(tmp_path)

    @login_required
    def connect() -> str:
        return current_user.id

    with app.test_request_context("/socket.io"), pytest.raises(Problem) as refused:
        connect()

    assert refused.value.code == "token_missing"


def test_a_socket_io_connect_of_a_stranger_is_refused_by_its_return_value(tmp_path: Path) -> None:
    app = host(tmp_path)

    @login_required
    def connect() -> str:
        return current_user.id

    with app.test_request_context("/socket.io") as context:
        # As Flask-SocketIO marks the request of an event.
        vars(context.request)["event"] = {"message": "connect", "args": ()}
        assert connect() is False  # type: ignore[comparison-overlap]
