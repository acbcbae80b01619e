"""Secrets at rest: AES-256-GCM under a key that is not in the database (NIST SP 800-38D)."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daemun.randomness import Randomness

_NONCE_BYTES = 12


class SealBroken(Exception):
    """The stored bytes were sealed with another secret key or for another record, or were changed."""


class Sealing:
    """Seals bytes for one record; moved to another record, they do not open."""

    def __init__(self, key: bytes, randomness: Randomness) -> None:
        self._cipher = AESGCM(key)
        self._randomness = randomness

    def seal(self, content: bytes, *, record: str) -> bytes:
        nonce = self._randomness.token(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, record.encode())

    def open(self, sealed: bytes, *, record: str) -> bytes:
        """Raises SealBroken."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], record.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                "a signing key does not open: was the secret key of this installation replaced?"
            ) from error
