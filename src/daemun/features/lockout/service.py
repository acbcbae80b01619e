"""Lockout: count first, then check. Counting after a check would let a burst of parallel tries through."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import NoReturn

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import LoginFailed, LoginFailuresHigh, TriesForgotten, TryRefused
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.lockout import policy
from daemun.features.lockout.errors import TooManyTries
from daemun.features.lockout.model import Key, Limit, Refusal
from daemun.features.lockout.pending_tries import PendingTries
from daemun.features.lockout.settings import LockoutSettings
from daemun.features.lockout.store import LockoutStore
from daemun.origin import Origin

_logger = logging.getLogger("daemun.lockout")

_MAX_WAIT = 1.0
"""Maximum seconds that a try waits for pending ones."""


@dataclass(frozen=True, slots=True)
class CountedTry:
    """A counted try: what its address gets back if it is right, and the user's own count."""

    taken: tuple[Key, ...]
    own: tuple[Key, ...]
    is_new_pair: bool = False
    """Whether this address had not tried this user in the window before."""


class Lockout:
    """Limits on wrong tries. Unknown users are counted like known ones."""

    def __init__(
        self, store: LockoutStore, settings: LockoutSettings, batches: Batches, audit: Audit, clock: Clock
    ) -> None:
        self._store = store
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._pending = PendingTries()
        self._user_limit = policy.user_limit(settings)
        self._device_limit = policy.known_device_limit(settings)
        self._address_limits = (
            *policy.address_limits(settings),
            policy.pair_limit(settings),
            policy.distinct_users_limit(settings),
        )

    @contextmanager
    def counted_try(
        self, subject: str, origin: Origin, *, known_device: str | None = None
    ) -> Iterator[CountedTry]:
        """Count a try on `subject` in one commit; the block then finds out whether it is right.

        When many users log in at once, pending tries may reach a limit. This waits for those, a second at
        most, because right ones are uncounted in the end.

        subject: a user id, or the name that was given.
        known_device: id of a browser that has logged this user in before.
        Raises TooManyTries when any limit is reached; the try is then not counted at all.
        """
        own = (self._own_key(subject, known_device),)
        # Typing errors of others in the same office or school must not block a known device.
        of_address = self._keys_of_address(subject, origin) if known_device is None else ()
        with self._counted(of_address, own, origin) as counted:
            yield counted

    @contextmanager
    def counted_code(
        self, user_id: str, factor: str, origin: Origin, *, known_device: str | None = None
    ) -> Iterator[CountedTry]:
        """As `counted_try`, for a code of a second factor. It has keys of its own: a right password forgives
        no wrong code, and too many wrong codes block this factor only, not the user.

        factor: the `name` of the `SecondFactor`.
        """
        short, in_a_row = policy.code_limits(self._settings)
        own = (
            (policy.counter_key("code", user_id, factor), short),
            (policy.counter_key("codes", user_id, factor), in_a_row),
        )
        of_address = self._keys_of_address(user_id, origin) if known_device is None else ()
        with self._counted(of_address, own, origin) as counted:
            yield counted

    @contextmanager
    def _counted(
        self, of_address: tuple[Key, ...], own: tuple[Key, ...], origin: Origin
    ) -> Iterator[CountedTry]:
        names = [name for name, _ in (*of_address, *own)]
        counted = self._count_or_wait(of_address, own, origin)
        try:
            yield counted
        finally:
            self._pending.finish(names)

    def _own_key(self, subject: str, known_device: str | None) -> Key:
        if known_device is None:
            return policy.counter_key("user", subject), self._user_limit
        key = policy.counter_key("device", subject, known_device)
        return key, self._device_limit

    def _keys_of_address(self, subject: str, origin: Origin) -> tuple[Key, ...]:
        """Of the address, the address over an hour, its pair with the user, and the number of users it
        tries.
        """
        address = policy.address_key(origin.address)
        short, hour, pair, users = self._address_limits
        return (
            (policy.counter_key("address", address), short),
            (policy.counter_key("hour", address), hour),
            (policy.counter_key("pair", address, subject), pair),
            (policy.counter_key("users", address), users),
        )

    def _count_or_wait(self, of_address: tuple[Key, ...], own: tuple[Key, ...], origin: Origin) -> CountedTry:
        """Count the try and leave it pending, or refuse it."""
        names = [name for name, _ in (*of_address, *own)]
        gives_up_at = monotonic() + _MAX_WAIT
        while True:
            since = self._pending.finishes
            self._pending.start(names)
            outcome: CountedTry | Refusal | None = None
            try:
                outcome = self._count(of_address, own)
            finally:
                if not isinstance(outcome, CountedTry):
                    self._pending.cancel(names)
            if isinstance(outcome, CountedTry):
                return outcome
            if not self._pending.is_worth_counting_again(outcome.key, since=since, gives_up_at=gives_up_at):
                self._refuse(outcome, origin)

    def _count(self, of_address: tuple[Key, ...], own: tuple[Key, ...]) -> CountedTry | Refusal:
        """Count on every key."""
        # A user whom the address tried before does not count again.
        once = (of_address[2][0], of_address[3][0]) if of_address else None
        counted = self._store.count_together((*of_address, *own), now=self._clock.now(), once=once)
        if isinstance(counted, Refusal):
            return counted
        is_new_user = bool(of_address) and counted.tries[2] == 1
        return CountedTry(of_address if is_new_user else of_address[:2], own, is_new_pair=is_new_user)

    def _refuse(self, refused: Refusal, origin: Origin) -> NoReturn:
        self._audit.record(TryRefused(limit=refused.limit.name), origin)
        raise TooManyTries(retry_after=_seconds_until(refused.until, self._clock.now()))

    def record_failure(self, event: LoginFailed, counted: CountedTry, origin: Origin) -> None:
        """Record that a counted try was wrong; raise the alarm if many are, over all users and addresses.

        One commit. Repeated failures of one user from one address count once.
        """
        if not counted.is_new_pair:
            self._audit.record(event, origin)
            return

        def record() -> None:
            self._audit.record(event, origin)
            self._count_failure(origin)

        self._batches.in_batch(record)

    def _count_failure(self, origin: Origin) -> None:
        limit = policy.alarm_limit(self._settings)
        # Nothing is counted during the wait that the alarm starts: one alarm per window.
        counted = self._store.count_try(policy.ALARM_KEY, limit, now=self._clock.now())
        if counted.refused_until is None and counted.tries == limit.first_wait:
            seconds = int(limit.window.total_seconds())
            self._audit.record(LoginFailuresHigh(failures=counted.tries, seconds=seconds), origin)
            self._batches.after_commit(lambda: _warn(counted.tries, seconds))

    def recent_failures(self) -> int:
        """How many pairs of address and user failed in the current window, up to the alarm."""
        limit = policy.alarm_limit(self._settings)
        return self._store.find_tries(policy.ALARM_KEY, limit, now=self._clock.now())

    @property
    def alarm_failures(self) -> int:
        """The number of failures that raises the alarm."""
        return self._settings.alarm_failures

    def take_back(self, counted: CountedTry) -> None:
        """Give the address its try back, because it was right. In the caller's batch.

        The user's own count stays until `forgive`, so that a right password forgives no wrong code.
        """
        self._store.take_back(counted.taken)

    def take_back_own(self, counted: CountedTry) -> None:
        """Give the user the try back, because it was right but another factor is missing; wrong tries before
        it stay counted.
        """
        self._store.take_back(counted.own)

    def forgive(self, user_id: str, *, known_device: str | None = None, factors: Sequence[str] = ()) -> None:
        """Reset the user's own counts on this device, because enough was proven. In the caller's batch.

        factors: names of the second factors whose wrong codes are forgiven, too.
        """
        self._store.forget(self._own_key(user_id, known_device)[0])
        for factor in factors:
            for kind in ("code", "codes"):
                self._store.forget(policy.counter_key(kind, user_id, factor))

    def unlock(self, user_id: str, *, origin: Origin = SYSTEM) -> None:
        """Forget the wrong tries on a user, after recovery or by an administrator; those on the user's known
        devices stay.
        """

        def forget() -> None:
            self._store.forget(policy.counter_key("user", user_id))
            self._audit.record(TriesForgotten(user_id=user_id), origin)

        self._batches.in_batch(forget)

    def count_registration(self, origin: Origin) -> None:
        """Count a registration from this origin. Raises TooManyTries."""
        self._count_alone(policy.registration_limit(self._settings), origin)

    def count_mailed_code(self, origin: Origin) -> None:
        """Count a mailed link or code that this origin presents. Raises TooManyTries."""
        self._count_alone(policy.mailed_code_limit(self._settings), origin)

    def count_login_elsewhere(self, origin: Origin) -> None:
        """Count a browser that leaves for a provider, or returns with an unknown state.

        Raises TooManyTries.
        """
        self._count_alone(policy.login_elsewhere_limit(self._settings), origin)

    def count_challenge(self, origin: Origin) -> None:
        """Count a passkey challenge that this origin asks for. Raises TooManyTries."""
        self._count_alone(policy.challenge_limit(self._settings), origin)

    def is_first_use(self, *parts: str) -> bool:
        """Whether a single-use value, such as an app's ID token, is presented for the first time in an hour.
        Of concurrent calls, exactly one is first.
        """
        key = policy.counter_key("use", *parts)
        return self._store.count_try(key, policy.ONE_USE, now=self._clock.now()).refused_until is None

    def _count_alone(self, limit: Limit, origin: Origin) -> None:
        key = policy.counter_key(limit.name, policy.address_key(origin.address))
        count = self._store.count_try(key, limit, now=self._clock.now())
        if count.refused_until is not None:
            self._refuse(Refusal(key, limit, count.tries, count.refused_until), origin)


def _warn(failures: int, seconds: int) -> None:
    _logger.warning(
        "%d logins of different users or addresses failed within %d seconds: passwords are being tried",
        failures,
        seconds,
    )


def _seconds_until(instant: datetime, now: datetime) -> int:
    return max(1, -((now - instant) // timedelta(seconds=1)))
