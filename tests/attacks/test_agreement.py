"""Library, extension and server judge a token alike: one table, asked of all three."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from flask import Flask

from daemun import Daemun
from daemun.composition.services import Services
from daemun.server.application import create_app
from daemun.testing import FrozenClock
from daemun_verify import InvalidToken, Verifier

ISSUER = "https://login.example.kr"
Judge = Callable[[str], str]
"""The code with which a token is refused; empty for one that is taken."""


class Judges:
    """One installation, asked in three ways, whose signing key may sign anything."""

    def __init__(self, app: Flask, clock: FrozenClock) -> None:
        self.app = app
        self.clock = clock
        self.services: Services = app.extensions["daemun"]
        with app.app_context():
            user = self.services.users.draft(username="minsu.kim", email=None, profile={})
            self.services.users.add(user)
            session = self.services.sessions.open_for(user)
            self.key, self.private = self.services.keys.signing_key()
        self.token = session.access_token.text
        self.claims = jwt.decode(self.token, options={"verify_signature": False})
        self.verifier = Verifier(
            issuer=ISSUER,
            audience=ISSUER,
            keys=app.test_client().get("/auth/.well-known/jwks.json").get_json(),
            clock=lambda: clock.now().timestamp(),
        )

    def ask_library(self, token: str) -> str:
        try:
            self.verifier.verify(token)
        except InvalidToken as refused:
            return "token_expired" if refused.code == "expired" else "token_invalid"
        return ""

    def ask_application(self, token: str) -> str:
        answer = self.app.test_client().get("/auth/me", headers={"Authorization": f"Bearer {token}"})
        return "" if answer.status_code == 200 else str(answer.get_json()["code"])

    def sign(self, header: Mapping[str, object], claims: Mapping[str, object]) -> str:
        full = {"alg": self.key.algorithm, "kid": self.key.id, "typ": "at+jwt", **header}
        signed = {name: value for name, value in {**self.claims, **claims}.items() if value is not ...}
        signing_input = f"{_encode(json.dumps(full).encode())}.{_encode(json.dumps(signed).encode())}"
        signature = jwt.get_algorithm_by_name(self.key.algorithm).sign(signing_input.encode(), self.private)
        return f"{signing_input}.{_encode(signature)}"


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


@pytest.fixture(params=["ES256", "EdDSA"])
def algorithm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["extension", "server"])
def judges(
    request: pytest.FixtureRequest, tmp_path: Path, frozen_clock: FrozenClock, algorithm: str
) -> Iterator[Judges]:
    config = {"DAEMUN_TOKENS_ISSUER": ISSUER, "DAEMUN_TOKENS_ALGORITHM": algorithm}
    if request.param == "server":
        app = create_app(instance_path=tmp_path, config=config, clock=frozen_clock)
    else:
        app = Flask("host", instance_path=str(tmp_path))
        app.config.update(config)
        Daemun(app, clock=frozen_clock)
    made = Judges(app, frozen_clock)
    yield made
    made.services.close()


HEADERS: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"typ": "AT+JWT"}, ""),
    ({"typ": "application/at+jwt"}, ""),
    ({"typ": "JWT"}, "token_invalid"),
    ({"typ": "at+jwt "}, "token_invalid"),
    ({"cty": "JWT"}, "token_invalid"),
    ({"cty": "application/jwt"}, "token_invalid"),
    ({"cty": "at+jwt"}, "token_invalid"),
    ({"crit": []}, "token_invalid"),
    ({"b64": True}, "token_invalid"),
    ({"jwk": {}}, "token_invalid"),
    ({"kid": "other"}, "token_invalid"),
    ({"alg": "none"}, "token_invalid"),
    ({"alg": "HS256"}, "token_invalid"),
    ({"alg": "RS256"}, "token_invalid"),
]
CLAIMS: list[tuple[dict[str, Any], str]] = [
    ({"aud": [ISSUER, "https://other.example"]}, ""),
    ({"aud": "https://other.example"}, "token_invalid"),
    ({"aud": ...}, "token_invalid"),
    ({"iss": f"{ISSUER}/"}, "token_invalid"),
    ({"exp": 1}, "token_expired"),
    ({"exp": None}, "token_invalid"),
    ({"exp": ...}, "token_invalid"),
    ({"nbf": 4_000_000_000}, "token_invalid"),
    ({"iat": 4_000_000_000}, "token_invalid"),
    ({"iat": ...}, "token_invalid"),
    ({"nbf": ...}, ""),
    ({"jti": ...}, "token_invalid"),
    ({"client_id": ...}, "token_invalid"),
    ({"sub": ...}, "token_invalid"),
    ({"sub": ["x"]}, "token_invalid"),
    ({"roles": "admin"}, "token_invalid"),
    ({"scope": ["a"]}, "token_invalid"),
]


@pytest.mark.requirement("JW-05", "JW-10", "JW-11", "JW-12", "JW-13", "JW-14", "JW-15", "JW-18")
def test_library_extension_and_server_agree(judges: Judges, algorithm: str) -> None:
    names = [
        ({"alg": name}, "" if algorithm == "EdDSA" else "token_invalid") for name in ("EdDSA", "Ed25519")
    ]
    table = [
        *((judges.sign(header, {}), f"header {header}", code) for header, code in [*HEADERS, *names]),
        *((judges.sign({}, claims), f"claims {claims}", code) for claims, code in CLAIMS),
    ]

    judged = [(what, judges.ask_library(token), judges.ask_application(token)) for token, what, _ in table]

    assert judged == [(what, code, code) for _, what, code in table]


@pytest.mark.requirement("JW-14")
def test_a_token_taken_once_is_refused_when_the_clock_goes_back_before_its_start(judges: Judges) -> None:
    token = judges.sign({}, {})
    assert (judges.ask_library(token), judges.ask_application(token)) == ("", "")

    judges.clock.tick(seconds=-31)

    assert (judges.ask_library(token), judges.ask_application(token)) == ("token_invalid", "token_invalid")
