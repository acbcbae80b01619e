"""Setting and clearing the cookies that carry tokens, and the one that marks a known browser."""

import logging
from typing import TypeVar
from urllib.parse import quote

from flask import has_request_context, request
from werkzeug.wrappers import Response

from daemun.http.cookie_answers import answers_in_cookies
from daemun.http.errors import LoginTooLarge
from daemun.http.settings import TransportSettings
from daemun.http.token_texts import TokenTexts
from daemun.http.web_context import web_context
from daemun.loopback import leaves_in_the_clear

_logger = logging.getLogger("daemun")
_DEVICE_DAYS = 180
_MAX_COOKIE_BYTES = 4096
"""Of name and value: browsers silently drop a larger cookie."""
_VARY = ("Cookie", "Sec-Fetch-Site", "Origin")


AnyResponse = TypeVar("AnyResponse", bound=Response)


def cookie_name(transport: TransportSettings, purpose: str) -> str:
    """Name our cookie for a purpose. `__Host-`: no other host or plain-http page can set or read it."""
    return f"__Host-{_base(transport)}-{purpose}"


def access_cookie(transport: TransportSettings) -> str:
    """The name of the cookie that carries the access token."""
    return cookie_name(transport, "access")


def refresh_cookie(transport: TransportSettings) -> str:
    """The name of the cookie that carries the refresh token."""
    return cookie_name(transport, "refresh")


def device_cookie(transport: TransportSettings) -> str:
    """The name of the cookie that marks a browser which has logged somebody in before."""
    return cookie_name(transport, "device")


def _base(transport: TransportSettings) -> str:
    if transport.cookie_name is not None:
        return transport.cookie_name
    mounted_at = request.root_path.strip("/") if has_request_context() else ""
    # A `__Host-` cookie belongs to the whole host, so the path goes into the name.
    return f"daemun.{quote(mounted_at, safe='')}" if mounted_at else "daemun"


def put_tokens(response: AnyResponse, tokens: TokenTexts) -> AnyResponse:
    """Set the token cookies on any response, a page or JSON.

    They expire when the browser closes, unless the session is remembered.
    """
    transport = web_context().transport
    max_age = tokens.refresh_expires_in if tokens.remember else None
    set_cookie(response, access_cookie(transport), tokens.access_token, same_site="Lax", max_age=max_age)
    # Lax: a user who follows a link from a mail is logged in; unsafe methods have the cross-site check.
    set_cookie(response, refresh_cookie(transport), tokens.refresh_token, same_site="Lax", max_age=max_age)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(_VARY)
    _report_lost()
    return response


def _report_lost() -> None:
    """Log why a browser will drop these cookies: `Origin` says over which scheme its page was loaded."""
    origin = request.headers.get("Origin", "")
    if leaves_in_the_clear(origin):
        _logger.warning("browsers keep no login from %s: use https://, or http://localhost", origin)


def set_device_cookie(response: Response, value: str) -> None:
    """Let the browser prove at the next login that it has logged this user in before. It grants no access."""
    name = device_cookie(web_context().transport)
    set_cookie(response, name, value, same_site="Strict", max_age=_DEVICE_DAYS * 86400)


def clear_tokens(response: AnyResponse) -> AnyResponse:
    """Clear the token cookies."""
    transport = web_context().transport
    for name in (access_cookie(transport), refresh_cookie(transport)):
        set_cookie(response, name, "", same_site="Lax", max_age=0)
    response.vary.update(_VARY)
    return response


def clear_cookies(response: AnyResponse) -> AnyResponse:
    """Clear the token cookies and the browser's stored copies of our responses, if tokens are in cookies."""
    if answers_in_cookies():
        clear_tokens(response)
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def sets_tokens(response: Response) -> bool:
    """Whether a response sets or clears the token cookies already."""
    begins = f"{refresh_cookie(web_context().transport)}="
    return any(line.startswith(begins) for line in response.headers.getlist("Set-Cookie"))


def set_cookie(
    response: Response, name: str, value: str, *, same_site: str, max_age: int | None = None
) -> None:
    """Set a cookie that no script can read. max_age: seconds; None: until the browser closes.

    Raises LoginTooLarge for a cookie so large that browsers would drop it.
    """
    if len(name) + len(value) > _MAX_COOKIE_BYTES:
        _logger.error(
            "%s would have more than %d bytes: take roles from the user, or make claims= smaller",
            name,
            _MAX_COOKIE_BYTES,
        )
        raise LoginTooLarge
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite=same_site
    )
