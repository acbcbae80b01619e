"""What passwords need kept."""

from datetime import datetime
from typing import Protocol

from daemun.features.passwords.model import StoredPassword


class PasswordStore(Protocol):
    """At most one password for each user."""

    def add(self, password: StoredPassword) -> None: ...

    def find(self, user_id: str) -> StoredPassword | None: ...

    def hold(self, seen: StoredPassword) -> bool:
        """True when the record is still as `seen`; nobody changes it before the present batch ends."""

    def replace(self, user_id: str, *, seen_hash: str, hash: str, now: datetime) -> bool:
        """Set a new password if the hash is still `seen_hash`; `must_change` is cleared, `changed_at` becomes
        `now`.
        """

    def rehash(self, user_id: str, *, seen_hash: str, hash: str) -> bool:
        """Store the same password under a better hash, if the hash is still `seen_hash`; nothing else
        changes.
        """

    def demand_change(self, user_id: str) -> bool:
        """Set `must_change`; False when the user has no password."""
