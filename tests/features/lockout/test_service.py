from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, TriesForgotten, TryRefused
from daemun.features.lockout.errors import TooManyTries
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, an_installation, an_origin
from tests.storage.racing import race


def try_rightly(services: Services, subject: str = "kim", *, device: str | None = None) -> None:
    """A try that opens a session."""
    with (
        services.lockout.counted_try(subject, HOME, known_device=device) as counted,
        services.store.batches.batch(),
    ):
        services.lockout.take_back(counted)
        services.lockout.forgive(subject, known_device=device)


def wait_of(
    services: Services, subject: str = "kim", *, address: str = "192.0.2.7", device: str | None = None
) -> int:
    """Try once; how many seconds a refusal says to wait, 0 when the try was counted."""
    try:
        with services.lockout.counted_try(subject, an_origin(address), known_device=device):
            return 0
    except TooManyTries as refused:
        wait = refused.params["retry_after"]
        assert isinstance(wait, int)
        return wait


@pytest.mark.requirement("TH-02")
def test_from_the_sixth_try_on_the_waits_grow_from_30_seconds_to_an_hour(
    services: Services, frozen_clock: FrozenClock
) -> None:
    waits = []
    for _ in range(15):
        wait = wait_of(services)
        waits.append(wait)
        if wait:
            frozen_clock.tick(seconds=wait)
            assert wait_of(services) == 0

    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


@pytest.mark.requirement("TH-02")
def test_a_wait_is_over_at_its_very_end_and_not_a_millisecond_before(
    services: Services, frozen_clock: FrozenClock
) -> None:
    for _ in range(5):
        wait_of(services)

    frozen_clock.tick(seconds=29, milliseconds=999)
    assert wait_of(services) == 1
    frozen_clock.tick(milliseconds=1)
    assert wait_of(services) == 0


def test_a_refused_try_does_not_make_the_wait_longer(services: Services, frozen_clock: FrozenClock) -> None:
    for _ in range(5):
        wait_of(services)

    assert [wait_of(services) for _ in range(10)] == [30] * 10
    frozen_clock.tick(seconds=30)
    assert [wait_of(services), wait_of(services)] == [0, 60]


@pytest.mark.requirement("TH-01")
def test_after_100_tries_in_a_row_the_password_is_disabled_until_it_is_unlocked(
    services: Services, frozen_clock: FrozenClock
) -> None:
    counted = 0
    while counted < 100:
        wait = wait_of(services)
        counted += wait == 0
        frozen_clock.tick(seconds=wait)

    assert wait_of(services) > timedelta(days=3000).total_seconds()
    frozen_clock.tick(days=3000)
    assert wait_of(services) > 0
    services.lockout.unlock("kim")
    assert wait_of(services) == 0


@pytest.mark.requirement("TH-02")
def test_a_right_try_starts_the_count_anew(services: Services) -> None:
    for _ in range(4):
        wait_of(services)

    try_rightly(services, "kim")

    assert [wait_of(services) for _ in range(6)] == [0, 0, 0, 0, 0, 30]


def test_right_tries_of_many_people_do_not_use_up_the_limit_of_their_address(services: Services) -> None:
    for number in range(50):
        try_rightly(services, f"user-{number}")

    assert wait_of(services) == 0


@pytest.mark.requirement("TH-03")
def test_one_user_tried_from_200_addresses_is_limited(services: Services) -> None:
    waits = [wait_of(services, address=f"198.51.{number}.7") for number in range(200)]

    assert waits == [0] * 5 + [30] * 195


@pytest.mark.requirement("TH-03")
def test_an_address_that_tries_200_users_is_limited_after_ten(
    services: Services, frozen_clock: FrozenClock
) -> None:
    waits = [wait_of(services, f"user-{number}") for number in range(200)]

    assert waits[:10] == [0] * 10
    assert all(waits[10:])
    frozen_clock.tick(minutes=10)
    assert wait_of(services, "user-200") == 0


@pytest.mark.requirement("TH-03")
def test_an_address_has_20_wrong_tries_in_five_minutes(services: Services, frozen_clock: FrozenClock) -> None:
    waits = [wait_of(services, f"user-{number % 7}") for number in range(21)]

    assert waits == [0] * 20 + [300]
    frozen_clock.tick(minutes=4, seconds=59)
    assert wait_of(services, "user-0") == 1
    assert wait_of(services, "user-0", address="192.0.2.8") == 0
    frozen_clock.tick(seconds=1)
    assert wait_of(services, "user-1") == 0


@pytest.mark.requirement("TH-03")
def test_an_address_has_100_wrong_tries_in_an_hour(services: Services, frozen_clock: FrozenClock) -> None:
    counted = 0
    for number in range(5):
        for user in range(20):
            counted += wait_of(services, f"user-{number}-{user % 5}") == 0
        frozen_clock.tick(minutes=10)

    assert counted == 100
    assert wait_of(services, "user-x") > 600


@pytest.mark.requirement("TH-03")
def test_neighbors_in_one_ipv6_network_share_a_count(services: Services) -> None:
    waits = [wait_of(services, f"user-{n % 7}", address=f"2001:db8::{n + 1:x}") for n in range(21)]

    assert waits == [0] * 20 + [300]


@pytest.mark.requirement("TH-04")
def test_strangers_cannot_lock_out_a_known_device(services: Services) -> None:
    for number in range(50):
        wait_of(services, address=f"198.51.100.{number}")

    assert wait_of(services, device="laptop") == 0
    assert wait_of(services) == 30


@pytest.mark.requirement("TH-04")
def test_a_known_device_has_ten_free_tries_of_its_own(services: Services) -> None:
    waits = [wait_of(services, address=f"198.51.100.{n}", device="laptop") for n in range(11)]

    assert waits == [0] * 10 + [30]
    assert wait_of(services, device="phone") == 0
    assert wait_of(services) == 0


@pytest.mark.requirement("TH-04")
def test_what_others_at_its_address_mistype_does_not_stop_a_known_device(services: Services) -> None:
    for number in range(30):
        wait_of(services, f"user-{number}")

    assert wait_of(services, "park") > 0
    assert wait_of(services, device="laptop") == 0


def test_what_a_known_device_mistypes_is_not_counted_on_its_address(
    store: Store, frozen_clock: FrozenClock
) -> None:
    services = an_installation(store, frozen_clock, lockout_address_max_failures=4)
    for _ in range(8):
        wait_of(services, device="laptop")

    assert wait_of(services, "park") == 0


def test_a_right_try_of_a_known_device_starts_its_own_count_anew(services: Services) -> None:
    for _ in range(9):
        wait_of(services, device="laptop")

    try_rightly(services, device="laptop")

    assert [wait_of(services, device="laptop") for _ in range(11)] == [0] * 10 + [30]


@pytest.mark.requirement("TH-10")
def test_a_refused_try_is_recorded_with_the_limit(services: Services, events: list[Event]) -> None:
    for _ in range(6):
        wait_of(services)
    for number in range(11):
        wait_of(services, f"user-{number}", address="192.0.2.9")

    assert [event.limit for event in events if isinstance(event, TryRefused)] == ["user", "address_users"]


def test_ten_registrations_an_hour_come_from_one_address(
    services: Services, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    for _ in range(10):
        services.lockout.count_registration(HOME)

    with pytest.raises(TooManyTries) as refused:
        services.lockout.count_registration(HOME)
    assert refused.value.params["retry_after"] == 3600
    assert events[-1] == TryRefused(limit="registration")
    services.lockout.count_registration(an_origin("192.0.2.8"))
    frozen_clock.tick(hours=1)
    services.lockout.count_registration(HOME)


def test_of_24_parallel_tries_exactly_five_are_counted(services: Services) -> None:
    waits = race(24, lambda number: wait_of(services, address=f"198.51.100.{number}"))

    assert sorted(waits) == [0] * 5 + [30] * 19


def test_counts_are_shared_by_processes_on_one_store(
    store: Store, services: Services, frozen_clock: FrozenClock
) -> None:
    other = an_installation(store, frozen_clock)

    waits = [wait_of(services if number % 2 else other) for number in range(6)]

    assert waits == [0] * 5 + [30]


@pytest.mark.parametrize("jump", [{"hours": 1}, {"hours": -1}])
def test_a_clock_that_jumps_never_gives_more_free_tries(
    services: Services, frozen_clock: FrozenClock, jump: dict[str, float]
) -> None:
    for _ in range(5):
        wait_of(services)
    frozen_clock.tick(**jump)

    waits = [wait_of(services), wait_of(services)]

    assert waits[1] > 0


@pytest.mark.requirement("RL-06")
def test_right_tries_at_once_wait_for_each_other_instead_of_being_refused(services: Services) -> None:
    assert race(32, lambda _: try_rightly(services)) == [None] * 32


def test_a_try_that_waited_for_wrong_ones_is_refused_in_the_end(services: Services) -> None:
    for _ in range(4):
        wait_of(services)
    with services.lockout.counted_try("kim", HOME), ThreadPoolExecutor(1) as other:
        waiting = other.submit(wait_of, services)

    assert waiting.result() == 30


LOW: dict[str, dict[str, Any]] = {
    "user": {"lockout_max_failures": 1},
    "known_device": {"lockout_known_device_max_failures": 1},
    "address": {"lockout_address_max_failures": 1},
    "address_hour": {"lockout_address_hour_max_failures": 1},
    "address_users": {"lockout_address_max_users": 1},
}


@pytest.mark.parametrize("limit", LOW)
def test_a_refusal_tells_operators_which_limit_it_was(
    limit: str, store: Store, frozen_clock: FrozenClock
) -> None:
    heard: list[Event] = []
    services = an_installation(store, frozen_clock, publish=heard.append, **LOW[limit])
    device = "browser" if limit == "known_device" else None

    waits = [
        wait_of(services, device=device),
        wait_of(services, f"{'lee' if 'users' in limit else 'kim'}", device=device),
    ]

    assert waits[0] == 0 < waits[1]
    assert [event.limit for event in heard if isinstance(event, TryRefused)] == [limit]


@pytest.mark.parametrize("limit", ["address", "address_hour", "address_users"])
def test_one_address_uses_up_nothing_of_another(limit: str, store: Store, frozen_clock: FrozenClock) -> None:
    services = an_installation(store, frozen_clock, **LOW[limit])

    waits = [wait_of(services, each, address=f"192.0.2.{number}") for number, each in enumerate("abcdef")]

    assert waits == [0] * 6


def test_registrations_of_one_address_use_up_nothing_else(store: Store, frozen_clock: FrozenClock) -> None:
    heard: list[Event] = []
    settings: dict[str, Any] = {"lockout_registrations_per_hour": 1}
    services = an_installation(store, frozen_clock, publish=heard.append, **settings)
    services.lockout.count_registration(an_origin("192.0.2.7"))

    with pytest.raises(TooManyTries):
        services.lockout.count_registration(an_origin("192.0.2.7"))

    services.lockout.count_registration(an_origin("192.0.2.8"))
    assert wait_of(services, address="192.0.2.7") == 0
    assert [event.limit for event in heard if isinstance(event, TryRefused)] == ["registration"]


def test_whose_tries_were_forgotten_is_recorded(store: Store, frozen_clock: FrozenClock) -> None:
    heard: list[Event] = []
    services = an_installation(store, frozen_clock, publish=heard.append)

    services.lockout.unlock("user-kim")

    assert [event.user_id for event in heard if isinstance(event, TriesForgotten)] == ["user-kim"]


@pytest.mark.parametrize("device", [None, "browser"])
def test_housekeeping_forgets_no_tries_in_a_row(
    device: str | None, services: Services, frozen_clock: FrozenClock
) -> None:
    tries = 0
    while wait_of(services, device=device) == 0:
        tries += 1
    frozen_clock.tick(days=300)

    services.housekeeping.purge(budget=timedelta(minutes=1))

    assert tries >= 5
    assert wait_of(services, device=device) == 0
    assert wait_of(services, device=device) == 60


def test_a_right_try_after_a_wrong_one_is_given_back_to_the_address(
    store: Store, frozen_clock: FrozenClock
) -> None:
    services = an_installation(store, frozen_clock, lockout_address_max_failures=4)

    for _ in range(3):
        assert wait_of(services) == 0
        try_rightly(services, "kim")

    assert wait_of(services) == 0
    assert wait_of(services, "lee") > 0


def test_users_that_one_address_tried_are_new_to_another(services: Services) -> None:
    for number in range(11):
        wait_of(services, f"user-{number}", address=f"198.51.100.{number}")

    waits = [wait_of(services, f"user-{number}", address="203.0.113.9") for number in range(11)]

    assert waits[:10] == [0] * 10
    assert waits[10] > 0


def test_a_browser_known_to_two_users_has_a_count_for_each(services: Services) -> None:
    waits = [wait_of(services, "kim", address=f"198.51.100.{n}", device="browser") for n in range(50)]

    assert waits[-1] > 0
    assert wait_of(services, "lee", address="203.0.113.9", device="browser") == 0
