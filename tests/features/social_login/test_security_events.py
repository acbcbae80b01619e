"""Kakao tells by signed events what became of an account there."""

from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.features.audit.provider_events import IdentityUnlinked, IdentityWarned
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.browser import me
from tests.features.social_login.elsewhere import Answer
from tests.features.social_login.posting import go
from tests.features.social_login.shapes import CLIENT, SECRET, SHAPES
from tests.features.social_login.stand_in import StandIn

OPENID = "https://schemas.openid.net/secevent"
UNLINKED = f"{OPENID}/oauth/event-type/user-unlinked"
SESSIONS_REVOKED = f"{OPENID}/risc/event-type/sessions-revoked"
SUBJECT = SHAPES["kakao"].subject


@pytest.fixture
def app(make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock) -> Flask:
    # Without the admin key, which signed events do not need.
    providers = {name: stand_in.settings(name) for name in ("kakao", "apple")}
    return make_app(Daemun(clock=frozen_clock, providers=providers), transport_cookies=True)


class Transmitter:
    """Kakao's, as RFC 8935 has it."""

    def __init__(self, app: Flask, stand_in: StandIn) -> None:
        self._client = app.test_client()
        self._stand_in = stand_in
        self.issuer = f"{stand_in.base}/kauth.kakao.com"

    def claims(self, event: str, **changes: object) -> dict[str, Any]:
        now = int(self._stand_in.now())
        subject = {"subject_type": "iss-sub", "iss": self.issuer, "sub": SUBJECT}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now + 1,
            "toe": now,
            "txn": "8c6b0c9d",
            "jti": "d5e8f6a0",
            "sub": SUBJECT,
            "events": {event: {"subject": subject, "reason": "UNLINK_FROM_APPS"}},
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def sign(self, claims: dict[str, Any], *, typ: str = "secevent+jwt") -> str:
        return self._stand_in.sign_with_keys(claims, typ=typ)

    def tell(self, event: str, **changes: object) -> TestResponse:
        return self.push(self.sign(self.claims(event, **changes)))

    def push(self, token: str | bytes, provider: str = "kakao") -> TestResponse:
        address = f"/auth/login/with/{provider}/notifications"
        return self._client.post(address, data=token, content_type="application/secevent+jwt")


@pytest.fixture
def kakao(app: Flask, stand_in: StandIn) -> Transmitter:
    return Transmitter(app, stand_in)


def log_in(app: Flask, stand_in: StandIn) -> FlaskClient:
    client = app.test_client()
    assert go(client, stand_in, "kakao").status_code == 302
    return client


@pytest.fixture
def person(app: Flask, stand_in: StandIn, frozen_clock: FrozenClock) -> FlaskClient:
    """Somebody who logged in with Kakao five seconds ago."""
    client = log_in(app, stand_in)
    frozen_clock.tick(seconds=5)
    return client


def events_of(app: Flask, name: str) -> list[dict[str, object]]:
    trail = app.extensions["daemun"].store.audit.list_page()
    return [dict(each.details) for each in trail if each.name == name]


@pytest.mark.parametrize("event", [UNLINKED, f"{OPENID}/risc/event-type/account-purged"])
def test_who_leaves_there_is_logged_out_here(
    app: Flask, person: FlaskClient, kakao: Transmitter, event: str
) -> None:
    answer = kakao.tell(event)

    assert (answer.status_code, answer.data) == (202, b"")
    assert me(person).status_code == 401
    assert [each["is_removed"] for each in events_of(app, IdentityUnlinked.name)] == [False]


@pytest.mark.parametrize(
    "event",
    [
        SESSIONS_REVOKED,
        f"{OPENID}/oauth/event-type/tokens-revoked",
        f"{OPENID}/risc/event-type/account-disabled",
        f"{OPENID}/risc/event-type/account-credential-change-required",
        f"{OPENID}/risc/event-type/credential-compromise",
        f"{OPENID}/caep/event-type/credential-change",
    ],
)
def test_an_account_that_may_have_been_in_other_hands_is_logged_out_and_stays_connected(
    app: Flask, stand_in: StandIn, kakao: Transmitter, frozen_clock: FrozenClock, event: str
) -> None:
    client = log_in(app, stand_in)
    user_id = me(client).get_json()["id"]
    frozen_clock.tick(seconds=5)

    assert kakao.tell(event).status_code == 202

    assert me(client).status_code == 401
    assert [each["told"] for each in events_of(app, IdentityWarned.name)] == [event.rpartition("/")[2]]
    assert me(log_in(app, stand_in)).get_json()["id"] == user_id


def test_a_warning_that_is_told_again_ends_no_later_session(
    app: Flask, stand_in: StandIn, kakao: Transmitter, frozen_clock: FrozenClock
) -> None:
    client = log_in(app, stand_in)
    user = app.extensions["daemun"].users.find(me(client).get_json()["id"])
    frozen_clock.tick(seconds=5)
    token = kakao.sign(kakao.claims(SESSIONS_REVOKED))
    assert kakao.push(token).status_code == 202
    frozen_clock.tick(seconds=5)
    sessions = app.extensions["daemun"].sessions
    with app.app_context():
        sessions.open_for(user)
    (later,) = sessions.list_live(user.id)

    assert kakao.push(token).status_code == 202

    assert [each.id for each in sessions.list_live(user.id)] == [later.id]


@pytest.mark.parametrize("event", [UNLINKED, SESSIONS_REVOKED])
def test_what_happened_before_the_last_login_ends_nothing(
    app: Flask, stand_in: StandIn, kakao: Transmitter, frozen_clock: FrozenClock, event: str
) -> None:
    log_in(app, stand_in)
    frozen_clock.tick(seconds=5)
    token = kakao.sign(kakao.claims(event))
    frozen_clock.tick(seconds=5)
    client = log_in(app, stand_in)

    assert kakao.push(token).status_code == 202
    assert me(client).status_code == 200


@pytest.mark.parametrize(
    "event",
    [
        f"{OPENID}/oauth/event-type/user-linked",
        f"{OPENID}/risc/event-type/account-enabled",
        "https://schemas.kakao.com/platevent/kakao/event-type/user-profile-changed",
        "https://new.example/event",
    ],
)
def test_other_events_are_taken_and_change_nothing(
    person: FlaskClient, kakao: Transmitter, event: str
) -> None:
    assert kakao.tell(event).status_code == 202
    assert me(person).status_code == 200


def test_the_subject_may_stand_beside_the_events(person: FlaskClient, kakao: Transmitter) -> None:
    sub_id = {"format": "iss_sub", "iss": kakao.issuer, "sub": SUBJECT}

    assert kakao.tell(UNLINKED, sub=None, sub_id=sub_id, events={UNLINKED: {}}).status_code == 202
    assert me(person).status_code == 401


def test_somebody_unknown_is_no_error(kakao: Transmitter) -> None:
    for subject in ("nobody", "x" * 300, "a\x00b"):
        assert kakao.tell(UNLINKED, sub=subject, events={UNLINKED: {}}).status_code == 202


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"iss": "https://evil.example"}, "invalid_issuer"),
        ({"iss": None}, "invalid_issuer"),
        ({"aud": "another"}, "invalid_audience"),
        ({"aud": 17}, "invalid_audience"),
        ({"aud": None}, "invalid_audience"),
        ({"toe": "now"}, "invalid_request"),
        ({"toe": None, "iat": None}, "invalid_request"),
        ({"jti": None}, "invalid_request"),
        ({"events": None}, "invalid_request"),
        ({"events": {}}, "invalid_request"),
        ({"events": [UNLINKED]}, "invalid_request"),
        ({"events": {UNLINKED: {}}, "sub": None}, "invalid_request"),
        (
            {"events": {UNLINKED: {"subject": {"iss": "https://evil.example", "sub": "1"}}}, "sub": ["1"]},
            "invalid_request",
        ),
    ],
)
def test_what_is_not_for_us_ends_nothing_and_is_said_as_the_standard_has_it(
    person: FlaskClient, kakao: Transmitter, changes: dict[str, object], error: str
) -> None:
    answer = kakao.tell(UNLINKED, **changes)

    assert (answer.status_code, answer.mimetype) == (400, "application/json")
    assert answer.get_json().keys() == {"err", "description"}
    assert answer.get_json()["err"] == error
    assert me(person).status_code == 200


def test_what_others_sign_or_what_is_no_event_ends_nothing(
    person: FlaskClient, stand_in: StandIn, kakao: Transmitter
) -> None:
    claims = kakao.claims(UNLINKED)
    header = {"kid": "key-1", "typ": "secevent+jwt"}
    forged = jwt.encode(claims, generate_private_key(65537, 2048), algorithm="RS256", headers=header)
    by_secret = jwt.encode(claims, SECRET, algorithm="HS256", headers=header)
    good = kakao.sign(claims)
    refused = {
        forged: "invalid_key",
        by_secret: "invalid_key",
        jwt.encode(claims, "", algorithm="none", headers=header): "invalid_request",
        stand_in.sign_with_keys(claims, typ="secevent+jwt", kid="key-9"): "invalid_key",
        kakao.sign(claims, typ="JWT"): "invalid_request",
        good + "." + good: "invalid_request",
        "x" * 60_000: "invalid_request",
        "": "invalid_request",
    }

    for token, error in refused.items():
        answer = kakao.push(token)
        assert answer.status_code == 400, token[:60]
        assert answer.get_json()["err"] == error, token[:60]

    assert kakao.push(b"\xff\x00\xfe").status_code == 400
    assert kakao.push("x" * 70_000).status_code == 413
    assert me(person).status_code == 200


def test_without_its_keys_it_is_to_be_told_again(app: Flask, stand_in: StandIn, kakao: Transmitter) -> None:
    stand_in.false["kauth.kakao.com/.well-known/openid-configuration"] = Answer(500)

    answer = kakao.tell(UNLINKED)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_others_send_no_such_events(kakao: Transmitter) -> None:
    token = kakao.sign(kakao.claims(UNLINKED))

    assert kakao.push(token, "apple").status_code == 403
    assert kakao.push(token, "nobody").status_code == 404
