"""What leaving needs kept, and read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.users.model import User

Rows = Sequence[Mapping[str, object]]


class AccountDeletionStore(Protocol):
    """Pending deletions, at most one per user. They are deleted with the user."""

    def ask(self, user_id: str, *, now: datetime, due_at: datetime) -> bool:
        """Note a deletion; False when there is one already, which stays as it is."""

    def cancel(self, user_id: str, *, now: datetime) -> bool:
        """Forget it while it is not due; False when there is none, or it is due."""

    def find_due_at(self, user_id: str) -> datetime | None: ...

    def list_due(self, *, now: datetime, limit: int) -> Sequence[str]:
        """Ids of users whose deletion is due."""

    def take_due(self, user_id: str, *, now: datetime) -> bool:
        """Take a deletion that is due: of several racers exactly one gets True."""


class UserDataStore(Protocol):
    """Everything that is stored about a user."""

    def read_all(self, user: User) -> Mapping[str, Rows]:
        """By the kind of record, such as `sessions`: every row, as JSON values, without secrets."""
