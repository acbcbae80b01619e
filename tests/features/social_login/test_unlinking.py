"""A person takes this application away at Apple, Kakao or Naver, which tells us so."""

import base64
import hmac
import json
from hashlib import md5, sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.features.audit.provider_events import IdentityUnlinked
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.features.social_login.browser import change, come_back, me
from tests.features.social_login.posting import go
from tests.features.social_login.shapes import ADMIN_KEY, CLIENT, SECRET, SHAPES
from tests.features.social_login.stand_in import StandIn, as_address

NAMES = ("apple", "kakao", "naver")


@pytest.fixture
def app(make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock) -> Flask:
    providers = {name: stand_in.settings(name) for name in (*NAMES, "line")}
    providers["kakao"]["admin_key"] = ADMIN_KEY
    providers["apple"]["app_client_ids"] = ["kr.shop.app"]
    return make_app(Daemun(clock=frozen_clock, providers=providers), transport_cookies=True)


class Notifier:
    """Posts as the providers do."""

    def __init__(self, app: Flask, stand_in: StandIn) -> None:
        self._client = app.test_client()
        self._stand_in = stand_in

    def tell(self, name: str, subject: str, **changes: object) -> TestResponse:
        sent: dict[str, Any] = getattr(self, name)(subject, **changes)
        return self._client.post(f"/auth/login/with/{name}/notifications", **sent)

    def apple(self, subject: str, event: str = "consent-revoked", **changes: object) -> dict[str, Any]:
        now = int(self._stand_in.now())
        claims = {
            "iss": f"{self._stand_in.base}/appleid.apple.com",
            "aud": "kr.shop.app",
            "iat": now,
            "jti": "abede",
            "events": json.dumps({"type": event, "sub": subject, "event_time": now * 1000}),
        }
        return {"json": {"payload": self._stand_in.sign_with_keys(claims | changes)}}

    def kakao(self, subject: str, key: str = f"KakaoAK {ADMIN_KEY}") -> dict[str, Any]:
        form = {"app_id": "123456", "user_id": subject, "referrer_type": "UNLINK_FROM_APPS"}
        return {"data": form, "headers": {"Authorization": key}}

    def naver(self, subject: str, secret: str = SECRET, **changes: str) -> dict[str, Any]:
        key = md5(secret.encode(), usedforsecurity=False).digest()
        iv, padding = b"0123456789abcdef", 16 - len(subject) % 16
        encryptor = Cipher(AES128(key), CBC(iv)).encryptor()
        sealed = iv + encryptor.update(subject.encode() + bytes([padding]) * padding) + encryptor.finalize()
        form = {
            "clientId": CLIENT,
            "encryptUniqueId": base64.urlsafe_b64encode(sealed).decode(),
            "timestamp": str(int(self._stand_in.now())),
        } | changes
        text = "&".join(f"{name}={form[name]}" for name in ("clientId", "encryptUniqueId", "timestamp"))
        form["signature"] = base64.urlsafe_b64encode(hmac.new(key, text.encode(), sha256).digest()).decode()
        return {"data": form}


@pytest.fixture
def notifier(app: Flask, stand_in: StandIn) -> Notifier:
    return Notifier(app, stand_in)


def log_in(app: Flask, stand_in: StandIn, name: str) -> FlaskClient:
    client = app.test_client()
    answer = go(client, stand_in, name)
    assert answer.status_code == 302, answer.text
    return client


def identities_of(client: FlaskClient) -> list[str]:
    answer = client.get("/auth/me/identities", base_url="https://shop.example").get_json()
    return [each["provider"] for each in answer["identities"]]


@pytest.mark.parametrize("name", NAMES)
def test_who_leaves_there_is_logged_out_here_and_still_has_a_way_in(
    app: Flask, stand_in: StandIn, notifier: Notifier, frozen_clock: FrozenClock, name: str
) -> None:
    client = log_in(app, stand_in, name)
    user_id = me(client).get_json()["id"]
    frozen_clock.tick(seconds=5)

    assert notifier.tell(name, SHAPES[name].subject).status_code == 200

    assert code_of(client.get("/auth/me/identities", base_url="https://shop.example")) == "token_revoked"
    (event,) = [
        each
        for each in app.extensions["daemun"].store.audit.list_page()
        if each.name == IdentityUnlinked.name
    ]
    assert (event.user_id, event.details["provider"], event.details["is_removed"]) == (user_id, name, False)
    # It was the last way in: who agrees there once more is the same person.
    assert me(log_in(app, stand_in, name)).get_json()["id"] == user_id


@pytest.mark.parametrize("name", NAMES)
def test_with_another_way_in_the_account_is_disconnected(
    app: Flask, stand_in: StandIn, notifier: Notifier, frozen_clock: FrozenClock, name: str
) -> None:
    client = log_in(app, stand_in, name)
    url = change(client, "POST", "/me/identities/line").get_json()["redirect_to"]
    come_back(client, as_address(stand_in.agree(url)))
    assert sorted(identities_of(client)) == sorted([name, "line"])
    frozen_clock.tick(seconds=5)

    assert notifier.tell(name, SHAPES[name].subject).status_code == 200

    assert identities_of(log_in(app, stand_in, "line")) == ["line"]
    # It knows: there is nothing to tell.
    assert app.extensions["daemun"].grants.flush()
    assert stand_in.revoked == []


@pytest.mark.parametrize("name", NAMES)
def test_somebody_unknown_is_no_error(notifier: Notifier, name: str) -> None:
    for subject in ("nobody", "x" * 300, "a\x00b"):
        assert notifier.tell(name, subject).status_code == 200


@pytest.mark.parametrize("name", ["apple", "naver"])
def test_what_was_told_before_the_last_login_ends_nothing(
    app: Flask, stand_in: StandIn, notifier: Notifier, frozen_clock: FrozenClock, name: str
) -> None:
    sent = getattr(notifier, name)(SHAPES[name].subject)
    frozen_clock.tick(seconds=5)
    client = log_in(app, stand_in, name)

    answer = app.test_client().post(f"/auth/login/with/{name}/notifications", **sent)

    assert answer.status_code == 200
    assert identities_of(client) == [name]


FORGED: dict[str, list[dict[str, object]]] = {
    "apple": [
        {"aud": "kr.other.app"},
        {"iss": "https://evil.example"},
        {"iss": ""},
        {"events": "{"},
        {"events": ["consent-revoked"]},
        {"iat": "now"},
    ],
    "kakao": [
        {"key": "KakaoAK another"},
        {"key": "KakaoAK None"},
        {"key": f"Bearer {ADMIN_KEY}"},
        {"key": ""},
    ],
    "naver": [
        {"secret": "another"},
        {"clientId": "another"},
        {"timestamp": "today"},
        {"timestamp": "9" * 30},
        {"encryptUniqueId": "AAAA"},
        {"encryptUniqueId": "A" * 64},
    ],
}


@pytest.mark.parametrize("name", NAMES)
def test_what_others_post_ends_nothing(
    app: Flask, stand_in: StandIn, notifier: Notifier, frozen_clock: FrozenClock, name: str
) -> None:
    client = log_in(app, stand_in, name)
    frozen_clock.tick(seconds=5)

    for changes in FORGED[name]:
        answer = notifier.tell(name, SHAPES[name].subject, **changes)
        assert (answer.status_code, code_of(answer)) == (403, "provider_refused"), changes

    assert identities_of(client) == [name]


def test_apple_tells_of_other_things_too(
    app: Flask, stand_in: StandIn, notifier: Notifier, frozen_clock: FrozenClock
) -> None:
    client = log_in(app, stand_in, "apple")
    frozen_clock.tick(seconds=5)

    for event in ("email-disabled", "email-enabled", "something-new"):
        assert notifier.tell("apple", SHAPES["apple"].subject, event=event).status_code == 200

    assert identities_of(client) == ["apple"]
