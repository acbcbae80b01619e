"""Known devices: a browser that has logged a user in before has a counter of its own, so that strangers
cannot lock it out.

The mark is `<nonce>.<proof>`; nothing is stored. It grants no access: it only selects the counter for wrong
tries.
"""

import hmac
from hashlib import sha256

from daemun.randomness import Randomness, base64url

_NONCE_BYTES = 16
_MAX_LENGTH = 128


class KnownDevices:
    """Marks browsers, and recognizes a mark for the user it was made for."""

    def __init__(self, key: bytes, randomness: Randomness) -> None:
        self._key = key
        self._randomness = randomness

    def mark(self, user_id: str) -> str:
        """A new mark for a browser that has just logged this user in."""
        nonce = base64url(self._randomness.token(_NONCE_BYTES))
        return f"{nonce}.{self._proof(nonce, user_id)}"

    def recognize(self, mark: str | None, user_id: str) -> str | None:
        """The device's id, or None for a mark that is missing, forged or of another user."""
        if mark is None or len(mark) > _MAX_LENGTH or not mark.isascii():
            return None
        nonce, _, proof = mark.partition(".")
        return nonce if hmac.compare_digest(proof, self._proof(nonce, user_id)) else None

    def _proof(self, nonce: str, user_id: str) -> str:
        return base64url(hmac.digest(self._key, f"{nonce}.{user_id}".encode(), sha256))
