"""Housekeeping: removes expired records, a little at a time."""

from datetime import timedelta
from typing import Final

from daemun.clock import Clock
from daemun.features.housekeeping.model import Purge
from daemun.features.housekeeping.policy import expired_at
from daemun.features.housekeeping.store import HousekeepingStore

_AT_ONCE: Final = 500


class Housekeeping:
    """Keeps tables small."""

    def __init__(self, store: HousekeepingStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def count(self) -> Purge:
        """Count what `purge` would remove; nothing changes."""
        expired = expired_at(self._clock.now())
        counts = {kind: self._store.count_expired(kind, expired) for kind in expired.before}
        return Purge(counts, is_complete=True)

    def purge(self, *, budget: timedelta) -> Purge:
        """Remove expired records until there are none left or the time is up.

        Each commit removes 500 records at most, so that no other write waits for long. Wherever it is
        stopped, the next run continues. Several may run at once.
        """
        started_at = self._clock.now()
        expired = expired_at(started_at)
        removed = dict.fromkeys(expired.before, 0)
        for kind in expired.before:
            while True:
                if self._clock.now() - started_at >= budget:
                    return Purge(removed, is_complete=False)
                count = self._store.remove_expired(kind, expired, limit=_AT_ONCE)
                removed[kind] += count
                if count == 0:
                    break
        return Purge(removed, is_complete=True)
