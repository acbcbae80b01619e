"""Whether a request with cookies comes from our own pages (Fetch Metadata; Origin for older browsers)."""

from flask import Request

from daemun.http.errors import CrossSiteRequest
from daemun.http.settings import HttpSettings

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def refuse_cross_site(request: Request, settings: HttpSettings) -> None:
    """Raise CrossSiteRequest for a request that changes something and is not shown to come from our own
    pages.

    `Sec-Fetch-Site` decides where it is sent; scripts cannot forge it. Without it `Origin` must be ours.
    Without both
    the request is refused: every browser sends one of them with an unsafe method.
    """
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossSiteRequest
        return
    origin = request.headers.get("Origin")
    if origin is None or not _is_ours(origin, request, settings):
        raise CrossSiteRequest


def _is_ours(origin: str, request: Request, settings: HttpSettings) -> bool:
    if settings.origin is not None:
        return origin == settings.origin
    # A foreign page cannot choose the Host header that a browser sends to us.
    return origin in (f"https://{request.host}", f"http://{request.host}")
