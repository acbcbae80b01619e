"""What housekeeping needs."""

from typing import Protocol

from daemun.features.housekeeping.model import Over, Record


class HousekeepingStore(Protocol):
    """Finds and removes what is over. Records that somebody is writing are left for the next time."""

    def count_over(self, kind: Record, over: Over) -> int: ...

    def remove_over(self, kind: Record, over: Over, *, limit: int) -> int:
        """Remove some, `limit` at most, in one short commit; how many."""
