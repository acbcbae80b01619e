"""BreachedPasswords: whether a password appeared in a known breach, by a range look-up: the service learns
five of forty hexadecimal digits of its SHA-1, which thousands of passwords share.
"""

from hashlib import sha1
from typing import Final

from daemun.features.audit.events import BreachCheckFailed
from daemun.features.audit.service import SYSTEM, Audit
from daemun.outbound.fetcher import Fetcher, FetchFailed

_SHOWN: Final = 5
_TIMEOUT: Final = 1.5
"""Seconds."""
_MAX_BYTES: Final = 256 * 1024


class BreachedPasswords:
    """Asks a service; if it does not answer, the password passes."""

    def __init__(self, fetcher: Fetcher, url: str, audit: Audit) -> None:
        """url: the address to which the five digits are appended."""
        self._fetcher = fetcher
        self._url = url
        self._audit = audit

    def has(self, password: str) -> bool:
        """Whether the service knows this password; False, and an event, where it does not answer in time."""
        # SHA-1 is the service's format; nothing is stored with it.
        digest = sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        # Padded answers: their length would reveal which digits were looked up.
        headers = {"Add-Padding": "true", "User-Agent": "daemun"}
        try:
            answer = self._fetcher.get(
                f"{self._url}{digest[:_SHOWN]}", headers=headers, timeout=_TIMEOUT, max_bytes=_MAX_BYTES
            )
        except FetchFailed as failed:
            return self._give_up(str(failed))
        if answer.status != 200:
            return self._give_up(f"status {answer.status}")
        return _find(answer.body, digest[_SHOWN:].encode())

    def _give_up(self, reason: str) -> bool:
        self._audit.record(BreachCheckFailed(reason=reason), SYSTEM)
        return False


def _find(body: bytes, rest: bytes) -> bool:
    for line in body.splitlines():
        suffix, _, count = line.strip().partition(b":")
        # A count of zero is padding.
        if suffix.upper() == rest:
            return count.strip() not in (b"", b"0")
    return False
