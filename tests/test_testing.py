from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel

from daemun import Daemun, current_user, login_required
from daemun.features.users.model import User
from daemun.testing import START, FrozenClock, LogInAs, MintToken, NoCodeLeft, OneTimeCode, ProfileNeeded
from tests.builders import PASSWORD


@pytest.fixture
def app(frozen_clock: FrozenClock, tmp_path: Path) -> Iterator[Flask]:
    app = Flask("host", instance_path=str(tmp_path))
    auth = Daemun(app, clock=frozen_clock)

    @app.get("/secret")
    @login_required(roles={"editor"}, max_age=timedelta(minutes=5))
    def secret() -> dict[str, str | None]:
        return {"name": current_user.username}

    @app.get("/mine")
    @login_required
    def mine() -> dict[str, str | None]:
        return {"name": current_user.username}

    yield app
    with app.app_context():
        auth.services.close()


def test_a_frozen_clock_stands_still_until_it_is_moved() -> None:
    clock = FrozenClock(datetime(2026, 1, 1, 0, 0, 0, 1_999, tzinfo=UTC))

    assert clock.now() == datetime(2026, 1, 1, 0, 0, 0, 1_000, tzinfo=UTC)
    assert clock.tick(hours=1) == clock.now() == datetime(2026, 1, 1, 1, 0, 0, 1_000, tzinfo=UTC)
    assert clock.tick(days=-1) == datetime(2025, 12, 31, 1, 0, 0, 1_000, tzinfo=UTC)


def test_a_frozen_clock_loses_no_step_of_parallel_threads() -> None:
    clock = FrozenClock()
    threads = [Thread(target=lambda: [clock.tick(seconds=1) for _ in range(500)]) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert clock.now() == START + timedelta(seconds=4000)


def test_a_client_is_logged_in_as_the_user(daemun_user: User, log_in_as: LogInAs) -> None:
    assert log_in_as(daemun_user).get("/mine").json == {"name": "minsu"}


def test_a_session_that_was_opened_for_a_test_can_be_logged_out(
    daemun_user: User, log_in_as: LogInAs
) -> None:
    client = log_in_as(daemun_user)

    assert client.post("/auth/logout").status_code == 204
    assert client.get("/mine").status_code == 401


def test_a_minted_token_says_what_was_asked_for(app: Flask, daemun_user: User, mint_token: MintToken) -> None:
    def status(token: str) -> int:
        return app.test_client().get("/secret", headers={"Authorization": f"Bearer {token}"}).status_code

    assert status(mint_token(daemun_user, roles=("editor",))) == 200
    assert status(mint_token(daemun_user)) == 403
    assert status(mint_token(daemun_user, roles=("editor",), proved=timedelta(minutes=5))) == 401


def test_a_minted_token_ends_by_the_frozen_clock(
    app: Flask, daemun_user: User, mint_token: MintToken, frozen_clock: FrozenClock
) -> None:
    headers = {"Authorization": f"Bearer {mint_token(daemun_user)}"}
    client = app.test_client()

    assert client.get("/mine", headers=headers).status_code == 200
    frozen_clock.tick(minutes=10)
    assert client.get("/mine", headers=headers).json["code"] == "token_expired"  # type: ignore[index]


class Reader(BaseModel):
    nickname: str
    city: str


def test_codes_log_a_user_in_and_leave_sessions_alone(
    app: Flask,
    daemun_user: User,
    log_in_as: LogInAs,
    one_time_code: OneTimeCode,
    frozen_clock: FrozenClock,
) -> None:
    app.extensions["daemun"].passwords.set(daemun_user, PASSWORD)
    there = log_in_as(daemun_user)
    client = app.test_client()

    def log_in(code: str) -> int:
        asked = client.post("/auth/login", json={"username": "minsu", "password": PASSWORD})
        body = {"login_attempt": asked.get_json()["login_attempt"], "code": code}
        return client.post("/auth/login/totp", json=body).status_code

    first, second = one_time_code(daemun_user), one_time_code(daemun_user, app=app)
    assert (log_in(first), log_in(first), log_in(second)) == (200, 401, 200)
    with pytest.raises(NoCodeLeft, match="tick"):
        one_time_code(daemun_user)
    frozen_clock.tick(seconds=30)
    assert log_in(one_time_code(daemun_user)) == 200
    assert there.get("/mine").status_code == 200


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Flask]:
    """An application with a profile that must be filled in, and tokens in cookies."""
    app = Flask("library", instance_path=str(tmp_path / "library"))
    app.config["DAEMUN_TRANSPORT_COOKIES"] = True
    auth = Daemun(app, profile=Reader)

    @app.post("/lend")
    @login_required
    def lend() -> dict[str, str | None]:
        return {"to": current_user.username}

    yield app
    with app.app_context():
        auth.services.close()


class TestOfALibrary:
    @pytest.fixture
    def app(self, library: Flask) -> Flask:
        return library

    def test_a_profile_that_must_be_filled_in_is_asked_for_by_name(
        self, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(ProfileNeeded) as needed:
            request.getfixturevalue("daemun_user")

        assert "/profile/nickname required, /profile/city required" in str(needed.value)
        assert "fixture named daemun_profile" in str(needed.value)

    @pytest.mark.parametrize("daemun_profile", [{"nickname": "Minsu", "city": "서울"}])
    def test_a_client_that_is_logged_in_sends_what_browsers_send(
        self, daemun_user: User, log_in_as: LogInAs
    ) -> None:
        assert log_in_as(daemun_user).post("/lend").json == {"to": "minsu"}

    def test_a_browser_of_a_stranger_registers_and_acts(self, daemun_browser: FlaskClient) -> None:
        reader = {"username": "jiwoo", "password": PASSWORD, "profile": {"nickname": "지우", "city": "부산"}}

        assert daemun_browser.post("/lend").status_code == 401
        assert daemun_browser.post("/auth/register", json=reader).status_code == 201
        assert daemun_browser.post("/lend").json == {"to": "jiwoo"}


def test_users_and_logins_of_tests_count_toward_no_limit(app: Flask, log_in_as: LogInAs) -> None:
    auth = app.extensions["daemun"]

    for number in range(30):
        user = auth.users.draft(username=f"user{number}", email=None, profile={})
        auth.users.add(user)
        assert log_in_as(user).get("/mine").status_code == 200
