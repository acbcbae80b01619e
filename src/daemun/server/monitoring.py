"""Access to `/health/...` and `/metrics`: closed unless the settings open it."""

import hmac
from typing import Final

from flask import Flask, request

from daemun.http.errors import NotFound, TokenInvalid, TokenMissing
from daemun.http.token_places import find_access_token
from daemun.http.web_context import web_context
from daemun.loopback import is_loopback
from daemun.server_settings import ServerSettings

HEALTH: Final = "health"
METRICS: Final = "metrics"
"""Names of the blueprints."""

_WRITTEN_BY_PROXIES: Final = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
)


def install(app: Flask, settings: ServerSettings) -> None:
    """Admit only the callers that the settings allow; others get 404."""

    @app.before_request
    def hide() -> None:
        is_monitoring = request.blueprint in (HEALTH, METRICS)
        if settings.monitoring_address is not None:
            if is_monitoring != _arrived_at(settings.monitoring_address):
                raise NotFound
        elif request.blueprint == METRICS and settings.metrics_token is None and not _is_on_this_machine():
            raise NotFound
        if request.blueprint == METRICS and settings.metrics_token is not None:
            _check_token(settings.metrics_token.get_secret_value())


def _arrived_at(address: str) -> bool:
    """Whether the request came through this listener; hosts and ports in headers are ignored."""
    host, _, port = address.rpartition(":")
    came_through = (request.environ.get("SERVER_NAME"), request.environ.get("SERVER_PORT"))
    return came_through == (host.strip("[]"), port)


def _is_on_this_machine() -> bool:
    is_forwarded = any(name in request.headers for name in _WRITTEN_BY_PROXIES)
    return not is_forwarded and is_loopback(request.environ.get("REMOTE_ADDR", ""))


def _check_token(expected: str) -> None:
    token = find_access_token(request, web_context())
    if token is None:
        raise TokenMissing
    if not hmac.compare_digest(token.encode(), expected.encode()):
        raise TokenInvalid
