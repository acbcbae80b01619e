"""Lockout: count first, then look. Counting after a check would let a burst of parallel tries through."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import TryRefused
from daemun.origin import Origin
from daemun.features.audit.service import Audit
from daemun.features.lockout import policy
from daemun.features.lockout.errors import TooManyTries
from daemun.features.lockout.model import Limit
from daemun.features.lockout.settings import LockoutSettings
from daemun.features.lockout.store import LockoutStore


@dataclass(frozen=True, slots=True)
class CountedTry:
    """A try that was counted: what to undo if it turns out right."""

    own: tuple[str, Limit]
    taken: tuple[tuple[str, Limit], ...]


class Lockout:
    """Limits on wrong tries. Who is tried may exist or not: the counting is the same."""

    def __init__(
        self, store: LockoutStore, settings: LockoutSettings, batches: Batches, audit: Audit, clock: Clock
    ) -> None:
        self._store = store
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock

    def count_try(self, subject: str, origin: Origin, *, known_device: str | None = None) -> CountedTry:
        """Count a try on `subject` (a user id, or the name that was given) from this origin: one commit.

        known_device: id of a browser that has logged this user in before.
        Raises TooManyTries when any limit is reached; the others are then not counted further.
        """
        settings = self._settings
        address = policy.address_key(origin.address)
        user_key = _key("user", subject)
        if known_device is None:
            own = (user_key, policy.user_limit(settings))
        else:
            own = (_key("device", subject, known_device), policy.known_device_limit(settings))
        short, hour = policy.address_limits(settings)
        pair = (_key("pair", address, subject), policy.pair_limit(settings))
        users = (_key("users", address), policy.distinct_users_limit(settings))

        now = self._clock.now()
        counted: list[tuple[str, Limit]] = []
        # Always in this order, so that two tries never wait for each other's rows.
        with self._batches.batch():
            refused = self._count_all(
                ((_key("address", address), short), (_key("hour", address), hour)), counted, now
            )
            if refused is None:
                is_new_pair = self._store.count_try(*pair, now=now).tries == 1
                refused = self._count_all((users,), counted, now)
                if refused is None and is_new_pair:
                    counted.append(pair)
                elif refused is None:
                    # Counted to see whether the address must wait; this user was counted at an earlier try.
                    self._store.take_back(*counted.pop(), now=now)
            if refused is None:
                refused = self._count_all((own,), [], now)
            if refused is not None:
                self._audit.record(TryRefused(limit=refused[0].name), origin)
        if refused is not None:
            raise TooManyTries(retry_after=_seconds_until(refused[1], now))
        return CountedTry(own, tuple(counted))

    def forgive(self, counted: CountedTry) -> None:
        """The try was right: the user's count starts anew, the address gets its try back."""
        now = self._clock.now()
        for key, limit in counted.taken:
            self._store.take_back(key, limit, now=now)
        self._store.forget(counted.own[0])

    def unlock(self, subject: str) -> None:
        """Forget the tries on a user, after recovery or by an administrator."""
        self._store.forget(_key("user", subject))

    def count_registration(self, origin: Origin) -> None:
        """Count a registration from this origin. Raises TooManyTries."""
        limit = policy.registration_limit(self._settings)
        now = self._clock.now()
        with self._batches.batch():
            key = _key("registration", policy.address_key(origin.address))
            count = self._store.count_try(key, limit, now=now)
            if count.refused_until is not None:
                self._audit.record(TryRefused(limit=limit.name), origin)
        if count.refused_until is not None:
            raise TooManyTries(retry_after=_seconds_until(count.refused_until, now))

    def _count_all(
        self, keys: tuple[tuple[str, Limit], ...], counted: list[tuple[str, Limit]], now: datetime
    ) -> tuple[Limit, datetime] | None:
        for key, limit in keys:
            count = self._store.count_try(key, limit, now=now)
            if count.refused_until is not None:
                return limit, count.refused_until
            counted.append((key, limit))
        return None


def _key(*parts: str) -> str:
    """Digest what is counted: keys are of one length, and names that people typed are not kept."""
    return f"{parts[0]}:{sha256(chr(0).join(parts).encode()).hexdigest()}"


def _seconds_until(instant: datetime, now: datetime) -> int:
    return max(1, -((now - instant) // timedelta(seconds=1)))
