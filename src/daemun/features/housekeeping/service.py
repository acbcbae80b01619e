"""Housekeeping: removes what is over, a little at a time."""

from datetime import timedelta
from typing import Final

from daemun.clock import Clock
from daemun.features.housekeeping.model import Purge, Record
from daemun.features.housekeeping.policy import over_at
from daemun.features.housekeeping.store import HousekeepingStore

_AT_ONCE: Final = 500


class Housekeeping:
    """Keeps tables small."""

    def __init__(self, store: HousekeepingStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def count(self) -> Purge:
        """Count what `purge` would remove; nothing changes."""
        over = over_at(self._clock.now())
        return Purge({kind: self._store.count_over(kind, over) for kind in Record}, is_complete=True)

    def purge(self, *, budget: timedelta) -> Purge:
        """Remove what is over, until there is no more or the time is up.

        Each commit removes 500 records at most, so that nobody waits for long. Stopped anywhere: what was
        removed is removed, and the next run goes on. Several may run at once.
        """
        started_at = self._clock.now()
        over = over_at(started_at)
        removed = dict.fromkeys(Record, 0)
        for kind in Record:
            while True:
                if self._clock.now() - started_at >= budget:
                    return Purge(removed, is_complete=False)
                count = self._store.remove_over(kind, over, limit=_AT_ONCE)
                removed[kind] += count
                if count == 0:
                    break
        return Purge(removed, is_complete=True)
