"""The storage port of housekeeping."""

from typing import Protocol

from daemun.features.housekeeping.model import Expired, Record


class HousekeepingStore(Protocol):
    """Finds and removes expired records. Those that are being written are left for the next run."""

    def count_expired(self, kind: Record, expired: Expired) -> int: ...

    def remove_expired(self, kind: Record, expired: Expired, *, limit: int) -> int:
        """Remove at most `limit` in one short commit. Returns how many."""
