"""The dependency for FastAPI routes, in a real application."""

from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from daemun_verify import VerifiedToken, Verifier
from daemun_verify.fastapi import TokenRequired, answer_refusals
from verify.tests.issuer import Issuer


@pytest.fixture
def app(verifier: Verifier) -> FastAPI:
    app = FastAPI()
    user, admin = TokenRequired(verifier), TokenRequired(verifier, roles="admin")

    @app.get("/me")
    async def see_me(token: Annotated[VerifiedToken, Depends(user)]) -> str:
        return token.user_id

    @app.get("/admin", dependencies=[Depends(admin)])
    def see_admin() -> str:
        return "admin"

    @app.get("/open")
    def see_open() -> str:
        return "open"

    return app


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_good_token_reaches_the_route(app: FastAPI, issuer: Issuer) -> None:
    client = TestClient(app)

    assert client.get("/me", headers=bearer(issuer.mint())).json() == "user-1"
    assert client.get("/admin", headers=bearer(issuer.mint(roles=["admin"]))).json() == "admin"
    assert client.get("/open").json() == "open"


@pytest.mark.parametrize(
    ("path", "value", "status", "code"),
    [
        ("/me", None, 401, "token_missing"),
        ("/me", "a.b.c", 401, "token_invalid"),
        ("/admin", "good", 403, "insufficient_role"),
    ],
)
def test_refusals_are_problem_documents(
    app: FastAPI, issuer: Issuer, path: str, value: str | None, status: int, code: str
) -> None:
    answer_refusals(app)
    token = issuer.mint() if value == "good" else value

    answer = TestClient(app).get(path, headers=bearer(token) if token else {})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer ")


def test_without_the_handler_the_status_and_the_challenge_are_right_all_the_same(app: FastAPI) -> None:
    answer = TestClient(app).get("/me")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="api"'


def test_the_lock_shows_in_the_api_description(app: FastAPI) -> None:
    described = app.openapi()

    assert described["components"]["securitySchemes"] == {"accessToken": {"type": "http", "scheme": "bearer"}}
    assert described["paths"]["/me"]["get"]["security"] == [{"accessToken": []}]
