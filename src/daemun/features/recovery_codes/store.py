"""What recovery codes need kept."""

from collections.abc import Sequence
from typing import Protocol

from daemun.features.recovery_codes.model import StoredRecoveryCode


class RecoveryCodeStore(Protocol):
    """Recovery codes by their user. Spending one deletes it."""

    def put(self, codes: Sequence[StoredRecoveryCode]) -> None:
        """Replace a user's whole set. Of several racers one whole set remains."""

    def find(self, user_id: str, label: str) -> StoredRecoveryCode | None: ...

    def spend(self, code: StoredRecoveryCode) -> bool:
        """Spend it: of several racers exactly one gets True; never after a new set replaced it."""

    def count(self, user_id: str) -> int:
        """How many are left."""

    def remove_all(self, user_id: str) -> int:
        """Void the user's set; how many were left."""
