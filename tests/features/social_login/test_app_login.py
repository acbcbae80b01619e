"""Apps bring an ID token that they got by themselves."""

from hashlib import sha256

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.social_login.browser import MINSU, failures
from tests.features.social_login.elsewhere import CLIENT, Elsewhere
from tests.features.social_login.shapes import CLIENT as CHANNEL
from tests.features.social_login.shapes import SECRET, SHAPES
from tests.features.social_login.stand_in import StandIn
from tests.storage.racing import race

APP = "shop-on-phones"
NONCE = "a secret of the app, made for this login"


@pytest.fixture
def app(make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock) -> Flask:
    school = elsewhere.settings(app_client_ids=[APP])
    return make_app(Daemun(clock=frozen_clock, providers={"school": school}))


def a_token(elsewhere: Elsewhere, **claims: object) -> str:
    """What the provider's library gives the app."""
    now = int(elsewhere.now())
    digest = sha256(NONCE.encode()).hexdigest()
    said: dict[str, object] = {
        "iss": elsewhere.issuer,
        "aud": APP,
        "iat": now,
        "exp": now + 300,
        "nonce": digest,
    }
    return elsewhere.sign(
        {name: value for name, value in (said | MINSU | claims).items() if value is not None}
    )


def log_in(client: FlaskClient, token: str, nonce: str = NONCE, **body: object) -> TestResponse:
    return client.post("/auth/login/with/school/token", json={"id_token": token, "nonce": nonce, **body})


def test_an_app_logs_in_and_the_person_is_known_the_next_time(app: Flask, elsewhere: Elsewhere) -> None:
    client = app.test_client()
    first = log_in(client, a_token(elsewhere))
    assert first.status_code == 200, first.text
    assert {"access_token", "refresh_token", "device"} <= first.get_json().keys()

    # The app got this one by way of the web client: `azp` says who asked.
    now = int(elsewhere.now())
    other = sha256(b"another secret of the app").hexdigest()
    again = log_in(
        client, a_token(elsewhere, nonce=other, aud=CLIENT, azp=APP, iat=now - 1), "another secret of the app"
    )

    ids = {id_of(client, each) for each in (first, again)}
    assert len(ids) == 1


def id_of(client: FlaskClient, answer: TestResponse) -> str:
    headers = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
    return str(client.get("/auth/me", headers=headers).get_json()["id"])


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize(
    ("claims", "nonce", "reason"),
    [
        ({"aud": "another"}, NONCE, "wrong_audience"),
        ({"azp": "another"}, NONCE, "wrong_audience"),
        ({"iss": "https://evil.example"}, NONCE, "wrong_issuer"),
        ({"nonce": None}, NONCE, "claim_invalid"),
        ({"nonce": NONCE}, NONCE, "claim_invalid"),
        ({}, "the secret of somebody else", "claim_invalid"),
        ({"iat": 0, "exp": 1}, NONCE, "expired"),
    ],
)
def test_a_token_that_is_not_for_this_login_is_refused(
    app: Flask, elsewhere: Elsewhere, claims: dict[str, object], nonce: str, reason: str
) -> None:
    assert code_of(log_in(app.test_client(), a_token(elsewhere, **claims), nonce)) == "provider_refused"
    assert failures(app) == [reason]
    assert app.extensions["daemun"].users.list_page() == []


@pytest.mark.requirement("RL-02")
def test_of_eight_racers_with_one_token_one_gets_in(app: Flask, elsewhere: Elsewhere) -> None:
    token = a_token(elsewhere)

    codes = race(8, lambda _: log_in(app.test_client(), token).status_code)

    assert sorted(codes) == [200] + [400] * 7


def connect(client: FlaskClient, answer: TestResponse, secret: str) -> TestResponse:
    """As the owner of the account that there is."""
    headers = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
    return client.post("/auth/me/identities/school", json={"connect": secret}, headers=headers)


def test_who_has_an_account_with_the_address_logs_in_to_it_and_connects_the_two(
    app: Flask, elsewhere: Elsewhere
) -> None:
    services, client = app.extensions["daemun"], app.test_client()
    minsu = add_user(services, password=PASSWORD)

    refused = log_in(client, a_token(elsewhere))

    assert code_of(refused) == "account_exists"
    assert services.identities.list_of(minsu.id) == []
    own = client.post("/auth/login", json={"username": "minsu", "password": PASSWORD})
    assert connect(client, own, refused.get_json()["connect"]).get_json() == {"redirect_to": "/"}
    # What was refused was not spent.
    assert id_of(client, log_in(client, a_token(elsewhere))) == minsu.id


@pytest.mark.requirement("AC-09")
def test_what_is_held_for_the_owner_connects_nobody_else(app: Flask, elsewhere: Elsewhere) -> None:
    services, client = app.extensions["daemun"], app.test_client()
    minsu = add_user(services, password=PASSWORD)
    jisoo = add_user(services, "jisoo", password=PASSWORD)
    secret = log_in(client, a_token(elsewhere)).get_json()["connect"]
    other = client.post("/auth/login", json={"username": "jisoo", "password": PASSWORD})

    for tried in (secret, "x" * 43, ""):
        answer = connect(client, other, tried)
        assert answer.get_json()["redirect_to"].startswith(elsewhere.issuer)

    assert services.identities.list_of(minsu.id) == services.identities.list_of(jisoo.id) == []


class Member(BaseModel):
    name: str


def test_what_the_provider_does_not_say_is_sent_along(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    school = elsewhere.settings(app_client_ids=[APP])
    app = make_app(Daemun(clock=frozen_clock, profile=Member, providers={"school": school}))
    client, token = app.test_client(), a_token(elsewhere)

    missing = log_in(client, token)
    assert [each["pointer"] for each in missing.get_json()["errors"]] == ["/profile/name"]
    # Nothing came of it: the token is still good.
    assert log_in(client, token, profile={"name": "김민수"}).status_code == 200


@pytest.fixture
def line(make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock) -> FlaskClient:
    providers = {"line": stand_in.settings("line")}
    return make_app(Daemun(clock=frozen_clock, providers=providers)).test_client()


def lines(stand_in: StandIn) -> dict[str, object]:
    """What LINE says of a person to an app."""
    now = int(stand_in.now())
    digest = sha256(NONCE.encode()).hexdigest()
    said = {"iss": f"{stand_in.base}/access.line.me", "aud": CHANNEL, "iat": now, "exp": now + 300}
    return said | {"nonce": digest, "sub": SHAPES["line"].subject}


def bring(client: FlaskClient, token: str) -> TestResponse:
    return client.post("/auth/login/with/line/token", json={"id_token": token, "nonce": NONCE})


def test_apps_bring_what_line_signs_with_its_keys(line: FlaskClient, stand_in: StandIn) -> None:
    assert bring(line, stand_in.sign_for_app(lines(stand_in))).status_code == 200


@pytest.mark.requirement("OI-08")
def test_apps_bring_nothing_that_is_signed_with_a_secret(line: FlaskClient, stand_in: StandIn) -> None:
    claims = lines(stand_in)

    for token in (
        stand_in.sign_well(SHAPES["line"], claims),
        jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": "key-1"}),
        stand_in.sign_with_keys(claims),
    ):
        assert code_of(bring(line, token)) == "provider_refused"
