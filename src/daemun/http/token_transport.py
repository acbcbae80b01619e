"""Where tokens are read and written: the `Authorization` header, and by setting cookies, a form field, the
query string.
"""

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from flask import Request, Response, after_this_request
from pydantic import Field
from typing_extensions import TypedDict

from daemun.http.body import media_type
from daemun.http.csrf import refuse_cross_site
from daemun.http.errors import TokenAmbiguous, TokenInvalid, TokenMissing
from daemun.http.parts import HttpParts, http_parts
from daemun.http.response_headers import json_response

ACCESS_COOKIE = "__Host-daemun-access"
REFRESH_COOKIE = "__Host-daemun-refresh"
DEVICE_COOKIE = "__Host-daemun-device"
_PARAMETER = "access_token"
_FORM_TYPE = "application/x-www-form-urlencoded"
_DEVICE_DAYS = 180
_LARGEST_COOKIE = 4096
"""Name and value in bytes: browsers drop a larger one without a word."""
_VARY = ("Cookie", "Sec-Fetch-Site", "Origin")


class CookieTooLarge(RuntimeError):
    """A user has so many roles or claims that the access token does not fit into a cookie."""


SECRET_MEMBERS = ("access_token", "token", "refresh_token")
"""Absent from bodies in cookie transport."""


class TokensAnswer(TypedDict):
    """Issued tokens (RFC 6749 section 5.1)."""

    access_token: Annotated[str, Field(description="For `Authorization: Bearer` (RFC 9068).")]
    token: Annotated[str, Field(description="The access token again, under a shorter name.")]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(description="Seconds that the access token lives.")]
    refresh_token: Annotated[str, Field(description="Good for one refresh, which gives its successor.")]
    refresh_expires_in: Annotated[int, Field(description="Seconds that the refresh token lives.")]
    session_id: str


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """The tokens of one answer."""

    access_token: str
    expires_in: int
    """Seconds."""
    refresh_token: str
    refresh_expires_in: int
    """Seconds."""
    session_id: str


def read_access_token(request: Request, parts: HttpParts) -> str:
    """Find the one access token of a request. A header, form field or parameter goes before a cookie.

    Raises TokenMissing, also for another scheme than Bearer (RFC 6750 section 3); TokenAmbiguous for two of
    them (section 2); CrossSiteRequest for a cookie on a request that is not shown to come from our own pages.
    """
    transport = parts.transport
    found = _from_header(request)
    if transport.form_field:
        found += _from_form(request)
    if transport.query_string:
        found += _from_query(request)
    if len(found) > 1:
        raise TokenAmbiguous
    if found:
        return found[0]
    token = read_cookie(request, ACCESS_COOKIE)
    if token is None:
        raise TokenMissing
    refuse_cross_site(request, parts.http)
    return token


def read_cookie(request: Request, name: str) -> str | None:
    """The value of one of our cookies, in cookie transport only.

    The name must match byte for byte, and two cookies of one name are refused: one of them is somebody
    else's. Only space and tab around a pair go (RFC 6265 section 5.2); other white space is part of a name
    that another site may set.
    """
    if not http_parts().transport.cookies:
        return None
    sent = [pair.strip(" \t") for pair in request.headers.get("Cookie", "").split(";")]
    values = [value for key, _, value in (pair.partition("=") for pair in sent) if key == name]
    if len(values) > 1:
        raise TokenAmbiguous
    return values[0] if values and values[0] else None


def answer_tokens(tokens: TokenAnswer, *, status: int = 200, **members: object) -> Response:
    """Tokens as JSON (RFC 6749 section 5.1), or as cookies with only what is no secret in the body."""
    body: TokensAnswer = {
        "access_token": tokens.access_token,
        "token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "refresh_token": tokens.refresh_token,
        "refresh_expires_in": tokens.refresh_expires_in,
        "session_id": tokens.session_id,
    }
    if not http_parts().transport.cookies:
        return json_response({**body, **members}, status=status)
    known = {name: value for name, value in body.items() if name not in SECRET_MEMBERS}
    response = json_response({**known, **members}, status=status)
    _set_cookie(response, ACCESS_COOKIE, tokens.access_token, same_site="Lax")
    _set_cookie(response, REFRESH_COOKIE, tokens.refresh_token, same_site="Strict")
    response.vary.update(_VARY)
    return response


def set_device_cookie(response: Response, value: str) -> None:
    """Let the browser show next time that it has logged this user in before. It opens nothing."""
    _set_cookie(response, DEVICE_COOKIE, value, same_site="Strict", max_age=_DEVICE_DAYS * 86400)


def clear_cookies(response: Response) -> Response:
    """Take the token cookies back, in cookie transport."""
    if http_parts().transport.cookies:
        for name in (ACCESS_COOKIE, REFRESH_COOKIE):
            _set_cookie(response, name, "", same_site="Strict", max_age=0)
        response.headers["Clear-Site-Data"] = '"cache"'
        response.vary.update(_VARY)
    return response


def _set_cookie(
    response: Response, name: str, value: str, *, same_site: str, max_age: int | None = None
) -> None:
    if len(name) + len(value) > _LARGEST_COOKIE:
        raise CookieTooLarge(
            f"{name} would have more than {_LARGEST_COOKIE} bytes: fewer roles, or smaller claims="
        )
    # `__Host-`: no other host, subdomain or plain-http page can set or read it.
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite=same_site
    )


def _from_header(request: Request) -> list[str]:
    # Not through `headers`, which is made anew for every request.
    sent: str | None = request.environ.get("HTTP_AUTHORIZATION")
    if sent is None:
        return []
    scheme, _, token = sent.partition(" ")
    if scheme.lower() != "bearer":
        return []
    if not token.strip(" \t"):
        raise TokenInvalid
    # Servers join a header that was sent twice with commas, which no token has.
    return [each.strip(" \t") for each in token.split(",")]


def _from_form(request: Request) -> list[str]:
    # The bodies of GET and HEAD mean nothing (RFC 6750 section 2.2).
    if media_type(request) != _FORM_TYPE or request.method in ("GET", "HEAD"):
        return []
    return request.form.getlist(_PARAMETER)


def _from_query(request: Request) -> list[str]:
    # Not `request.args`: it fails for bytes that are no UTF-8. Tokens are ASCII.
    pairs = parse_qsl(request.query_string.decode("latin-1"), keep_blank_values=True)
    found = [value for name, value in pairs if name == _PARAMETER]
    if found:
        after_this_request(_keep_private)
    return found


def _keep_private(response: Response) -> Response:
    """RFC 6750 section 2.3: a cache must not give this answer to whoever sends the same address."""
    if not response.cache_control.no_store:
        response.cache_control.private = True
    return response
