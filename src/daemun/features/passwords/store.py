"""What passwords need kept."""

from datetime import datetime
from typing import Protocol

from daemun.features.passwords.model import StoredPassword


class PasswordStore(Protocol):
    """At most one password for each user."""

    def add(self, password: StoredPassword) -> None: ...

    def set(self, password: StoredPassword) -> None:
        """Give a user this password, whatever was there."""

    def find(self, user_id: str) -> StoredPassword | None: ...

    def find_decoy(self, position: float) -> StoredPassword | None:
        """Somebody's password, the same for the same position until a password is added, removed or changed.

        position: from 0 to below 1, among all of them. None: there is none.
        """

    def hold(self, user_id: str) -> StoredPassword | None:
        """As `find`, and nobody changes it before the present batch ends."""

    def spend(self, seen: StoredPassword, *, now: datetime) -> bool:
        """Spend a generated password: True once at most, while its hash is that of `seen` and it has not
        expired.
        """

    def replace(self, user_id: str, *, seen_hash: str, hash: str, now: datetime) -> bool:
        """Set a person's own new password if the hash is still `seen_hash`; `changed_at` becomes `now`, what
        marks a password as known to others or generated is cleared.
        """

    def rehash(self, user_id: str, *, seen_hash: str, hash: str) -> bool:
        """Store the same password under a better hash, if the hash is still `seen_hash`; nothing else
        changes.
        """

    def remove(self, user_id: str) -> bool:
        """False when the user has no password."""

    def demand_change(self, user_id: str) -> bool:
        """Set `must_change`; False when the user has no password."""
