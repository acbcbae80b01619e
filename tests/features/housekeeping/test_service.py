from datetime import timedelta

from daemun.composition.services import Services
from daemun.features.housekeeping.model import Record
from daemun.features.lockout.model import Limit
from daemun.testing import FrozenClock
from tests.builders import add_user, log_in

LIMIT = Limit("test", timedelta(hours=1), ())
A_MINUTE = timedelta(minutes=1)


def old_counts(services: Services, clock: FrozenClock, number: int) -> None:
    with services.store.batches.batch():
        for each in range(number):
            services.store.lockout.count_try(f"address:{each}", LIMIT, now=clock.now() - timedelta(days=3))


def test_everything_that_is_over_is_removed_in_small_steps(
    services: Services, frozen_clock: FrozenClock
) -> None:
    old_counts(services, frozen_clock, 1203)

    counted = services.housekeeping.count()
    done = services.housekeeping.purge(budget=A_MINUTE)

    assert counted.removed[Record.COUNTS] == done.removed[Record.COUNTS] == 1203
    assert done.is_complete
    assert sum(services.housekeeping.count().removed.values()) == 0


def test_a_session_that_has_ended_is_kept_for_a_day(services: Services, frozen_clock: FrozenClock) -> None:
    session = log_in(services, add_user(services)).session
    frozen_clock.tick(days=30)

    kept = services.housekeeping.purge(budget=A_MINUTE)
    frozen_clock.tick(days=1)
    removed = services.housekeeping.purge(budget=A_MINUTE)

    assert (kept.removed[Record.SESSIONS], removed.removed[Record.SESSIONS]) == (0, 1)
    assert services.store.sessions.find(session.id) is None


def test_a_purge_ends_when_its_time_is_up(services: Services, frozen_clock: FrozenClock) -> None:
    old_counts(services, frozen_clock, 2)

    done = services.housekeeping.purge(budget=timedelta(0))

    assert not done.is_complete
    assert services.housekeeping.count().removed[Record.COUNTS] == 2
