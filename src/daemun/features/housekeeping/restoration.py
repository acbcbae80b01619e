"""Restoration: ends what a restored backup of the database has revived."""

from daemun.clock import Clock
from daemun.features.audit.events import DatabaseRestored
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.housekeeping.model import Purge, Record
from daemun.features.housekeeping.policy import revived_at
from daemun.features.housekeeping.store import HousekeepingStore
from daemun.features.tokens.key_ring import KeyRing
from daemun.origin import Origin

_AT_ONCE = 500


class Restoration:
    """Ends what a restored backup has revived: what was ended, spent or removed after it was made."""

    def __init__(self, store: HousekeepingStore, keys: KeyRing, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._audit = audit
        self._clock = clock

    def end_revived(self, *, origin: Origin = SYSTEM) -> Purge:
        """Replace every signing key, so that no access token counts; then remove every session, unfinished
        login, one-time token, trusted device and recovery code, so that nothing does that was ended or spent.

        If interrupted, run it again. `is_complete` False: some of them are in use.
        """
        self._keys.rotate_now(remove=True, origin=origin)
        revived = revived_at(self._clock.now())
        removed = dict.fromkeys(revived.before, 0)
        for kind in revived.before:
            while count := self._store.remove_expired(kind, revived, limit=_AT_ONCE):
                removed[kind] += count
        self._audit.record(DatabaseRestored(sessions=removed[Record.SESSIONS]), origin)
        is_complete = not any(self._store.count_expired(kind, revived) for kind in revived.before)
        return Purge(removed, is_complete=is_complete)
