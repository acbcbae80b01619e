"""The cookies that carry tokens, and the one that marks a known browser: how they are set and cleared."""

from typing import TypeVar
from urllib.parse import quote

from flask import has_request_context, request
from werkzeug.wrappers import Response

from daemun.http.cookie_answers import answers_in_cookies
from daemun.http.settings import TransportSettings
from daemun.http.token_texts import TokenTexts
from daemun.http.web_context import web_context

_DEVICE_DAYS = 180
_MAX_COOKIE_BYTES = 4096
"""Name and value: browsers silently drop a larger one."""
_VARY = ("Cookie", "Sec-Fetch-Site", "Origin")


AnyResponse = TypeVar("AnyResponse", bound=Response)


class CookieTooLarge(RuntimeError):
    """A user has so many roles or claims that the access token does not fit into a cookie."""


def access_cookie(transport: TransportSettings) -> str:
    """The name of the cookie that carries the access token."""
    return f"__Host-{_base(transport)}-access"


def refresh_cookie(transport: TransportSettings) -> str:
    """The name of the cookie that carries the refresh token."""
    return f"__Host-{_base(transport)}-refresh"


def device_cookie(transport: TransportSettings) -> str:
    """The name of the cookie that marks a browser which has logged somebody in before."""
    return f"__Host-{_base(transport)}-device"


def registration_cookie(transport: TransportSettings) -> str:
    """The name of the cookie of a registration that waits for the code from the mail."""
    return f"__Host-{_base(transport)}-registration"


def attempt_cookie(transport: TransportSettings) -> str:
    """The name of the cookie of a login that still misses a second factor."""
    return f"__Host-{_base(transport)}-attempt"


def login_code_cookie(transport: TransportSettings) -> str:
    """The name of the cookie of a browser that asked for a login code by mail."""
    return f"__Host-{_base(transport)}-login-code"


def trusted_device_cookie(transport: TransportSettings) -> str:
    """The name of the cookie of a browser on which no second factor is asked for."""
    return f"__Host-{_base(transport)}-trusted-device"


def login_with_cookie(transport: TransportSettings) -> str:
    """The name of the cookie of a browser that is on its way to a provider and back."""
    return f"__Host-{_base(transport)}-login-with"


def connect_cookie(transport: TransportSettings) -> str:
    """The name of the cookie of a browser whose account at a provider waits to be connected."""
    return f"__Host-{_base(transport)}-connect"


def _base(transport: TransportSettings) -> str:
    if transport.cookie_name is not None:
        return transport.cookie_name
    mounted_at = request.root_path.strip("/") if has_request_context() else ""
    # The cookies of a `__Host-` name belong to the whole host, so the path goes into the name.
    return f"daemun.{quote(mounted_at, safe='')}" if mounted_at else "daemun"


def put_tokens(response: AnyResponse, tokens: TokenTexts) -> AnyResponse:
    """Set the token cookies on any response, a page or JSON.

    They go when the browser closes, unless the session is remembered.
    """
    transport = web_context().transport
    max_age = tokens.refresh_expires_in if tokens.remember else None
    _set_cookie(response, access_cookie(transport), tokens.access_token, same_site="Lax", max_age=max_age)
    # Lax: a person who follows a link from a mail is logged in; unsafe methods have the cross-site check.
    _set_cookie(response, refresh_cookie(transport), tokens.refresh_token, same_site="Lax", max_age=max_age)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(_VARY)
    return response


def set_device_cookie(response: Response, value: str) -> None:
    """Let the browser show next time that it has logged this user in before. It opens nothing."""
    name = device_cookie(web_context().transport)
    _set_cookie(response, name, value, same_site="Strict", max_age=_DEVICE_DAYS * 86400)


def put_registration(response: AnyResponse, secret: str, max_age: int) -> AnyResponse:
    """Keep the secret of a registration until its address is proven. max_age: seconds."""
    name = registration_cookie(web_context().transport)
    _set_cookie(response, name, secret, same_site="Lax", max_age=max_age)
    return response


def clear_registration(response: AnyResponse) -> AnyResponse:
    """The registration is over."""
    return put_registration(response, "", 0)


def put_attempt(response: AnyResponse, secret: str, max_age: int) -> AnyResponse:
    """Keep the secret of a login that misses a second factor. max_age: seconds."""
    name = attempt_cookie(web_context().transport)
    _set_cookie(response, name, secret, same_site="Lax", max_age=max_age)
    return response


def clear_attempt(response: AnyResponse) -> AnyResponse:
    """The login is over."""
    return put_attempt(response, "", 0)


def put_login_code(response: AnyResponse, secret: str, max_age: int) -> AnyResponse:
    """Keep what shows that this browser asked for a login code. max_age: seconds."""
    name = login_code_cookie(web_context().transport)
    _set_cookie(response, name, secret, same_site="Strict", max_age=max_age)
    return response


def clear_login_code(response: AnyResponse) -> AnyResponse:
    """The code is spent."""
    return put_login_code(response, "", 0)


def set_trusted_device(response: Response, secret: str, max_age: int) -> None:
    """Keep what stands for a second factor, in every transport. max_age: seconds."""
    name = trusted_device_cookie(web_context().transport)
    _set_cookie(response, name, secret, same_site="Strict", max_age=max_age)


def put_login_with(response: AnyResponse, secret: str, max_age: int) -> AnyResponse:
    """Have the browser show, when it comes back from a provider, that it began. max_age: seconds."""
    name = login_with_cookie(web_context().transport)
    # Lax: it comes back from another site.
    _set_cookie(response, name, secret, same_site="Lax", max_age=max_age)
    return response


def put_connect(response: AnyResponse, secret: str, max_age: int) -> AnyResponse:
    """Keep what waits to be connected until its owner has logged in. max_age: seconds."""
    name = connect_cookie(web_context().transport)
    _set_cookie(response, name, secret, same_site="Lax", max_age=max_age)
    return response


def clear_tokens(response: AnyResponse) -> AnyResponse:
    """Clear the token cookies."""
    transport = web_context().transport
    for name in (access_cookie(transport), refresh_cookie(transport)):
        _set_cookie(response, name, "", same_site="Lax", max_age=0)
    response.vary.update(_VARY)
    return response


def clear_cookies(response: AnyResponse) -> AnyResponse:
    """Clear the token cookies and what the browser has stored of our answers, where tokens are in cookies."""
    if answers_in_cookies():
        clear_tokens(response)
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def sets_tokens(response: Response) -> bool:
    """Whether a response sets or clears the token cookies already."""
    begins = f"{refresh_cookie(web_context().transport)}="
    return any(line.startswith(begins) for line in response.headers.getlist("Set-Cookie"))


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
