"""Where a request comes from: the address behind trusted proxies, the user agent, its id; and its target."""

import logging
import re
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address

from flask import Request, g, request

from daemun.http.language import present_language
from daemun.http.web_context import web_context
from daemun.origin import Origin
from daemun.randomness import SystemRandomness, random_id

_MAX_USER_AGENT = 256
_NAMING_PEOPLE = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP")
"""Headers in which proxies name the client; only the first is ever trusted."""
_logger = logging.getLogger("daemun")
# Matches what proxies and tracing write, and no token: those have dots, are longer, or both.
_HARMLESS_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def present_origin() -> Origin:
    """Where the current request comes from."""
    return Origin(client_address(), user_agent_text(), request_id(), present_language())


def present_site_address() -> str:
    """Scheme and host at which users reach us: as set, or as the current request says."""
    return web_context().settings.origin or request.host_url.rstrip("/")


def client_address() -> str | None:
    """The client's IP address in canonical form; None if there is none to trust.

    Only `X-Forwarded-For` counts, and of it only as many entries, from the right, as there are trusted
    proxies.
    """
    hops = _hops(request)
    trusted = web_context().settings.trusted_proxies
    # Fewer entries than proxies: the request bypassed one of them, so no entry can be trusted.
    return _read_address(hops[-1 - trusted] if len(hops) > trusted else hops[-1])


@lru_cache(maxsize=1024)
def _read_address(written: str) -> str | None:
    try:
        return str(ip_address(_without_port(written.strip(" \t"))))
    except ValueError:
        return None


def _without_port(written: str) -> str:
    """Some proxies write `192.0.2.5:8080` and `[2001:db8::5]:443`."""
    if written.startswith("["):
        return written[1:].partition("]")[0]
    return written.partition(":")[0] if written.count(":") == 1 else written


def user_agent_text() -> str:
    """The `User-Agent` header, printable and cut to 256 characters."""
    sent = request.headers.get("User-Agent", "")
    if not sent.isascii():
        with suppress(UnicodeError):
            # Apps write their Korean names in UTF-8; WSGI has read every byte as a character.
            sent = sent.encode("latin-1").decode()
    sent = sent[:_MAX_USER_AGENT]
    return sent if sent.isprintable() else "".join(c if c.isprintable() else " " for c in sent)


def request_id() -> str:
    """The id of the current request, for answers and logs: its `X-Request-Id` if harmless, else random."""
    known: str | None = g.get("daemun_request_id")
    if known is None:
        sent = request.headers.get("X-Request-Id", "")
        known = sent if _HARMLESS_ID.fullmatch(sent) else random_id(SystemRandomness())
        g.daemun_request_id = known
    return known


def _hops(request: Request) -> list[str]:
    forwarded = request.headers.get("X-Forwarded-For")
    return [*(forwarded.split(",") if forwarded is not None else ()), request.remote_addr or ""]


class UntrustedProxies:
    """Warns, once, that proxies send client addresses but none is trusted."""

    def __init__(self) -> None:
        self._is_reported = False

    def look(self) -> None:
        """Check the current request."""
        if self._is_reported or web_context().settings.trusted_proxies:
            return
        sent = request.headers
        named = next((name for name in _NAMING_PEOPLE if name in sent), None)
        if named is not None:
            self._is_reported = True
            _logger.warning(
                "requests carry %s but no proxy is trusted: everybody has the proxy's address and shares"
                " its limits. Set DAEMUN_HTTP_TRUSTED_PROXIES to the number of proxies, which must send"
                " X-Forwarded-For",
                named,
            )
