"""The storage port of recovery codes."""

from collections.abc import Sequence
from typing import Protocol

from daemun.features.recovery_codes.model import StoredRecoveryCode


class RecoveryCodeStore(Protocol):
    """Recovery codes by their user. Spending one deletes it."""

    def put(self, codes: Sequence[StoredRecoveryCode]) -> None:
        """Replace a user's whole set. Of concurrent calls, one whole set remains."""

    def find(self, user_id: str, label: str) -> StoredRecoveryCode | None: ...

    def spend(self, code: StoredRecoveryCode) -> bool:
        """Spend a code that no new set has replaced. Of concurrent calls, exactly one returns True."""

    def count(self, user_id: str) -> int:
        """How many are left."""

    def remove_all(self, user_id: str) -> int:
        """Void the user's set. Returns how many were left."""
