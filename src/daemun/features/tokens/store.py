"""What signing keys need kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.tokens.model import SigningKey


class SigningKeyStore(Protocol):
    """All signing keys, few and small."""

    def add(self, key: SigningKey) -> bool:
        """False when the number or the id is taken: somebody else was first."""

    def list_keys(self) -> Sequence[SigningKey]:
        """All by number, removed ones included: their numbers are not used again."""

    def remove(self, key_id: str, *, now: datetime) -> bool:
        """Mark as removed and erase the sealed private key."""
