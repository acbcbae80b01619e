"""The guard for Flask, in real applications."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from flask import Blueprint, Flask, Response, stream_with_context
from flask.testing import FlaskClient
from flask.views import MethodView
from flask_socketio import SocketIO

from daemun_verify import Verifier
from daemun_verify.flask import current_token, token_required
from verify.tests.issuer import NOW, Clock, Issuer


@pytest.fixture
def client(verifier: Verifier) -> FlaskClient:
    app = Flask(__name__)

    @app.get("/open")
    def see_open() -> str:
        return "open"

    @app.get("/protected/<name>")
    @token_required(verifier)
    def see_protected(name: str) -> str:
        return f"{name} {current_token.username}"

    @app.get("/async")
    @token_required(verifier)
    async def see_async() -> str:
        return current_token.user_id

    @app.get("/admin")
    @token_required(verifier, roles=("admin",))
    def see_admin() -> str:
        return "admin"

    @app.get("/delete")
    @token_required(verifier, scopes=("delete",))
    def see_delete() -> str:
        return "deleted"

    @app.get("/stream")
    @token_required(verifier)
    def see_stream() -> Response:
        def pieces() -> Iterator[str]:
            yield current_token.user_id

        return Response(stream_with_context(pieces()))

    class Item(MethodView):
        decorators: ClassVar = [token_required(verifier)]

        def get(self) -> str:
            return current_token.user_id

    app.add_url_rule("/item", view_func=Item.as_view("item"))

    @app.get("/forgotten")
    def see_forgotten() -> str:
        return current_token.user_id

    app.testing = True
    return app.test_client()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_good_token_opens_views_of_every_kind(client: FlaskClient, issuer: Issuer) -> None:
    headers = bearer(issuer.mint())

    assert client.get("/protected/a", headers=headers).text == "a 민수"
    for path in ("/async", "/stream", "/item"):
        assert client.get(path, headers=headers).text == "user-1"


def test_views_without_guard_stay_open(client: FlaskClient) -> None:
    assert client.get("/open").text == "open"


@pytest.mark.parametrize("path", ["/protected/a", "/async", "/stream", "/item"])
def test_without_a_token_every_guarded_view_is_closed(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.get_json(force=True)["code"] == "token_missing"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_expired_tokens_are_told_from_others(client: FlaskClient, issuer: Issuer, clock: Clock) -> None:
    token = issuer.mint()
    clock.now = NOW + 1000

    expired = client.get("/protected/a", headers=bearer(token))
    invalid = client.get("/protected/a", headers=bearer("a.b.c"))

    assert expired.get_json(force=True)["code"] == "token_expired"
    assert invalid.get_json(force=True)["code"] == "token_invalid"
    assert 'error="invalid_token"' in expired.headers["WWW-Authenticate"]


def test_missing_roles_and_scopes_are_403(client: FlaskClient, issuer: Issuer) -> None:
    role = client.get("/admin", headers=bearer(issuer.mint()))
    scope = client.get("/delete", headers=bearer(issuer.mint()))

    assert (role.status_code, role.get_json(force=True)["code"]) == (403, "insufficient_role")
    assert (scope.status_code, scope.get_json(force=True)["code"]) == (403, "insufficient_scope")
    assert client.get("/admin", headers=bearer(issuer.mint(roles=["admin"]))).text == "admin"
    assert client.get("/delete", headers=bearer(issuer.mint(scope="read delete"))).text == "deleted"


def test_a_client_cannot_put_a_token_where_the_guard_keeps_it(client: FlaskClient, issuer: Issuer) -> None:
    with pytest.raises(RuntimeError, match="token_required"):
        client.get("/forgotten", headers={**bearer(issuer.mint()), "daemun_verify.token": "x"})


def test_a_preflight_gets_an_answer_and_no_view(verifier: Verifier) -> None:
    app = Flask(__name__)
    blueprint = Blueprint("shop", __name__)
    blueprint.before_request(token_required(verifier)(lambda: None))

    @blueprint.get("/orders")
    def see_orders() -> str:
        return "orders"

    @app.route("/both", methods=["GET", "OPTIONS"])
    @token_required(verifier)
    def see_both() -> str:
        return "secret"

    app.register_blueprint(blueprint)
    client = app.test_client()

    for path in ("/orders", "/both"):
        answer = client.options(path)
        assert (answer.status_code, answer.text, "GET" in answer.headers["Allow"]) == (200, "", True)
        assert client.get(path).status_code == 401


def test_a_stranger_is_not_connected_to_socket_io(verifier: Verifier, issuer: Issuer) -> None:
    app = Flask(__name__)
    sockets = SocketIO(app, async_mode="threading")

    @sockets.on("connect")
    @token_required(verifier)
    def greet() -> None:
        sockets.emit("greeting", current_token.user_id)

    assert not sockets.test_client(app).is_connected()
    assert sockets.test_client(app, headers=bearer(issuer.mint())).is_connected()


def test_a_guard_above_the_route_is_put_in_its_place_and_told(
    verifier: Verifier, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    app = Flask(__name__)

    @token_required(verifier)
    @app.get("/orders")
    def see_orders() -> str:
        return current_token.user_id

    client = app.test_client()

    assert client.get("/orders").status_code == 401
    assert client.get("/orders", headers=bearer(issuer.mint())).text == "user-1"
    assert caplog.text.count("see_orders' and guards nothing there") == 1
