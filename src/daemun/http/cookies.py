"""The cookies that carry tokens, and the one that marks a known browser: how they are set and cleared."""

from flask import Response

from daemun.http.web_context import web_context

ACCESS_COOKIE = "__Host-daemun-access"
REFRESH_COOKIE = "__Host-daemun-refresh"
DEVICE_COOKIE = "__Host-daemun-device"
_DEVICE_DAYS = 180
_MAX_COOKIE_BYTES = 4096
"""Name and value: browsers silently drop a larger one."""
_VARY = ("Cookie", "Sec-Fetch-Site", "Origin")


class CookieTooLarge(RuntimeError):
    """A user has so many roles or claims that the access token does not fit into a cookie."""


def put_tokens(
    response: Response, *, access_token: str, refresh_token: str, max_age: int | None = None
) -> Response:
    """Set the token cookies on any response, a page or JSON.

    max_age: seconds, for a session that is remembered; None: they go when the browser closes. An access
        token that is over is kept, too: it says that there is a session to refresh.
    """
    _set_cookie(response, ACCESS_COOKIE, access_token, same_site="Lax", max_age=max_age)
    _set_cookie(response, REFRESH_COOKIE, refresh_token, same_site="Strict", max_age=max_age)
    response.vary.update(_VARY)
    return response


def set_device_cookie(response: Response, value: str) -> None:
    """Let the browser show next time that it has logged this user in before. It opens nothing."""
    _set_cookie(response, DEVICE_COOKIE, value, same_site="Strict", max_age=_DEVICE_DAYS * 86400)


def clear_cookies(response: Response) -> Response:
    """Clear the token cookies, in cookie transport."""
    if web_context().transport.cookies:
        for name in (ACCESS_COOKIE, REFRESH_COOKIE):
            _set_cookie(response, name, "", same_site="Strict", max_age=0)
        response.headers["Clear-Site-Data"] = '"cache"'
        response.vary.update(_VARY)
    return response


def _set_cookie(
    response: Response, name: str, value: str, *, same_site: str, max_age: int | None = None
) -> None:
    if len(name) + len(value) > _MAX_COOKIE_BYTES:
        raise CookieTooLarge(
            f"{name} would have more than {_MAX_COOKIE_BYTES} bytes: fewer roles, or smaller claims="
        )
    # `__Host-`: no other host, subdomain or plain-http page can set or read it.
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite=same_site
    )
