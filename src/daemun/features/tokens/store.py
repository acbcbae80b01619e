"""The storage port of signing keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.tokens.model import SigningKey


class SigningKeyStore(Protocol):
    """All signing keys; there are few, and they are small."""

    def add(self, key: SigningKey) -> bool:
        """False if the number or the id is taken: another process was first."""

    def list_keys(self) -> Sequence[SigningKey]:
        """All by number, including removed ones: their numbers are not reused."""

    def remove(self, key_id: str, *, now: datetime) -> bool:
        """Mark as removed and erase the sealed private key."""
