"""Where tokens are read: a header; if set, cookies, a form field and the query string."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl

from flask import Request, Response, after_this_request

from daemun.http.body import FORM_TYPE, media_type
from daemun.http.cookie_answers import answer_in_cookies
from daemun.http.cookies import access_cookie, refresh_cookie
from daemun.http.csrf import refuse_cross_site
from daemun.http.errors import TokenAmbiguous, TokenInvalid
from daemun.http.web_context import WebContext, web_context

_PARAMETER = "access_token"


def find_access_token(request: Request, web: WebContext) -> str | None:
    """Find the one access token that a request carries outside cookies: it takes precedence over them.

    None also for a scheme other than Bearer (RFC 6750 section 3). Raises TokenAmbiguous for two tokens
    (section 2).
    """
    transport = web.transport
    found = _from_header(request, transport.header)
    if transport.form_field:
        found += _from_form(request)
    if transport.query_string:
        found += _from_query(request)
    if len(found) > 1:
        raise TokenAmbiguous
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class TokenCookies:
    """The tokens that a browser keeps in cookies; at least one of them."""

    access: str | None
    refresh: str | None


def find_token_cookies(request: Request, web: WebContext) -> TokenCookies | None:
    """Find the token cookies of a request, if they are read; its answer then puts tokens into cookies, too.

    Raises CrossSiteRequest unless the request provably comes from our own pages.
    """
    cookies = TokenCookies(
        access=read_cookie(request, access_cookie(web.transport)),
        refresh=read_cookie(request, refresh_cookie(web.transport)),
    )
    if cookies.access is None and cookies.refresh is None:
        return None
    refuse_cross_site(request, web.settings)
    answer_in_cookies()
    return cookies


def has_bearer(request: Request) -> bool:
    """Whether the header carries a token; no other site can make a browser send it."""
    return bool(_from_header(request, web_context().transport.header))


def read_cookie(request: Request, name: str) -> str | None:
    """The value of a cookie that carries a login or marks a device, if cookies are read."""
    return find_cookie(request, name) if web_context().reads_cookies else None


def find_cookie(request: Request, name: str) -> str | None:
    """The value of one of our cookies.

    The name must match byte for byte, and two cookies of one name are refused: another site may have set one.
    Only space and tab around a pair are stripped (RFC 6265 section 5.2); other white space is part of a name
    that another site may set.
    """
    sent = [pair.strip(" \t") for pair in request.headers.get("Cookie", "").split(";")]
    values = [value for key, _, value in (pair.partition("=") for pair in sent) if key == name]
    if len(values) > 1:
        raise TokenAmbiguous
    return values[0] if values and values[0] else None


def _from_header(request: Request, name: str) -> list[str]:
    # Not through `headers`, which Werkzeug builds for every request.
    sent: str | None = request.environ.get(_environ_name(name))
    if sent is None:
        return []
    scheme, _, token = sent.partition(" ")
    if scheme.lower() != "bearer":
        return []
    token = token.strip(" \t")
    if not token:
        raise TokenInvalid
    # Servers join repeated headers with commas, which no token contains.
    return [token] if "," not in token else [each.strip(" \t") for each in token.split(",")]


@cache
def _environ_name(header: str) -> str:
    return f"HTTP_{header.upper().replace('-', '_')}"


def _from_form(request: Request) -> list[str]:
    # The bodies of GET and HEAD have no meaning (RFC 6750 section 2.2).
    if media_type(request) != FORM_TYPE or request.method in ("GET", "HEAD"):
        return []
    return request.form.getlist(_PARAMETER)


def _from_query(request: Request) -> list[str]:
    # Not `request.args`: it fails on bytes that are not UTF-8. Tokens are ASCII.
    pairs = parse_qsl(request.query_string.decode("latin-1"), keep_blank_values=True)
    found = [value for name, value in pairs if name == _PARAMETER]
    if found:
        after_this_request(_keep_private)
    return found


def _keep_private(response: Response) -> Response:
    """RFC 6750 section 2.3: no cache may give this answer to another client that sends the same URL."""
    if not response.cache_control.no_store:
        response.cache_control.private = True
    return response
