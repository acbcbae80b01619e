"""`/.well-known/jwks.json`: the public keys."""

import json

from flask import Blueprint, Response
from typing_extensions import TypedDict

from daemun.features.tokens.key_ring import KeyRing
from daemun.features.tokens.key_rotation import KEY_SET_MAX_AGE
from daemun.http.operation import Operation, describe
from daemun.http.response_headers import add_security_headers


class KeySetAnswer(TypedDict):
    """A JSON Web Key Set (RFC 7517 section 5)."""

    keys: list[dict[str, str]]


_SHOW_KEYS = Operation(
    answer=KeySetAnswer,
    media_type="application/jwk-set+json",
    headers={"Cache-Control": "For how long the keys may be kept."},
)


def blueprint(keys: KeyRing) -> Blueprint:
    """`GET /.well-known/jwks.json` (RFC 7517 section 5): public, cached for 5 minutes."""
    routes = Blueprint("tokens", __name__)

    @routes.get("/.well-known/jwks.json")
    @describe(_SHOW_KEYS)
    def show_keys() -> Response:
        """Publish the public keys (RFC 7517)."""
        response = Response(
            json.dumps({"keys": keys.published_jwks()}), content_type="application/jwk-set+json"
        )
        response.headers["Cache-Control"] = f"public, max-age={KEY_SET_MAX_AGE.seconds}"
        add_security_headers(response)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return routes
