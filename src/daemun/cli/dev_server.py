"""`daemun dev` answers only to this machine's names, and logs no secrets."""

from collections.abc import Collection, Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Response

from daemun.loopback import is_loopback
from daemun.settings.reading import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class OwnHosts:
    """Refuses every other `Host`, so that a foreign page cannot read mails by DNS rebinding."""

    def __init__(self, app: "WSGIApplication", hosts: Collection[str], *, is_open: bool) -> None:
        """hosts: further names. is_open: other machines may connect, by an IP address of this one."""
        self._app = app
        self._hosts = frozenset(hosts)
        self._is_open = is_open

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or refuse and name the setting that adds a host."""
        if self._knows(environ.get("HTTP_HOST", "")):
            return self._app(environ, start_response)
        refusal = Response(
            "daemun dev answers only as localhost; to add a host, set DAEMUN_HTTP_ORIGIN\n", status=421
        )
        return refusal(environ, start_response)

    def _knows(self, header: str) -> bool:
        try:
            host = (urlsplit(f"//{header}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if is_loopback(host) or host.endswith(".localhost") or host in self._hosts:
            return True
        return self._is_open and _is_address(host)


class QuietHandler(WSGIRequestHandler):
    """Logs requests without the query, which holds tokens of links and codes of providers."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log an answered request."""
        path, question_mark, _ = getattr(self, "path", "").partition("?")
        self.path = path + ("?..." if question_mark else "")
        super().log_request(code, size)


def configured_hosts(settings: Settings) -> set[str]:
    """The hosts that the settings name."""
    addresses = (settings.http.origin, *settings.http.origins, settings.tokens.issuer)
    return {host for each in addresses if each is not None and (host := urlsplit(each).hostname)}


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
