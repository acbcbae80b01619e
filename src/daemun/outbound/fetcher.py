"""Fetcher: makes all outgoing HTTP requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from daemun.outbound.public_address import NotPublic, find_public_address

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

TIMEOUT: Final = 5.0
"""Seconds for a whole call."""
MAX_BYTES: Final = 256 * 1024
_CHUNK: Final = 16 * 1024


class FetchFailed(Exception):
    """There is no usable response. The reason quotes neither address nor response."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)


class Fetcher:
    """Calls other services: one connection for each call, to the address that was checked."""

    def __init__(self, *, trusted_origins: frozenset[str] = frozenset()) -> None:
        """trusted_origins: internal services, such as `http://127.0.0.1:8080`, whose address and scheme are
        not checked.
        """
        self._trusted_origins = trusted_origins

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
    ) -> Fetched:
        """Fetch a URL; a redirect is returned, not followed. timeout: seconds for the whole call.

        Raises FetchFailed.
        """
        return self._call("GET", url, None, headers or {}, timeout, max_bytes)

    def post(
        self,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
    ) -> Fetched:
        """As `get`, with a body; its media type is in `headers`."""
        return self._call("POST", url, body, headers or {}, timeout, max_bytes)

    def send(self, method: str, url: str, body: bytes, *, headers: Mapping[str, str]) -> Fetched:
        """As `post`, with another method."""
        return self._call(method, url, body, headers, TIMEOUT, MAX_BYTES)

    def _call(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        timeout: float,
        max_bytes: int,
    ) -> Fetched:
        from urllib3.exceptions import HTTPError

        ends_at = monotonic() + timeout
        pool, host, path = self._open(url, timeout)
        # A compressed response could unpack to any size.
        sent = {**headers, "Host": host, "Accept-Encoding": "identity"}
        try:
            with pool:
                response = pool.urlopen(
                    method,
                    path,
                    body=body,
                    headers=sent,
                    redirect=False,
                    retries=False,
                    timeout=max(0.001, ends_at - monotonic()),
                    preload_content=False,
                    decode_content=False,
                )
                try:
                    content = _read(response, ends_at, max_bytes)
                finally:
                    response.close()
        except (HTTPError, OSError) as error:
            raise FetchFailed(type(error).__name__) from None
        names = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(response.status, names, content)

    def _open(self, url: str, timeout: float) -> tuple["HTTPConnectionPool", str, str]:
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise FetchFailed("not an address") from None
        is_secure = parts.scheme == "https"
        if not host or parts.username is not None or parts.scheme not in ("http", "https"):
            raise FetchFailed("not an address")
        port = port or (443 if is_secure else 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if f"{parts.scheme}://{parts.netloc}" in self._trusted_origins:
            pool = HTTPSConnectionPool(host, port) if is_secure else HTTPConnectionPool(host, port)
            return pool, parts.netloc, path
        if not is_secure:
            raise FetchFailed("not over https")
        try:
            address = find_public_address(host, port, timeout=timeout)
        except NotPublic as refused:
            raise FetchFailed(str(refused)) from None
        # Connect to the checked address: a second look-up could return another.
        pool = HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host)
        return pool, parts.netloc, path


def _read(response: "BaseHTTPResponse", ends_at: float, max_bytes: int) -> bytes:
    content = bytearray()
    # Read only what has arrived: a server that sends byte by byte must not hold us up.
    while chunk := response.read1(_CHUNK, decode_content=False):
        content += chunk
        if len(content) > max_bytes:
            raise FetchFailed("too large")
        if monotonic() >= ends_at:
            raise FetchFailed("took too long")
    return bytes(content)
