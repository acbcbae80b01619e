"""The guard for Django views, sync and async, through the real request handlers."""

import asyncio
import json
from collections.abc import Callable

import django
import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import AsyncRequestFactory, RequestFactory

from daemun_verify import Verifier
from daemun_verify.django import token_required
from verify.tests.issuer import Issuer

# Django ships no types.
View = Callable[..., object]


@pytest.fixture(scope="module", autouse=True)
def _django() -> None:
    if not settings.configured:
        settings.configure(SECRET_KEY="for tests only", ALLOWED_HOSTS=["testserver"], USE_TZ=True)
        django.setup()


def see(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(f"{name} {request.token.user_id}")


async def see_async(request: HttpRequest, name: str) -> HttpResponse:
    return see(request, name)


def ask(view: View, token: str | None) -> HttpResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    if asyncio.iscoroutinefunction(view):
        return asyncio.run(view(AsyncRequestFactory().get("/", headers=headers), name="a"))
    return view(RequestFactory().get("/", headers=headers), name="a")


@pytest.fixture(params=[see, see_async])
def view(request: pytest.FixtureRequest) -> View:
    chosen: View = request.param
    return chosen


def test_a_good_token_reaches_the_view(verifier: Verifier, issuer: Issuer, view: View) -> None:
    assert ask(token_required(verifier)(view), issuer.mint()).content == b"a user-1"


def test_refusals_are_problem_documents(verifier: Verifier, issuer: Issuer, view: View) -> None:
    missing = ask(token_required(verifier)(view), None)
    invalid = ask(token_required(verifier)(view), "a.b.c")
    unfit = ask(token_required(verifier, scopes="delete")(view), issuer.mint())

    assert [answer.status_code for answer in (missing, invalid, unfit)] == [401, 401, 403]
    assert [json.loads(answer.content)["code"] for answer in (missing, invalid, unfit)] == [
        "token_missing",
        "token_invalid",
        "insufficient_scope",
    ]
    assert missing["Content-Type"] == "application/problem+json"
    assert missing["WWW-Authenticate"] == 'Bearer realm="api"'
