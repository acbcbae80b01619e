"""The storage port of passwords."""

from datetime import datetime
from typing import Protocol

from daemun.features.passwords.model import StoredPassword


class PasswordStore(Protocol):
    """At most one password per user."""

    def add(self, password: StoredPassword) -> None: ...

    def set(self, password: StoredPassword) -> None:
        """Set a user's password, replacing any other."""

    def find(self, user_id: str) -> StoredPassword | None: ...

    def find_decoy(self, position: float) -> StoredPassword | None:
        """Some user's password, the same for the same position until a password is added, removed or changed.

        position: from 0 to below 1, among all of them. None: there are no passwords.
        """

    def hold(self, user_id: str) -> StoredPassword | None:
        """As `find`, and locked until the current batch ends."""

    def spend(self, seen: StoredPassword, *, now: datetime) -> bool:
        """Spend a generated password: True at most once, while its hash is that of `seen` and it has not
        expired.
        """

    def replace(self, user_id: str, *, seen_hash: str, hash: str, now: datetime) -> bool:
        """Set a new password that the user chose, if the hash is still `seen_hash`. `changed_at` becomes
        `now`; the marks of a password that is known to others or generated are cleared.
        """

    def rehash(self, user_id: str, *, seen_hash: str, hash: str) -> bool:
        """Store the same password under a better hash, if the hash is still `seen_hash`; nothing else
        changes.
        """

    def remove(self, user_id: str) -> bool:
        """False when the user has no password."""

    def demand_change(self, user_id: str) -> bool:
        """Set `must_change`; False when the user has no password."""
