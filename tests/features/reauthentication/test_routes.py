"""Proving oneself again, by whatever one has."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import current_token, login_required
from daemun.testing import FrozenClock, LogInAs
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.factors.people import add_app, as_bearer, begin_login
from tests.features.totp.app import AuthenticatorApp


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    app = make_app()
    add_user(app.extensions["daemun"], password=PASSWORD)

    @app.get("/vault")
    @login_required(max_age=timedelta(minutes=10))
    def vault() -> dict[str, object]:
        return {"amr": list(current_token.amr), "acr": current_token.acr}

    return app


@dataclass(frozen=True)
class Held:
    """What a person has."""

    phone: AuthenticatorApp
    recovery_codes: list[str]


@pytest.fixture
def held(app: Flask, frozen_clock: FrozenClock) -> Held:
    phone, _, confirmed = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    return Held(phone, confirmed["recovery_codes"])


@pytest.fixture
def old(app: Flask, held: Held, log_in_as: LogInAs, frozen_clock: FrozenClock) -> FlaskClient:
    """A session that is as old as a token of it lives, of somebody who only gave the password."""
    person = log_in_as(app.extensions["daemun"].users.find_by_username("minsu"))
    frozen_clock.tick(minutes=9, seconds=59)
    return person


def proof_by(way: str, held: Held) -> dict[str, str]:
    return {
        "password": {"password": PASSWORD},
        "code": {"code": held.phone.code()},
        "recovery code": {"recovery_code": held.recovery_codes[0]},
        "recovery code as a code": {"code": held.recovery_codes[0].lower()},
    }[way]


@pytest.mark.requirement("MF-04")
@pytest.mark.parametrize(
    ("way", "amr"),
    [
        ("password", ["pwd"]),
        *((way, ["pwd", "otp", "mfa"]) for way in ("code", "recovery code", "recovery code as a code")),
    ],
)
def test_whatever_is_proven_renews_the_time_and_adds_to_what_was_proven(
    app: Flask, old: FlaskClient, held: Held, frozen_clock: FrozenClock, way: str, amr: list[str]
) -> None:
    answer = old.post("/auth/reauthenticate", json=proof_by(way, held))

    frozen_clock.tick(minutes=9)
    shown = as_bearer(app, answer).get("/vault").get_json()
    assert shown == {"amr": amr, "acr": "aal2" if "mfa" in amr else "aal1"}


@pytest.mark.requirement("MF-04")
def test_the_password_takes_nothing_away(app: Flask, old: FlaskClient, held: Held) -> None:
    stepped_up = as_bearer(app, old.post("/auth/reauthenticate", json={"code": held.phone.code()}))

    again = stepped_up.post("/auth/reauthenticate", json={"password": PASSWORD})

    assert as_bearer(app, again).get("/vault").get_json()["acr"] == "aal2"


@pytest.mark.requirement("MF-04")
def test_a_refresh_renews_no_proof(app: Flask, held: Held, frozen_clock: FrozenClock) -> None:
    services = app.extensions["daemun"]
    tokens = services.sessions.open_for(services.users.find_by_username("minsu"), amr=("pwd", "otp"))
    frozen_clock.tick(minutes=10)

    refreshed = app.test_client().post("/auth/refresh", json={"refresh_token": tokens.refresh_token})

    assert code_of(as_bearer(app, refreshed).get("/vault")) == "fresh_login_required"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"password": "wrong"}, "invalid_credentials"),
        ({"code": "wrong"}, "invalid_code"),
        ({"recovery_code": "wrong"}, "invalid_code"),
        ({}, "validation_failed"),
        ({"password": PASSWORD, "code": "123456"}, "validation_failed"),
        ({"code": None}, "validation_failed"),
    ],
)
def test_nothing_else_will_do(old: FlaskClient, body: dict[str, object], code: str) -> None:
    assert code_of(old.post("/auth/reauthenticate", json=body)) == code
    assert old.get("/auth/me").status_code == 200
