"""The guard for ASGI applications, in a real Starlette application and by hand."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from daemun_verify import RemoteKeySet, Verifier
from daemun_verify.asgi import Message, Receive, Scope, Send, TokenMiddleware
from verify.tests.issuer import Issuer, MakeVerifier
from verify.tests.key_server import KeyServer, send_json


async def see_user(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.state.token.user_id)


async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(websocket.state.token.user_id)
    await websocket.close()


async def receive_nothing() -> Message:
    pytest.fail("nothing is received")


async def send_nothing(message: Message) -> None:
    pytest.fail(f"nothing is sent, and not {message}")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def client(verifier: Verifier) -> TestClient:
    admin = Middleware(TokenMiddleware, verifier=verifier, roles="admin")
    routes = [
        Route("/me", see_user),
        Route("/admin", see_user, middleware=[admin]),
        WebSocketRoute("/talk", talk),
    ]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(TokenMiddleware, verifier=verifier)]))


def test_a_good_token_opens_the_application(client: TestClient, issuer: Issuer) -> None:
    assert client.get("/me", headers=bearer(issuer.mint())).text == "user-1"


def test_without_a_good_token_everything_is_closed(client: TestClient) -> None:
    for path in ("/me", "/nowhere"):
        missing, invalid = client.get(path), client.get(path, headers=bearer("a.b.c"))

        assert (missing.status_code, missing.json()["code"]) == (401, "token_missing")
        assert missing.headers["content-type"] == "application/problem+json"
        assert missing.headers["www-authenticate"] == 'Bearer realm="api"'
        assert (invalid.status_code, invalid.json()["code"]) == (401, "token_invalid")


def test_two_tokens_are_refused(client: TestClient, issuer: Issuer) -> None:
    token = f"Bearer {issuer.mint()}"

    answer = client.get("/me", headers=[("Authorization", token), ("Authorization", token)])

    assert answer.json()["code"] == "token_invalid"


def test_a_single_route_may_ask_for_more(client: TestClient, issuer: Issuer) -> None:
    refused = client.get("/admin", headers=bearer(issuer.mint()))

    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_role")
    assert client.get("/admin", headers=bearer(issuer.mint(roles=["admin"]))).text == "user-1"


def test_websockets_need_a_token_too(client: TestClient, issuer: Issuer) -> None:
    with client.websocket_connect("/talk", headers=bearer(issuer.mint())) as websocket:
        assert websocket.receive_text() == "user-1"

    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/talk"):
        pass


def test_start_and_stop_of_the_application_pass_through(verifier: Verifier) -> None:
    seen = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    asyncio.run(TokenMiddleware(application, verifier)({"type": "lifespan"}, receive_nothing, send_nothing))

    assert seen == ["lifespan"]


def test_the_event_loop_goes_on_while_keys_are_fetched(
    make_verifier: MakeVerifier, key_server: KeyServer, issuer: Issuer
) -> None:
    was_asked, may_answer = threading.Event(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        was_asked.set()
        may_answer.wait(5)
        send_json(issuer.jwk_set)(handler)

    key_server.answer = answer
    verifier = make_verifier(keys=RemoteKeySet(key_server.url))
    sent: list[Any] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        sent.append(scope["state"]["token"].user_id)

    async def ask_and_go_on() -> None:
        scope = {"type": "http", "headers": [(b"authorization", f"Bearer {issuer.mint()}".encode())]}
        request = asyncio.create_task(
            TokenMiddleware(application, verifier)(scope, receive_nothing, send_nothing)
        )
        # The server has been asked and waits: the loop must be free to say so.
        await asyncio.to_thread(was_asked.wait, 5)
        assert not request.done()
        may_answer.set()
        await request

    asyncio.run(ask_and_go_on())

    assert sent == ["user-1"]


def test_the_state_of_a_connection_is_kept_and_its_channels_are_passed_on(
    verifier: Verifier, issuer: Issuer
) -> None:
    seen: list[tuple[Scope, Receive, Send]] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope, receive, send))

    headers = [(b"authorization", f"Bearer {issuer.mint()}".encode())]
    scope = {"type": "http", "headers": headers, "state": {"pool": 7}}
    asyncio.run(TokenMiddleware(application, verifier)(scope, receive_nothing, send_nothing))
    asyncio.run(TokenMiddleware(application, verifier)({"type": "lifespan"}, receive_nothing, send_nothing))

    assert [channels for _, *channels in seen] == [[receive_nothing, send_nothing]] * 2
    assert seen[0][0]["state"]["pool"] == 7
    assert seen[0][0]["state"]["token"].user_id == "user-1"
    assert scope["state"] == {"pool": 7}


def test_a_refused_websocket_is_closed_as_against_the_rules(verifier: Verifier) -> None:
    assert sent_to_a_stranger(verifier, "websocket") == [{"type": "websocket.close", "code": 1008}]


def test_a_refusal_says_how_long_it_is_in_names_as_asgi_has_them(verifier: Verifier) -> None:
    begin, body = sent_to_a_stranger(verifier, "http")

    headers = dict(begin["headers"])
    assert headers[b"content-length"] == str(len(body["body"])).encode()
    assert all(name == name.lower() for name in headers)


def sent_to_a_stranger(verifier: Verifier, kind: str) -> list[Message]:
    """What a connection without a token is told."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def application(_scope: Scope, _receive: Receive, _send: Send) -> None:
        pytest.fail("nobody was let in")

    scope = {"type": kind, "headers": []}
    asyncio.run(TokenMiddleware(application, verifier)(scope, receive_nothing, send))
    return sent
