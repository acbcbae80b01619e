"""The calls of the example, replayed against the running application."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from shutil import copy
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.docs.web_process import flask_run

PERSON = {"username": "minsu", "password": "gyeoul-bada-norae-4821"}
Answer = tuple[int, dict[str, object]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quickstart")
    copy(Path(__file__).with_name("app.py"), folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with flask_run(folder) as address:
        assert post(f"{address}/register", PERSON)[0] == HTTPStatus.CREATED
        yield address


def test_the_whole_application_has_15_lines_at_most() -> None:
    assert len(Path(__file__).with_name("app.py").read_text(encoding="utf-8").splitlines()) <= 15


def test_a_login_gives_a_token_that_opens_the_protected_route(address: str) -> None:
    status, body = post(f"{address}/login", PERSON)

    assert status == HTTPStatus.OK
    assert get(f"{address}/protected", token=str(body["token"])) == (HTTPStatus.OK, {"message": "인증 성공"})


def test_a_wrong_password_gives_no_token(address: str) -> None:
    status, body = post(f"{address}/login", {**PERSON, "password": "gyeoul-bada-norae-1284"})

    assert (status, body["code"]) == (HTTPStatus.UNAUTHORIZED, "invalid_credentials")
    assert "token" not in body


def test_an_expired_token_is_said_to_be_expired(address: str, folder: Path) -> None:
    status, body = get(f"{address}/protected", token=token_of_yesterday(folder))

    assert (status, body["code"]) == (HTTPStatus.UNAUTHORIZED, "token_expired")
    assert body["detail"] == "토큰이 만료되었습니다."


@pytest.mark.parametrize("token", ["nonsense", "eyJhbGciOiJub25lIn0.eyJ1c2VybmFtZSI6Im1pbnN1In0."])
def test_anything_else_is_said_to_be_invalid(address: str, token: str) -> None:
    status, body = get(f"{address}/protected", token=token)

    assert (status, body["code"]) == (HTTPStatus.UNAUTHORIZED, "token_invalid")
    assert body["detail"] == "유효하지 않은 토큰입니다."


def test_a_missing_header_is_an_answer_and_no_crash(address: str) -> None:
    status, body = get(f"{address}/protected", token=None)

    assert (status, body["code"]) == (HTTPStatus.UNAUTHORIZED, "token_missing")


def token_of_yesterday(folder: Path) -> str:
    """An access token of the running application, made with a clock that is a day behind."""
    clock = FrozenClock(datetime.now(UTC))
    clock.tick(days=-1)
    app = Flask(__name__, instance_path=str(folder / "instance"))
    auth = Daemun(app, clock=clock)
    with app.app_context():
        user = auth.users.find_by_username(PERSON["username"])
        assert user is not None
        return auth.sessions.open_for(user).access_token.text


def post(url: str, body: dict[str, str]) -> Answer:
    return send(Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"}))  # noqa: S310


def get(url: str, *, token: str | None) -> Answer:
    return send(Request(url, headers={} if token is None else {"Authorization": f"Bearer {token}"}))  # noqa: S310


def send(request: Request) -> Answer:
    try:
        with urlopen(request, timeout=10) as response:  # noqa: S310
            return response.status, json.load(response)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)
