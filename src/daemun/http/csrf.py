"""Whether a request with cookies comes from our own pages (Fetch Metadata; Origin for older browsers)."""

from flask import Request

from daemun.http.errors import CrossSiteRequest
from daemun.http.settings import HttpSettings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OF_BROWSERS = frozenset({"Cookie", "Origin", "Referer", "Sec-Fetch-Site"})


def refuse_cross_site(request: Request, settings: HttpSettings) -> None:
    """Raise CrossSiteRequest for a request that changes something, unless it provably comes from our own
    pages or from an origin in `DAEMUN_HTTP_ORIGINS`.

    `Sec-Fetch-Site` decides if it is present; scripts cannot forge it. Without it `Origin` must be ours.
    Without both the request is refused, unless it has no cookie and no `Referer` either: every browser sends
    one of them with an unsafe method, and a program without cookies carries nobody else's login.
    """
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site in ("same-origin", "none"):
        return
    if origin is not None and origin in allowed_origins(settings):
        return
    if _OF_BROWSERS.isdisjoint(name for name, _ in request.headers):
        return
    if site is not None or origin is None or not _is_ours(origin, request, settings):
        raise CrossSiteRequest


def allowed_origins(settings: HttpSettings) -> tuple[str, ...]:
    """The origins of our own pages, as set."""
    return (*settings.origins, *([] if settings.origin is None else [settings.origin]))


def _is_ours(origin: str, request: Request, settings: HttpSettings) -> bool:
    # A foreign page cannot choose the Host header that a browser sends to us.
    own = (f"https://{request.host}", f"http://{request.host}")
    return settings.origin is None and origin in own
