"""What passkeys need kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.passkeys.model import Passkey


class PasskeyStore(Protocol):
    """Passkeys by their id and by that of their credential. They go with the user."""

    def add(self, passkey: Passkey) -> bool:
        """Keep a passkey; False when any user has one with this credential id, which stays as it is."""

    def find(self, credential_id: bytes) -> Passkey | None: ...

    def list_of(self, user_id: str) -> Sequence[Passkey]:
        """The passkeys of a user, the oldest first."""

    def has(self, user_id: str) -> bool:
        """Whether the user has any."""

    def rename(self, passkey_id: str, name: str, *, user_id: str) -> Passkey | None:
        """Give a passkey of this user another name; as it is then. None when there is none."""

    def use(self, passkey_id: str, *, sign_count: int, is_backed_up: bool, now: datetime) -> bool:
        """Note a use in one conditional write. False, and nothing is written, when the passkey is gone, or
        when its counter would not grow; one that is 0 may stay 0. Of racers with one counter one gets True.
        """

    def remove(self, passkey_id: str, *, user_id: str) -> Passkey | None:
        """Forget a passkey of this user; what it was. None when there is none."""
