"""The scheme at which users reach the server: https, whatever the proxy uses towards us."""

from flask import Flask, Request, Response, request

from daemun.http.errors import HttpsRequired
from daemun.http.settings import HttpSettings
from daemun.server.monitoring import HEALTH, METRICS
from daemun.settings.reading import Settings

_ONE_YEAR = "max-age=31536000; includeSubDomains"


def install(app: Flask, settings: Settings) -> None:
    """Refuse plain http if https is required, and make browsers stay with https (RFC 6797)."""
    is_https_meant = any(
        address is not None and address.startswith("https://")
        for address in (settings.http.origin, settings.tokens.issuer)
    )

    @app.before_request
    def refuse_plain_http() -> None:
        is_plain = _forwarded_scheme(request, settings.http) not in (None, "https")
        # Refused, not redirected: a secret may have been sent unencrypted, and the sender must notice.
        if is_https_meant and is_plain and request.blueprint not in (HEALTH, METRICS):
            raise HttpsRequired

    @app.after_request
    def stay_with_https(response: Response) -> Response:
        if public_scheme(request, settings.http) == "https":
            response.headers["Strict-Transport-Security"] = _ONE_YEAR
        return response


def public_scheme(request: Request, settings: HttpSettings) -> str:
    """`https` or `http`: from a trusted proxy, else from the settings, else from the connection."""
    forwarded = _forwarded_scheme(request, settings)
    if forwarded is not None:
        return forwarded
    if settings.origin is not None:
        return settings.origin.partition(":")[0]
    return request.scheme


def _forwarded_scheme(request: Request, settings: HttpSettings) -> str | None:
    """The entry of the outermost trusted proxy; many proxies overwrite the header with one entry."""
    if not settings.trusted_proxies:
        return None
    written = [each.strip(" \t").lower() for each in request.headers.get("X-Forwarded-Proto", "").split(",")]
    if written == [""]:
        return None
    return written[max(0, len(written) - settings.trusted_proxies)]
