"""Cache of verified tokens, so that the same token costs one look-up the next time."""

import hashlib
import threading
from typing import NamedTuple

from daemun_verify.verification_key import VerificationKey
from daemun_verify.verified_token import VerifiedToken


class CachedToken(NamedTuple):
    """A fully verified token, with what must be checked again: its key, and the times when it is valid."""

    verified: VerifiedToken
    key: VerificationKey
    begins: float
    expires: float


class TokenCache:
    """At most `size` verified tokens; the oldest is evicted first. Thread-safe.

    Tokens are keyed by their digest, so memory holds nothing that could be used to log in.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._tokens: dict[bytes, CachedToken] = {}
        self._writing = threading.Lock()

    def find(self, digest: bytes) -> CachedToken | None:
        # Reading needs no lock: a dict look-up is atomic.
        return self._tokens.get(digest)

    def add(self, digest: bytes, token: CachedToken) -> None:
        if self._size == 0:
            return
        with self._writing:
            while len(self._tokens) >= self._size and digest not in self._tokens:
                del self._tokens[next(iter(self._tokens))]
            self._tokens[digest] = token


def digest_of(token: str) -> bytes:
    """The key of a token in the cache."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
