"""The verifier on any text: `InvalidToken` or a token that was really signed, nothing else."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from daemun_verify import InvalidToken, Verifier
from daemun_verify.key_set import FixedKeySet

_KEY: Final = hashlib.sha256(b"the key of the fuzzer").digest()
_NOW: Final = 1_800_000_000
_TELLING: Final = 12
"""Characters; a shorter part may stand in any sentence."""
_ISSUER: Final = "https://login.example"
_HEADER: Final = b'{"alg":"HS256","kid":"one","typ":"at+jwt"}'
_PAYLOAD: Final = json.dumps(
    {
        "iss": _ISSUER,
        "aud": "https://api.example",
        "sub": "someone",
        "client_id": "app",
        "jti": "first",
        "iat": _NOW,
        "exp": _NOW + 300,
        "scope": "read write",
        "roles": ["admin"],
    }
).encode()


def _base64url(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _signed(header: bytes, payload: bytes) -> bytes:
    signing_input = _base64url(header) + b"." + _base64url(payload)
    return signing_input + b"." + _base64url(hmac.digest(_KEY, signing_input, hashlib.sha256))


_JWK: Final = {"kty": "oct", "kid": "one", "alg": "HS256", "k": _base64url(_KEY).decode()}
_VERIFIER: Final = Verifier(
    issuer=_ISSUER,
    audience="https://api.example",
    keys={"keys": [_JWK]},
    algorithms=("HS256",),
    leeway=timedelta(0),
    clock=lambda: _NOW + 10,
    cache_size=0,
)


def seeds() -> Iterator[bytes]:
    yield b"\0" + _signed(_HEADER, _PAYLOAD)
    yield b"\1" + _HEADER + b"\n" + _PAYLOAD
    yield b"\2" + json.dumps({"keys": [_JWK]}).encode()
    yield b"\2" + b'{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"' + _base64url(_KEY) + b'"}]}'


def try_input(data: bytes) -> None:
    """The first byte chooses: a whole token, a header and a payload that we sign, or a key set."""
    match data[:1]:
        case b"\0":
            _try_token(data[1:], must_be_refused=not data.endswith(_signed(_HEADER, _PAYLOAD)))
        case b"\1":
            header, _, payload = data[1:].partition(b"\n")
            _try_token(_signed(header, payload), must_be_refused=False)
        case _:
            _try_key_set(data[1:])


def _try_token(token: bytes, *, must_be_refused: bool) -> None:
    try:
        verified = _VERIFIER.verify(token.decode("utf-8", "surrogateescape"))
    except InvalidToken as refused:
        if any(part in str(refused) for part in _long_parts(token)):
            raise AssertionError("the refusal repeats the token") from None
        return
    if must_be_refused:
        raise AssertionError("accepted what nobody signed")
    if verified.issuer != _ISSUER or verified.expires_at.timestamp() <= _NOW + 10:
        raise AssertionError("accepted what is wrong or over")


def _long_parts(token: bytes) -> Iterator[str]:
    return (part for part in token.decode("latin-1").split(".") if len(part) >= _TELLING)


def _try_key_set(text: bytes) -> None:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(given, dict):
        try:
            FixedKeySet(given)
        except ValueError:
            return
