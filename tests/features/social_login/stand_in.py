"""Stands in for the providers that are known by name: what `shapes.py` says, at `/<host>/<path>` of a
loopback port. Strict about what it is sent; as false as a test wants it.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from daemun import Preset
from daemun.features.social_login.presets import PRESETS
from daemun.randomness import SystemRandomness, base64url
from tests.features.social_login.elsewhere import Answer, json_answer
from tests.features.social_login.shapes import ADMIN_KEY, CLIENT, SECRET, SHAPES, Shape, Taken

TEAM, KEY_ID = "9ABCDEFGHJ", "ABC123DEFG"
_KEYS = generate_rsa_key(65537, 2048)
_APPLES = generate_private_key(SECP256R1())
_APPS = generate_private_key(SECP256R1())
APPLE_KEY = _APPLES.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
CHANNEL_TOKENS = "api.line.me/oauth2/v3/token"
_ENDPOINTS = ("authorization", "token", "userinfo", "emails")
_CALLED = ("issuer", *(f"{name}_endpoint" for name in _ENDPOINTS))


class StandIn(ThreadingHTTPServer):
    """People agree by `agree`. `false` answers go before right ones, by address; `alter` changes claims,
    `sign` how they are signed.
    """

    daemon_threads = True

    def __init__(self, *, now: Callable[[], float]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        self.now = now
        self.granted: dict[str, tuple[str, dict[str, str]]] = {}
        self.bearers: dict[str, str] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.revoked: list[str] = []
        """By whom an application was told that somebody disconnected."""
        self.be_true()

    def be_true(self) -> None:
        """Forget what was false."""
        self.false: dict[str, Answer] = {}
        self.alter: Callable[[dict[str, Any]], None] = lambda claims: None
        self.sign: Callable[[Shape, dict[str, Any]], str] = self.sign_well

    def at(self, preset: Preset) -> Preset:
        """A preset with this server for every host."""
        moved: dict[str, Any] = {name: self._here(getattr(preset, name)) for name in _CALLED}
        revocation = preset.revocation
        if revocation is not None:
            moved["revocation"] = replace(
                revocation,
                endpoint=self._here(revocation.endpoint) or "",
                token_endpoint=self._here(revocation.token_endpoint),
            )
        return replace(preset, **moved)

    def _here(self, url: str | None) -> str | None:
        return url and self.base + url.removeprefix("https:/")

    def settings(self, name: str, **members: object) -> dict[str, object]:
        settings: dict[str, object] = {"client_id": CLIENT, "internal": True}
        if name == "apple":
            settings |= {"team_id": TEAM, "key_id": KEY_ID, "private_key": APPLE_KEY}
        else:
            settings["client_secret"] = SECRET
        if name == "forum":
            forum = f"{self.base}/forum.example"
            settings["authorization_endpoint"] = f"{forum}/oauth/authorize"
            settings["token_endpoint"] = f"{forum}/oauth/token"
            settings["userinfo_endpoint"] = f"{forum}/api/me"
            settings["subject"] = "user.id"
        else:
            settings["preset"] = self.at(PRESETS[name])
        return settings | members

    def agree(self, url: str, **fields: str) -> tuple[str, dict[str, str]]:
        """Agree to what a browser was sent here for: where it goes back to, and what it brings."""
        address, _, _ = url.removeprefix(f"{self.base}/").partition("?")
        (name,) = [name for name, shape in SHAPES.items() if shape.authorize == address]
        shape, query = SHAPES[name], _read_query(urlsplit(url).query)
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert query.get("scope", "") == shape.scope
        assert ("nonce" in query) is (shape.issuer is not None)
        assert shape.asks.items() <= query.items()
        code = base64url(SystemRandomness().token(16))
        self.granted[code] = (name, query)
        return query["redirect_uri"], {"code": code, "state": query["state"], **shape.callback, **fields}

    def ask(self, path: str) -> Answer:
        """The page that a browser sees here: a button that posts what it brings back."""
        address, fields = self.agree(self.base + path)
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items()
        )
        page = (
            '<link rel="icon" href="data:,">'
            f'<form method="post" action="{escape(address)}">{inputs}<button>Agree</button></form>'
        )
        return Answer(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def give_tokens(self, address: str, form: dict[str, str], authorization: str) -> Answer:
        match form["grant_type"]:
            case "refresh_token":
                return self._refresh(address, form, authorization)
            case "client_credentials" if address == CHANNEL_TOKENS:
                assert self._is_client("line", SHAPES["line"], form, authorization)
                return self._give_bearer("line channel")
        name, query = self.granted.pop(form.get("code", ""), ("", {}))
        shape = SHAPES.get(name)
        if (
            shape is None
            or shape.token != address
            or form["redirect_uri"] != query["redirect_uri"]
            or base64url(sha256(form["code_verifier"].encode()).digest()) != query["code_challenge"]
        ):
            # As GitHub says it.
            return json_answer({"error": "bad_verification_code", "error_description": "<b>expired</b>"})
        if not self._is_client(name, shape, form, authorization):
            return json_answer({"error": "invalid_client"}, status=401)
        if name == "naver" and form.get("state") != query["state"]:
            return json_answer({"error": "invalid_request"})
        tokens = json.loads(self._give_bearer(name).body)
        if shape.refreshes == "always" or (
            shape.refreshes == "first" and name not in self.refresh_tokens.values()
        ):
            tokens["refresh_token"] = base64url(SystemRandomness().token(16))
            self.refresh_tokens[tokens["refresh_token"]] = name
        if shape.issuer is not None:
            tokens["id_token"] = self.sign(shape, self._claims_of(shape, query))
        return json_answer(tokens)

    def _claims_of(self, shape: Shape, query: Mapping[str, str]) -> dict[str, Any]:
        now = int(self.now())
        claims = {"iss": f"{self.base}/{shape.issuer}", "aud": CLIENT, "iat": now, "exp": now + 3600}
        if shape.repeats_nonce:
            claims["nonce"] = query["nonce"]
        if shape.auth_time == "always" or shape.auth_time in query:
            claims["auth_time"] = now
        elif shape.auth_time == "prompt":
            claims["auth_time"] = now - 3600
        claims |= json.loads(self._filled(shape.id_token))
        self.alter(claims)
        return claims

    def _give_bearer(self, name: str) -> Answer:
        token = base64url(SystemRandomness().token(16))
        self.bearers[token] = name
        return json_answer({"access_token": token, "token_type": "bearer", "expires_in": "3600"})

    def _refresh(self, address: str, form: dict[str, str], authorization: str) -> Answer:
        name = self.refresh_tokens.get(form["refresh_token"], "")
        shape = SHAPES.get(name)
        if shape is None or shape.token != address:
            return json_answer({"error": "invalid_grant"}, status=400)
        assert self._is_client(name, shape, form, authorization)
        return self._give_bearer(name)

    def take_back(self, method: str, address: str, headers: Mapping[str, str], sent: str) -> Answer | None:
        """What a revocation gets; None: it is none."""
        for name, shape in SHAPES.items():
            taken = shape.taken
            if taken is None or taken.address != address:
                continue
            assert (method, headers["Content-Type"]) == (taken.method, taken.media)
            form = json.loads(sent) if taken.media == "application/json" else _read_query(sent)
            given = headers.get("Authorization", "")
            if not self._may_take_back(name, shape, taken, form, given):
                return json_answer({"error": "invalid_client"}, status=401)
            if not self._names_somebody(name, shape, taken, form, given):
                return json_answer({"error": "invalid_token"}, status=400)
            self.revoked.append(name)
            self.refresh_tokens = {token: of for token, of in self.refresh_tokens.items() if of != name}
            return Answer(taken.status, taken.body)
        return None

    def _may_take_back(
        self, name: str, shape: Shape, taken: Taken, form: dict[str, str], authorization: str
    ) -> bool:
        match taken.who:
            case "client":
                return self._is_client(name, shape, form, authorization)
            case "basic":
                return b64decode(authorization.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
            case "channel":
                return self.bearers.get(authorization.removeprefix("Bearer ")) == f"{name} channel"
            case "admin":
                # Or as the person.
                is_person = self.bearers.get(authorization.removeprefix("Bearer ")) == name
                return authorization == f"KakaoAK {ADMIN_KEY}" or is_person

    def _names_somebody(
        self, name: str, shape: Shape, taken: Taken, form: dict[str, str], authorization: str
    ) -> bool:
        if taken.kind == "subject":
            return "KakaoAK" not in authorization or (
                (form["target_id_type"], form[taken.member]) == ("user_id", shape.subject)
            )
        if taken.kind == "refresh_token":
            assert form["token_type_hint"] == "refresh_token"
        known = self.bearers if taken.kind == "access_token" else self.refresh_tokens
        return known.get(form[taken.member]) == name

    def sign_well(self, shape: Shape, claims: dict[str, Any]) -> str:
        if shape.algorithm == "HS256":
            return jwt.encode(claims, SECRET, algorithm="HS256")
        return self.sign_with_keys(claims)

    def publish_keys(self, shape: Shape, **members: str) -> Answer:
        """LINE's are of another kind than what its web logins are signed with."""
        if shape.algorithm == "HS256":
            key = {**json.loads(ECAlgorithm.to_jwk(_APPS.public_key())), "alg": "ES256"}
        else:
            key = {**json.loads(RSAAlgorithm.to_jwk(_KEYS.public_key())), "alg": "RS256"}
        return json_answer({"keys": [{**key, "kid": "key-1", "use": "sig", **members}]})

    def sign_for_app(self, claims: dict[str, Any]) -> str:
        """As LINE's own library gets it."""
        return jwt.encode(claims, _APPS, algorithm="ES256", headers={"kid": "key-1"})

    def sign_with_keys(self, claims: dict[str, Any], algorithm: str = "RS256", **header: str) -> str:
        return jwt.encode(claims, _KEYS, algorithm=algorithm, headers={"kid": "key-1", **header})

    def answer(self, address: str, authorization: str) -> Answer:
        """What a GET gets."""
        # Microsoft says the same of all its paths for many tenants.
        address = address.replace("/organizations/v2.0/", "/common/v2.0/")
        for name, shape in SHAPES.items():
            if shape.issuer is not None and address == f"{shape.issuer}/.well-known/openid-configuration":
                return json_answer(json.loads(self._filled(self._published(shape))))
            if address == shape.keys:
                return self.publish_keys(shape, **json.loads(self._filled(shape.key)))
            if address in shape.answers:
                if self.bearers.get(authorization.removeprefix("Bearer ")) != name:
                    return json_answer({"message": "Bad credentials"}, status=401)
                return Answer(200, json.dumps(shape.answers[address]).encode())
        return Answer(404)

    def _published(self, shape: Shape) -> dict[str, object]:
        return {
            "issuer": f"{{base}}/{shape.issuer}",
            "authorization_endpoint": f"{{base}}/{shape.authorize}",
            "token_endpoint": f"{{base}}/{shape.token}",
            "jwks_uri": f"{{base}}/{shape.keys}",
            **shape.discovery,
        }

    def _filled(self, document: Mapping[str, Any]) -> str:
        return json.dumps(document).replace("{base}", self.base)

    def _is_client(self, name: str, shape: Shape, form: dict[str, str], authorization: str) -> bool:
        if shape.secret_in == "header":
            given = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            return (unquote_plus(given[0]), unquote_plus(given[2])) == (CLIENT, SECRET)
        assert not authorization
        if form["client_id"] != CLIENT:
            return False
        return self._is_apples(form["client_secret"]) if name == "apple" else form["client_secret"] == SECRET

    def _is_apples(self, secret: str) -> bool:
        claims = jwt.decode(
            secret,
            _APPLES.public_key(),
            algorithms=["ES256"],
            audience=f"{self.base}/appleid.apple.com",
            options={"verify_exp": False, "verify_iat": False},
        )
        is_named = (claims["iss"], claims["sub"]) == (TEAM, CLIENT)
        is_ours = is_named and jwt.get_unverified_header(secret)["kid"] == KEY_ID
        return is_ours and claims["iat"] <= self.now() < claims["exp"] <= self.now() + 15_777_000

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Conversation(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        if self.path.startswith("/appleid.apple.com/auth/authorize?"):
            self._send(self.server.ask(self.path))
            return
        self._write(self.server.answer(self.path.lstrip("/"), self.headers.get("Authorization", "")))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path.lstrip("/") in self.server.false:
            self._write(Answer(404))
            return
        taken = self.server.take_back(self.command, self.path.lstrip("/"), dict(self.headers), sent)
        if taken is not None:
            self._write(taken)
            return
        form, authorization = _read_query(sent), self.headers.get("Authorization", "")
        self._write(self.server.give_tokens(self.path.lstrip("/"), form, authorization))

    def do_DELETE(self) -> None:
        self.do_POST()

    def _write(self, right: Answer) -> None:
        # GitHub refuses calls without a name, and answers with a form to who does not ask for JSON.
        assert self.headers["User-Agent"]
        assert self.headers["Accept"] == "application/json"
        self._send(self.server.false.get(self.path.lstrip("/"), right))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *arguments: object) -> None:
        pass


def _read_query(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def as_address(back: tuple[str, dict[str, str]]) -> str:
    """What a browser brings back, in its address."""
    return f"{back[0]}?{urlencode(back[1])}"
