"""The storage port of account deletions, and of reading a user's data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.users.model import User

Rows = Sequence[Mapping[str, object]]


class AccountDeletionStore(Protocol):
    """Pending deletions, at most one per user. They are deleted with the user."""

    def ask(self, user_id: str, *, now: datetime, due_at: datetime) -> bool:
        """Request a deletion; False when one is pending already, which is not changed."""

    def cancel(self, user_id: str, *, now: datetime) -> bool:
        """Cancel a deletion that is not due yet; False when there is none, or it is due."""

    def find_due_at(self, user_id: str) -> datetime | None: ...

    def list_due(self, *, now: datetime, limit: int) -> Sequence[str]:
        """Ids of users whose deletion is due."""

    def take_due(self, user_id: str, *, now: datetime) -> bool:
        """Take a deletion that is due. Of concurrent calls, exactly one returns True."""


class UserDataStore(Protocol):
    """Everything that is stored about a user."""

    def read_all(self, user: User) -> Mapping[str, Rows]:
        """By the kind of record, such as `sessions`: every row, as JSON values, without secrets."""
