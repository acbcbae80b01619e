"""A provider as strict as the standards, and as false as a test wants it; on a loopback port."""

import json
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from daemun.randomness import SystemRandomness, base64url

CLIENT = "shop"
_KEYS: list[RSAPrivateKey] = []
SECRET = "a secret of 32 characters & more: %"


@dataclass
class Answer:
    """An answer in place of the right one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False


@dataclass
class Granted:
    """What a person has agreed to."""

    query: dict[str, str]
    claims: dict[str, object]


class Elsewhere(ThreadingHTTPServer):
    """People agree by `approve`; `answers` and `alter` make it false."""

    daemon_threads = True

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.now = now
        self.keys: dict[str, RSAPrivateKey] = {"key-1": _key(0)}
        self.key_id = "key-1"
        self.granted: dict[str, Granted] = {}
        self.answers: dict[str, Answer] = {}
        self.metadata: dict[str, object] = {}
        self.alter: Callable[[dict[str, Any]], None] = lambda claims: None
        self.sign: Callable[[dict[str, Any]], str] = self.sign_well
        self.userinfo: dict[str, object] = {}
        self.requests: list[str] = []
        self.over = Event()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def settings(self, **members: object) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "internal": True,
            **members,
        }

    def approve(self, url: str, **claims: object) -> str:
        """Agree to what a browser was sent here for: the address that it is sent back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.issuer}/authorize?")
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = base64url(SystemRandomness().token(16))
        self.granted[code] = Granted(query, claims)
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def give_tokens(self, form: dict[str, str], authorization: str) -> Answer:
        name, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote_plus(name), unquote_plus(secret)) != (CLIENT, SECRET):
            return json_answer({"error": "invalid_client"}, status=401)
        granted = self.granted.pop(form.get("code", ""), None)
        if (
            granted is None
            or form["grant_type"] != "authorization_code"
            or form["redirect_uri"] != granted.query["redirect_uri"]
            or base64url(sha256(form["code_verifier"].encode()).digest()) != granted.query["code_challenge"]
        ):
            return json_answer({"error": "invalid_grant"}, status=400)
        access_token = base64url(SystemRandomness().token(16))
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": granted.query["nonce"],
            "at_hash": base64url(sha256(access_token.encode()).digest()[:16]),
            # Whoever asks for it has it proven now (OpenID Connect Core 1.0 section 3.1.2.1).
            **({"auth_time": now} if "max_age" in granted.query else {}),
            **granted.claims,
        }
        self.userinfo.setdefault("sub", granted.claims.get("sub"))
        self.alter(claims)
        tokens = {"access_token": access_token, "token_type": "Bearer", "id_token": self.sign(claims)}
        return json_answer(tokens)

    def sign_well(self, claims: dict[str, Any]) -> str:
        key = self.keys[self.key_id]
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": self.key_id})

    def published(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            **self.metadata,
        }

    def published_keys(self) -> dict[str, object]:
        # Without `alg`, as some write them.
        return {
            "keys": [
                {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": key_id, "use": "sig"}
                for key_id, key in self.keys.items()
            ]
        }

    def rotate(self) -> None:
        self.key_id = f"key-{len(self.keys) + 1}"
        self.keys[self.key_id] = _key(len(self.keys))

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


def _key(number: int) -> RSAPrivateKey:
    """Made once in a run: that takes time."""
    while len(_KEYS) <= number:
        _KEYS.append(generate_private_key(65537, 2048))
    return _KEYS[number]


def json_answer(body: Mapping[str, object], *, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


class _Conversation(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        match self.path:
            case "/.well-known/openid-configuration":
                self._write(json_answer(self.server.published()))
            case "/keys":
                self._write(json_answer(self.server.published_keys()))
            case "/userinfo":
                self._write(json_answer(self.server.userinfo))
            case path if path.startswith("/authorize?"):
                # Where a real browser waits until somebody calls `approve`.
                self._write(Answer(200, b"Do you agree?"))
            case _:
                self._write(Answer(404))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
        self._write(self.server.give_tokens(form, self.headers["Authorization"]))

    def _write(self, right: Answer) -> None:
        path = "/discovery" if self.path.startswith("/.well-known") else self.path
        self.server.requests.append(path)
        answer = self.server.answers.get(path, right)
        if answer.is_silent:
            self.server.over.wait(10)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(answer.body)

    def log_message(self, *arguments: object) -> None:
        pass
