import pytest
from flask import Flask

from daemun.testing import LogInAs
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import add_user


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


def test_who_has_no_factors_sees_none(app: Flask, log_in_as: LogInAs) -> None:
    person = log_in_as(add_user(app.extensions["daemun"]))

    assert person.get("/auth/me/factors").get_json() == {
        "factors": [],
        "recovery_codes": 0,
        "required": False,
    }
    assert code_of(app.test_client().get("/auth/me/factors")) == "token_missing"


def test_who_must_enroll_a_factor_sees_them(app: Flask, log_in_as: LogInAs) -> None:
    limited = log_in_as(add_user(app.extensions["daemun"]), scope="factor_enrolment")

    assert limited.get("/auth/me/factors").status_code == 200
    assert limited.post("/auth/me/totp").status_code == 201
    assert code_of(limited.patch("/auth/me/passkeys/not-there", json={"name": "x"})) == "not_found"
    assert code_of(limited.get("/auth/me")) == "factor_enrolment_required"
