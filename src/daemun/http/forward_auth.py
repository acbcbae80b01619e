"""Forward authentication: what a reverse proxy's sub-request is told, and where browsers are redirected.

nginx accepts only 204, 401 and 403, so it gets a 401 with `Location`; Traefik, Caddy and Envoy pass a
redirect on to the browser.
"""

from urllib.parse import quote, urlencode, urlsplit

from flask import Request, Response

from daemun.clock import Clock
from daemun.http.current_user import CurrentUser
from daemun.http.next_page import read_next
from daemun.http.settings import HttpSettings
from daemun_verify import VerifiedToken

_OF_WEBDAV = (
    *("PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH"),
    *("MKCALENDAR", "ACL"),
)
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", *_OF_WEBDAV)
"""Besides GET and HEAD: some proxies reuse the original request's method, such as Envoy in front of a file or
calendar server.
"""


def add_headers(
    response: Response, user: CurrentUser, token: VerifiedToken, settings: HttpSettings, clock: Clock
) -> Response:
    """Identify the caller. Every header of the setting is present, if need be empty: a proxy that copies them
    must overwrite whatever the client sent.

    Texts that users may have chosen are percent-encoded UTF-8 (RFC 3986).
    """
    for name in settings.verify_headers:
        match name:
            case "user":
                response.headers["X-Auth-User"] = user.id
            case "roles":
                response.headers["X-Auth-Roles"] = ",".join(map(_encoded, token.roles))
            case "name":
                response.headers["X-Auth-Name"] = _encoded(user.username or "")
            case "email":
                # An unverified address says nothing about a person.
                proven = user.email if user.email_verified_at is not None else None
                response.headers["X-Auth-Email"] = _encoded(proven or "")
            case "session_age":
                began = token.auth_time
                age = "" if began is None else str(max(0, int((clock.now() - began).total_seconds())))
                response.headers["X-Auth-Session-Age"] = age
    return response


def lead_to_login(refusal: Response, request: Request, settings: HttpSettings) -> Response:
    """Redirect a browser's page load to the login page, if there is one; other requests get the refusal."""
    if settings.login_page is None or refusal.status_code != 401 or not _is_page_load(request):
        return refusal
    refusal.headers["Location"] = _login_address(settings.login_page, _asked_for(request, settings))
    if not any(name in request.headers for name in ("X-Original-URL", "X-Original-URI")):
        refusal.status_code = 302
    return refusal


def _is_page_load(request: Request) -> bool:
    forwarded = request.headers.get("X-Forwarded-Method") or request.headers.get("X-Original-Method")
    if (forwarded or request.method).upper() not in ("GET", "HEAD"):
        return False
    accepted = request.accept_mimetypes
    return "text/html" in request.headers.get("Accept", "") and (
        accepted["text/html"] >= accepted["application/json"]
    )


def _asked_for(request: Request, settings: HttpSettings) -> str | None:
    """The path and query that the browser asked for; None if unknown or invalid."""
    given = (
        *(request.args.get(name) for name in ("rd", "next")),
        *(request.headers.get(f"X-{name}") for name in ("Original-URL", "Original-URI", "Forwarded-Uri")),
        _appended(request, settings),
    )
    named = next((each for each in given if each), None)
    if named is None:
        return None
    try:
        parts = urlsplit(named)
    except ValueError:
        return None
    # Never the host named there: the login is on the same host, and redirects nowhere else.
    local = parts.path + (f"?{parts.query}" if parts.query else "")
    return read_next(local) if local.isascii() else None


def _appended(request: Request, settings: HttpSettings) -> str | None:
    """What Envoy appends to `/verify`."""
    path = request.path.removeprefix(f"{settings.url_prefix}/verify")
    if not path:
        return None
    query = request.query_string.decode("latin-1")
    return quote(path) + (f"?{query}" if query else "")


def _login_address(page: str, asked_for: str | None) -> str:
    if asked_for is None or not page.startswith("/"):
        return page
    return f"{page}{'&' if '?' in page else '?'}{urlencode({'next': asked_for})}"


def _encoded(text: str) -> str:
    return quote(text, safe=":@")
