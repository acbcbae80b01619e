"""Daemun beside the extensions that Flask applications use: each works as its own manual says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, render_template_string, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from daemun import Daemun, Problem, current_user, login_required
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE

ACCOUNT = {"username": "minsu", "password": PASSWORD}


class OutOfStock(Problem):
    code = "out_of_stock"
    status = 409


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask("host", instance_path=str(tmp_path), static_folder=None)
    app.config["SECRET_KEY"] = "for the sessions of the application"
    yield app
    if "daemun" in app.extensions:
        with app.app_context():
            app.extensions["daemun"].close()


def register(client: FlaskClient) -> dict[str, str]:
    """A user; the header of their token."""
    answer = client.post("/auth/register", json=ACCOUNT)
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.get_json()['access_token']}"}


@pytest.mark.parametrize("order", ["csrf first", "daemun first", "exempted"])
def test_flask_wtf_leaves_our_calls_alone_and_protects_the_applications_forms(app: Flask, order: str) -> None:
    from flask_wtf import CSRFProtect

    if order == "daemun first":
        Daemun(app)
    csrf = CSRFProtect(app)
    if order != "daemun first":
        Daemun(app)
    if order == "exempted":
        csrf.exempt(app.blueprints["daemun"])
    app.add_url_rule("/form", "form", lambda: "sent", methods=["POST"])
    client = app.test_client()

    assert client.post("/form").status_code == 400
    headers = register(client)
    assert client.post("/auth/logout", headers=headers).status_code == 204
    assert client.post("/auth/login", json=ACCOUNT).status_code == 200


def test_flask_socketio_connects_members_and_nobody_else(app: Flask) -> None:
    from flask_socketio import SocketIO

    Daemun(app)
    sockets = SocketIO(app, async_mode="threading")
    connected = []

    @sockets.on("connect")
    @login_required
    def connect(*_args: object) -> None:
        connected.append(current_user.username)

    headers = register(app.test_client())
    stranger = sockets.test_client(app)
    member = sockets.test_client(app, headers=headers)

    assert member.is_connected()
    assert not stranger.is_connected()
    assert connected == ["minsu"]
    sockets.emit("news", {"text": "for members only"})
    assert [event["name"] for event in member.get_received()] == ["news"]


def test_flask_socketio_events_of_a_long_connection_last_as_the_session_and_do_not_end_it(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    from flask_socketio import SocketIO

    app.config["DAEMUN_TRANSPORT_COOKIES"] = True
    Daemun(app, clock=frozen_clock)
    app.add_url_rule("/members", "members", login_required(lambda: "for members"))
    sockets = SocketIO(app, async_mode="threading")
    sockets.on_event("connect", login_required(lambda *_asked: None))
    sockets.on_event("say", login_required(lambda: "said"))
    page = app.test_client()
    page.environ_base.update({"wsgi.url_scheme": "https", "HTTP_SEC_FETCH_SITE": "same-origin"})
    page.post("/auth/register", json=ACCOUNT)
    frozen_clock.tick(minutes=11)

    connection = sockets.test_client(app, flask_test_client=page)

    for _ in range(3):
        assert page.get("/members").status_code == 200
        assert connection.emit("say", callback=True) == "said"
        frozen_clock.tick(minutes=11)
    assert page.post("/auth/logout").status_code == 204
    assert connection.emit("say", callback=True) is False


@pytest.mark.parametrize("daemun_first", [True, False])
@pytest.mark.parametrize("propagate", [None, False])
def test_flask_restx_resources_are_guarded_and_may_raise_problems(
    app: Flask, daemun_first: bool, propagate: bool | None
) -> None:
    from flask_restx import Api, Resource

    app.config["PROPAGATE_EXCEPTIONS"] = propagate
    if daemun_first:
        Daemun(app)
    api = Api(app, doc=False, prefix="/api")

    class Articles(Resource):  # type: ignore[misc]
        @login_required
        def get(self) -> Any:  # noqa: ANN401
            return {"for": current_user.username}

        def post(self) -> Any:  # noqa: ANN401
            raise OutOfStock(text="Sold out.")

    api.add_resource(Articles, "/articles")
    if not daemun_first:
        Daemun(app)
    client = app.test_client()

    refused, raised = client.get("/api/articles"), client.post("/api/articles")
    assert (refused.status_code, code_of(refused)) == (401, "token_missing")
    assert (raised.status_code, code_of(raised)) == (409, "out_of_stock")
    assert client.get("/api/articles", headers=register(client)).get_json() == {"for": "minsu"}


def test_flask_smorest_views_are_guarded(app: Flask) -> None:
    from flask.views import MethodView
    from flask_smorest import Api, Blueprint

    app.config.update(API_TITLE="Shop", API_VERSION="1", OPENAPI_VERSION="3.0.2")
    Daemun(app)
    api = Api(app)
    articles = Blueprint("articles", __name__, url_prefix="/articles")

    @articles.route("/")
    class Articles(MethodView):
        @login_required
        def get(self) -> ResponseReturnValue:
            return {"for": current_user.username}

    api.register_blueprint(articles)
    client = app.test_client()

    assert code_of(client.get("/articles/")) == "token_missing"
    assert client.get("/articles/", headers=register(client)).get_json() == {"for": "minsu"}


def test_apiflask_applications_are_guarded(tmp_path: Path) -> None:
    from apiflask import APIFlask

    app = APIFlask("host", instance_path=str(tmp_path))
    Daemun(app, pages=True)

    @app.get("/articles")
    @login_required
    def articles() -> ResponseReturnValue:
        return {"for": current_user.username}

    @app.get("/buy")
    def buy() -> ResponseReturnValue:
        raise OutOfStock(text="Sold out.")

    client = app.test_client()

    assert code_of(client.get("/articles")) == "token_missing"
    assert code_of(client.get("/buy")) == "out_of_stock"
    assert client.get("/articles", headers=register(client)).get_json() == {"for": "minsu"}
    assert set(client.get("/openapi.json").get_json()["paths"]) == {"/articles", "/buy"}


def test_flask_admin_asks_current_user(app: Flask) -> None:
    from flask_admin import Admin, AdminIndexView

    class ForAdmins(AdminIndexView):  # type: ignore[misc]
        def is_accessible(self) -> bool:
            return "admin" in current_user.roles

    auth = Daemun(app)
    Admin(app, index_view=ForAdmins())
    client = app.test_client()
    headers = register(client)

    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/", headers=headers).status_code == 403
    with app.app_context():
        user = auth.users.find_by_username("minsu")
        assert user is not None
        auth.roles.grant(user.id, "admin")
    token = client.post("/auth/login", json=ACCOUNT).get_json()["access_token"]
    assert client.get("/admin/", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_flask_cors_answers_preflights_of_guarded_views(app: Flask) -> None:
    from flask_cors import CORS

    page = "https://www.example.com"
    CORS(app, origins=[page], supports_credentials=True)
    auth = Daemun(app)
    app.add_url_rule("/articles", "articles", login_required(lambda: "articles"), methods=["GET", "OPTIONS"])
    app.add_url_rule("/inside", "inside", lambda: "inside")
    auth.require_login(app)
    client = app.test_client()
    asked = {"Origin": page, "Access-Control-Request-Method": "GET"}

    for path in ("/articles", "/inside"):
        preflight, refused = client.options(path, headers=asked), client.get(path, headers={"Origin": page})
        assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (200, page)
        assert preflight.text == ""
        assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, page)


def test_flask_limiter_counts_by_user(app: Flask) -> None:
    from flask_limiter import Limiter

    Daemun(app)
    limiter = Limiter(
        lambda: current_user.id or "guest", app=app, storage_uri="memory://", strategy="fixed-window"
    )

    @app.get("/articles")
    @limiter.limit("2/day")
    def articles() -> str:
        return current_user.username or "guest"

    client = app.test_client()
    headers = register(client)

    assert [client.get("/articles").status_code for _ in range(3)] == [200, 200, 429]
    assert [client.get("/articles", headers=headers).status_code for _ in range(3)] == [200, 200, 429]


def test_flask_login_may_stay_for_a_while(app: Flask) -> None:
    import flask_login

    manager = flask_login.LoginManager(app)
    app.config["DAEMUN_TRANSPORT_COOKIES"] = True
    Daemun(app)

    @manager.request_loader
    def load(_request: object) -> object:
        return current_user or None

    app.add_url_rule(
        "/old", "old", flask_login.login_required(lambda: str(flask_login.current_user.username))
    )
    app.add_url_rule("/page", "page", lambda: render_template_string("{{ current_user.is_authenticated }}"))
    browser = app.test_client()
    browser.environ_base.update({"wsgi.url_scheme": "https", "HTTP_SEC_FETCH_SITE": "same-origin"})

    assert browser.get("/old").status_code == 401
    assert browser.post("/auth/register", json=ACCOUNT).status_code == 201
    assert browser.get("/old").text == "minsu"
    assert browser.get("/page").text == "True"
    assert browser.get_cookie(ACCESS_COOKIE) is not None
    assert browser.get_cookie(REFRESH_COOKIE) is not None


def test_hooks_of_the_application_read_the_body_of_our_calls(app: Flask) -> None:
    seen: list[object] = []

    def read(response: Response) -> Response:
        seen.append((request.get_json(silent=True) or {}).get("username"))
        return response

    Daemun(app)
    app.before_request(lambda: seen.append(request.get_data(cache=True)[:1]))
    app.after_request(read)

    register(app.test_client())

    assert seen == [b"{", "minsu"]
