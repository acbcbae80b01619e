"""One download of a JWK set, bounded in time and size."""

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
MAX_BYTES = 64 * 1024

_MEDIA_TYPES = "application/jwk-set+json, application/json"
_MAX_AGE = re.compile(r"(?:^|[, \t])max-age[ \t]*=[ \t]*\"?([0-9]{1,9})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class KeySetAddress:
    """The address of a key set: https, or http on this machine."""

    is_https: bool
    host: str
    port: int
    target: str


@dataclass(frozen=True, slots=True)
class DownloadedKeySet:
    """An unparsed body, and the seconds for which the server allows caching it, if it says so."""

    body: bytes
    max_age: int | None


def read_address(url: str) -> KeySetAddress:
    """Read the address of a key set, or raise `ValueError`."""
    if not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise ValueError("the address of a key set is plain ASCII without spaces")
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None or parts.fragment or not parts.hostname:
        raise ValueError("the address of a key set has a host, no user and no fragment")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise ValueError("the address of a key set is https (http for loopback hosts only)")
    is_https = parts.scheme == "https"
    return KeySetAddress(is_https, parts.hostname, parts.port or (443 if is_https else 80), _target_of(parts))


def download(address: KeySetAddress, *, tls: ssl.SSLContext) -> DownloadedKeySet:
    """Fetch once, without redirects, proxies or credentials.

    Raises `OSError`, `http.client.HTTPException` or `ValueError`.
    """
    with socket.create_connection((address.host, address.port), timeout=CONNECT_SECONDS) as plain:
        plain.settimeout(READ_SECONDS)
        if not address.is_https:
            return _exchange(address, plain)
        with tls.wrap_socket(plain, server_hostname=address.host, do_handshake_on_connect=False) as channel:
            return _exchange(address, channel)


def _exchange(address: KeySetAddress, channel: socket.socket) -> DownloadedKeySet:
    # A socket's timeout restarts with each byte; hanging up bounds the whole exchange.
    hang_up = threading.Timer(READ_SECONDS, _hang_up, (channel,))
    hang_up.daemon = True
    hang_up.start()
    try:
        if isinstance(channel, ssl.SSLSocket):
            channel.do_handshake()
        response = _request(address, channel)
        if response.status != http.client.OK:
            raise ValueError(f"the answer is {response.status}, not 200")
        body = response.read(MAX_BYTES + 1)
    finally:
        hang_up.cancel()
    if len(body) > MAX_BYTES:
        raise ValueError("the key set is larger than 64 KiB")
    max_age = _MAX_AGE.search(response.headers.get("Cache-Control", ""))
    return DownloadedKeySet(body, int(max_age[1]) if max_age else None)


def _request(address: KeySetAddress, channel: socket.socket) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(address.host, address.port)
    if address.is_https:
        connection.default_port = http.client.HTTPS_PORT
    connection.sock = channel
    connection.request("GET", address.target, headers={"Accept": _MEDIA_TYPES})
    return connection.getresponse()


def _hang_up(channel: socket.socket) -> None:
    # Not SSLSocket.shutdown: it would discard the TLS state that the reading thread uses.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(channel, socket.SHUT_RDWR)


def _target_of(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
