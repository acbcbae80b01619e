import json

import pytest
from flask import Flask, Response

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials
from daemun.http.errors import (
    FreshLoginRequired,
    InsufficientScope,
    StrongerLoginRequired,
    TokenExpired,
    TokenInvalid,
    TokenMissing,
)
from daemun.http.problem_response import problem_response
from daemun.problem import FieldError, Problem
from daemun.validation import ValidationFailed
from tests.applications import MakeApp


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


def answer(app: Flask, problem: Problem, language: str | None = None) -> Response:
    headers = {} if language is None else {"Accept-Language": language}
    with app.test_request_context("/", headers=headers):
        return problem_response(problem)


def body(response: Response) -> dict[str, object]:
    content: dict[str, object] = json.loads(response.get_data())
    return content


@pytest.mark.requirement("ER-01")
def test_a_refusal_is_a_problem_document(app: Flask) -> None:
    response = answer(app, TokenExpired(), "en")

    document = body(response)
    assert response.content_type == "application/problem+json"
    assert response.status_code == document["status"] == 401
    assert document["type"] == "/auth/problems/token_expired"
    assert document["title"] == "Access token expired"
    assert document["detail"] == "The token has expired."
    assert document["code"] == "token_expired"
    assert len(str(document["instance"])) == 22
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ko", "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US", "en"),
        ("fr;q=1, ko;q=0.2, en;q=0.1", "ko"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
        ("*", "en"),
        ("ko;q=0", "en"),
        ("\x00garbage;;;q=x", "en"),
    ],
)
def test_texts_are_in_the_language_that_was_asked_for(
    app: Flask, accepted: str | None, language: str
) -> None:
    response = answer(app, TokenExpired(), accepted)

    expected = {"ko": "토큰이 만료되었습니다.", "en": "The token has expired."}[language]
    assert body(response)["detail"] == expected
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.vary


def test_the_default_language_is_a_setting(make_app: MakeApp) -> None:
    app = make_app(http_default_language="ko")

    assert answer(app, TokenInvalid(), "fr").headers["Content-Language"] == "ko"
    assert body(answer(app, TokenInvalid()))["detail"] == "유효하지 않은 토큰입니다."


@pytest.mark.requirement("TH-08")
def test_a_refusal_for_too_many_tries_says_when_to_come_back(app: Flask) -> None:
    response = answer(app, TooManyTries(retry_after=30), "en")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "30"
    assert body(response)["retry_after"] == 30
    assert "30 seconds" in str(body(response)["detail"])


@pytest.mark.requirement("RS-02")
@pytest.mark.parametrize(
    ("problem", "challenge"),
    [
        (TokenMissing(), 'Bearer realm="daemun"'),
        (InvalidCredentials(), 'Bearer realm="daemun"'),
        (TokenExpired(), 'Bearer realm="daemun", error="invalid_token"'),
        (
            InsufficientScope(scope="read write"),
            'Bearer realm="daemun", error="insufficient_scope", scope="read write"',
        ),
        (
            FreshLoginRequired(max_age=600),
            'Bearer realm="daemun", error="insufficient_user_authentication", max_age="600"',
        ),
        (
            StrongerLoginRequired(factors=("otp",)),
            'Bearer realm="daemun", error="insufficient_user_authentication"',
        ),
        (TooManyTries(retry_after=1), None),
    ],
)
def test_a_401_says_how_to_authenticate(app: Flask, problem: Problem, challenge: str | None) -> None:
    assert answer(app, problem).headers.get("WWW-Authenticate") == challenge


def test_wrong_values_are_listed_with_text(app: Flask) -> None:
    problem = ValidationFailed(
        errors=(
            FieldError("/name", "required"),
            FieldError("/password", "own_rule", text="No harbours."),
            FieldError("/email", "too_long", {"max_length": 254}),
        )
    )

    errors = body(answer(app, problem, "ko"))["errors"]

    assert errors == [
        {"pointer": "/name", "code": "required", "detail": "꼭 입력해 주세요."},
        {"pointer": "/password", "code": "own_rule", "detail": "No harbours."},
        {
            "pointer": "/email",
            "code": "too_long",
            "detail": "254자까지만 쓸 수 있어요.",
            "max_length": 254,
        },
    ]


def test_an_application_refuses_with_a_problem_of_its_own(app: Flask) -> None:
    class NotOnSundays(Problem):
        code = "not_on_sundays"
        status = 409

    document = body(answer(app, NotOnSundays(text="일요일에는 쉽니다.", open_at="monday"), "ko"))

    assert (document["code"], document["detail"]) == ("not_on_sundays", "일요일에는 쉽니다.")
    assert (document["title"], document["open_at"]) == ("", "monday")
