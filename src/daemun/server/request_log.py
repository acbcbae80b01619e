"""One log line for each request and each event; never a URL, a query string or a header."""

import logging
from dataclasses import fields
from functools import lru_cache
from ipaddress import ip_address, ip_network
from time import perf_counter
from typing import Final, Literal

from flask import Flask, Response, g, request

from daemun.features.audit.events import Event
from daemun.http.caller import found_token
from daemun.http.origin import client_address, request_id
from daemun.http.problem_response import present_problem_code
from daemun.server.monitoring import HEALTH, METRICS
from daemun.server_settings import ServerSettings
from daemun.signals import every_event

_requests: Final = logging.getLogger("daemun.requests")
_events: Final = logging.getLogger("daemun.events")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def install(app: Flask, settings: ServerSettings) -> None:
    """Write a line for every answered request and every recorded event."""

    @app.before_request
    def begin() -> None:
        g.daemun_began = perf_counter()

    @app.after_request
    def write_request(response: Response) -> Response:
        is_probe = request.blueprint in (HEALTH, METRICS) and response.status_code < 400
        _requests.log(
            logging.DEBUG if is_probe else logging.INFO,
            "request",
            extra={
                "request_id": request_id(),
                "method": known_method(),
                "route": route_template(),
                "status": response.status_code,
                "duration_ms": round(seconds_taken() * 1000, 1),
                **_who(),
                **_address(settings.log_addresses),
            },
        )
        return response

    def write_event(_app: Flask, event: Event) -> None:
        found = {field.name: getattr(event, field.name) for field in fields(event)}
        who = {name: found.pop(name) for name in ("user_id", "session_id")}
        extra: dict[str, object] = {name: value for name, value in who.items() if value is not None}
        _events.info(event.name, extra={**extra, "details": found} if found else extra)

    every_event.connect(write_event, sender=app, weak=False)


def route_template() -> str:
    """The matched route, such as `/auth/sessions/<session_id>`; never the requested URL."""
    rule = request.url_rule
    return rule.rule if rule is not None else "unknown"


def known_method() -> str:
    """The method if it is a standard one; clients can send arbitrary others."""
    method = request.method
    return method if method in _METHODS else "other"


def seconds_taken() -> float:
    """How long the current request has taken so far."""
    return perf_counter() - float(g.get("daemun_began", perf_counter()))


@lru_cache(maxsize=1024)
def masked_address(address: str) -> str:
    """The network of an address, too wide to identify a person: `/24`, IPv6 `/48`."""
    length = 24 if ip_address(address).version == 4 else 48
    return str(ip_network(f"{address}/{length}", strict=False))


def _who() -> dict[str, str]:
    token = found_token()
    found = {
        "user_id": token and token.user_id,
        "session_id": token and token.session_id,
        "problem": present_problem_code(),
    }
    return {name: value for name, value in found.items() if value}


def _address(how: Literal["none", "masked", "full"]) -> dict[str, str]:
    address = client_address() if how != "none" else None
    if address is None:
        return {}
    return {"address": address if how == "full" else masked_address(address)}
