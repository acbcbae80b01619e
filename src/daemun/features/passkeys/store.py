"""The storage port of passkeys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.passkeys.model import Passkey


class PasskeyStore(Protocol):
    """Passkeys by id and by credential id. They are deleted with the user."""

    def add(self, passkey: Passkey) -> bool:
        """Store a passkey; False when any user has one with this credential id, which is not changed."""

    def find(self, credential_id: bytes) -> Passkey | None: ...

    def list_of(self, user_id: str) -> Sequence[Passkey]:
        """The passkeys of a user, oldest first."""

    def has(self, user_id: str) -> bool:
        """Whether the user has any."""

    def rename(self, passkey_id: str, name: str, *, user_id: str) -> Passkey | None:
        """Rename a passkey of this user. Returns it as changed; None when there is none."""

    def use(self, passkey_id: str, *, sign_count: int, is_backed_up: bool, now: datetime) -> bool:
        """Record a use in one conditional write. False, and nothing is written, when the passkey is gone, or
        when its counter would not grow; 0 may stay 0. Of concurrent calls with one counter, one returns True.
        """

    def remove(self, passkey_id: str, *, user_id: str) -> Passkey | None:
        """Remove a passkey of this user, and return it. None when there is none."""
