"""`/.well-known/jwks.json`: the public keys; `/.well-known/oauth-authorization-server`: where they are."""

import json
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, request
from typing_extensions import TypedDict

from daemun.features.tokens.key_ring import KeyRing
from daemun.features.tokens.key_rotation import KEY_SET_MAX_AGE
from daemun.features.tokens.settings import TokenSettings
from daemun.http.operation import Operation, describe
from daemun.http.response_headers import add_security_headers, json_response
from daemun.http.settings import HttpSettings


class KeySetAnswer(TypedDict):
    """A JSON Web Key Set (RFC 7517 section 5)."""

    keys: list[dict[str, str]]


_SHOW_KEYS = Operation(
    answer=KeySetAnswer,
    media_type="application/jwk-set+json",
    headers={"Cache-Control": "How long the keys may be cached."},
)


class MetadataAnswer(TypedDict):
    """The supported part of authorization server metadata (RFC 8414 section 2)."""

    issuer: str
    jwks_uri: str
    response_types_supported: list[str]
    grant_types_supported: list[str]


_SHOW_METADATA = Operation(
    answer=MetadataAnswer, headers={"Cache-Control": "How long the answer may be cached."}
)
METADATA_PATH = "/.well-known/oauth-authorization-server"


def blueprint(keys: KeyRing, settings: TokenSettings, http: HttpSettings) -> Blueprint:
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

    @routes.get(METADATA_PATH)
    @describe(_SHOW_METADATA)
    def show_metadata() -> Response:
        """Publish who issues tokens and where the keys are (RFC 8414)."""
        return answer_metadata(settings, http)

    return routes


def metadata_blueprint(settings: TokenSettings, http: HttpSettings) -> Blueprint:
    """The same where verifiers look for it: at the root of the issuer's host, in front of the issuer's path
    (RFC 8414 section 3.1).
    """
    routes = Blueprint("daemun_metadata", __name__)
    path = urlsplit(settings.issuer).path.rstrip("/") if _is_address(settings.issuer) else ""
    # Below the prefix it is mounted already.
    for place in sorted({METADATA_PATH, METADATA_PATH + path} - {http.url_prefix + METADATA_PATH}):
        routes.add_url_rule(
            place,
            endpoint=f"show_metadata_{len(place)}",
            view_func=lambda: answer_metadata(settings, http),
            methods=["GET"],
        )
    return routes


def answer_metadata(settings: TokenSettings, http: HttpSettings) -> Response:
    """An issuer that is not a URL is located at `DAEMUN_HTTP_ORIGIN`, or at the requested address: that
    answer must not be cached.
    """
    is_address = _is_address(settings.issuer)
    place = settings.issuer if is_address else http.origin or request.host_url
    host = "{0.scheme}://{0.netloc}".format(urlsplit(place))
    metadata: MetadataAnswer = {
        "issuer": settings.issuer,
        "jwks_uri": f"{host}{quote(request.root_path)}{http.url_prefix}/.well-known/jwks.json",
        "response_types_supported": [],
        "grant_types_supported": [],
    }
    response = json_response(metadata)
    if is_address:
        response.headers["Cache-Control"] = f"public, max-age={KEY_SET_MAX_AGE.seconds}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _is_address(issuer: str) -> bool:
    return issuer.startswith(("https://", "http://"))
