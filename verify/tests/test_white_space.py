"""Of the white space in an `Authorization` header, only space and tab are; every guard sees it alike."""

import asyncio
import json
from collections.abc import Callable

import django
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from fastapi import Depends, FastAPI
from flask import Flask

from daemun_verify import Verifier
from daemun_verify import django as django_guard
from daemun_verify import flask as flask_guard
from daemun_verify.asgi import Application, Message, Scope, Send, TokenMiddleware
from daemun_verify.fastapi import TokenRequired, answer_refusals
from verify.tests.issuer import Issuer

FOREIGN = [chr(code) for code in (0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0xA0)]
Ask = Callable[[str], str]
"""The code of the problem for a value of the header, or nothing for a view that was reached."""


def ask_flask(verifier: Verifier) -> Ask:
    app = Flask("resource")
    app.get("/")(flask_guard.token_required(verifier)(lambda: ""))

    def ask(header: str) -> str:
        return (
            app.test_client()
            .get("/", environ_overrides={"HTTP_AUTHORIZATION": header})
            .get_data(as_text=True)
        )

    return ask


def ask_django(verifier: Verifier) -> Ask:
    if not settings.configured:
        settings.configure(SECRET_KEY="for tests only", ALLOWED_HOSTS=["testserver"], USE_TZ=True)
        django.setup()
    view = django_guard.token_required(verifier)(lambda _request: HttpResponse())
    return lambda header: view(RequestFactory().get("/", HTTP_AUTHORIZATION=header)).content.decode()


def ask_asgi(verifier: Verifier) -> Ask:
    async def reached(_scope: object, _receive: object, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return lambda header: asyncio.run(_exchange(TokenMiddleware(reached, verifier), header))


def ask_fastapi(verifier: Verifier) -> Ask:
    app = FastAPI()
    answer_refusals(app)
    app.get("/", dependencies=[Depends(TokenRequired(verifier))], status_code=204)(lambda: None)
    return lambda header: asyncio.run(_exchange(app, header))


async def _exchange(app: Application, header: str) -> str:
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"authorization", header.encode("latin-1"))],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent).decode()


@pytest.fixture(params=[ask_flask, ask_django, ask_asgi, ask_fastapi])
def ask(request: pytest.FixtureRequest, verifier: Verifier) -> Ask:
    asked: Ask = request.param(verifier)

    def code(header: str) -> str:
        body = asked(header)
        return str(json.loads(body)["code"]) if body else ""

    return code


def test_space_and_tab_around_a_token_go(ask: Ask, issuer: Issuer) -> None:
    assert ask(f"Bearer {issuer.mint()}") == ""
    assert ask(f"bearer  \t{issuer.mint()}\t ") == ""


@pytest.mark.parametrize("white", FOREIGN, ids=repr)
def test_foreign_white_space_is_part_of_the_scheme_or_of_the_token(
    ask: Ask, issuer: Issuer, white: str
) -> None:
    token = issuer.mint()

    for header in (f"{white}Bearer {token}", f"Bearer{white} {token}", f"Bearer{white}{token}"):
        assert ask(header) == "token_missing"
    for header in (f"Bearer {white}{token}", f"Bearer {token}{white}", f"Bearer {white}"):
        assert ask(header) == "token_invalid"
