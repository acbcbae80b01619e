"""HousekeepingRounds: tables clean themselves while there are requests."""

import logging
from collections.abc import Callable
from datetime import timedelta

from daemun.features.housekeeping.service import Housekeeping
from daemun.features.housekeeping.settings import HousekeepingSettings
from daemun.problem import StoreUnavailable
from daemun.randomness import Randomness
from daemun.recurring import Recurring

_logger = logging.getLogger("daemun")


class HousekeepingRounds:
    """A thread in each process that purges now and then, with a budget. Starts at first use."""

    def __init__(
        self,
        housekeeping: Housekeeping,
        settings: HousekeepingSettings,
        randomness: Randomness,
        *,
        deliver_mails: Callable[[], None],
        delete_accounts: Callable[[], object],
        revoke_grants: Callable[[], None],
    ) -> None:
        """deliver_mails: wakes the thread that delivers what a killed process may have left. delete_accounts:
        erases users whose deletion is due. revoke_grants: wakes the thread that revokes grants at providers.
        """
        self._is_on = settings.interval > timedelta(0)
        self._thread = Recurring(
            _round(housekeeping, settings.budget, deliver_mails, delete_accounts, revoke_grants),
            name="daemun-housekeeping",
            wait=_waits(settings.interval, randomness),
        )

    def keep_up(self) -> None:
        """Make sure that this process makes its rounds; costs nothing when it does."""
        if self._is_on:
            self._thread.start()

    def stop(self) -> None:
        """Stop, after a round under way."""
        self._thread.stop()


def _round(
    housekeeping: Housekeeping,
    budget: timedelta,
    deliver_mails: Callable[[], None],
    delete_accounts: Callable[[], object],
    revoke_grants: Callable[[], None],
) -> Callable[[], None]:
    def purge() -> None:
        deliver_mails()
        try:
            delete_accounts()
            done = housekeeping.purge(budget=budget)
        except StoreUnavailable:
            return  # requests report it; the next round comes
        revoke_grants()
        if any(done.removed.values()):
            counts = ", ".join(f"{count} {kind.value}" for kind, count in done.removed.items() if count)
            _logger.info("removed expired records: %s", counts)

    return purge


def _waits(interval: timedelta, randomness: Randomness) -> Callable[[], float]:
    """From half the interval to one and a half, so that processes started together spread out."""

    def wait() -> float:
        part = int.from_bytes(randomness.token(2)) / 0xFFFF
        return interval.total_seconds() * (0.5 + part)

    return wait
