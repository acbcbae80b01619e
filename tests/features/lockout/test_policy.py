from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from daemun.features.lockout import policy
from daemun.features.lockout.settings import LockoutSettings


def ladder(settings: LockoutSettings) -> list[tuple[int, int]]:
    return [(wait.tries, int(wait.duration.total_seconds())) for wait in policy.user_limit(settings).waits]


@pytest.mark.requirement("TH-02")
def test_waits_double_from_30_seconds_to_an_hour() -> None:
    assert ladder(LockoutSettings())[:-1] == [
        (5, 30),
        (6, 60),
        (7, 120),
        (8, 240),
        (9, 480),
        (10, 960),
        (11, 1920),
        (12, 3600),
    ]


@pytest.mark.requirement("TH-01")
def test_after_100_tries_in_a_row_the_wait_is_for_good() -> None:
    tries, seconds = ladder(LockoutSettings())[-1]

    assert tries == 100
    assert timedelta(seconds=seconds) >= timedelta(days=3650)


def test_a_known_device_has_ten_free_tries_and_the_same_ladder() -> None:
    waits = policy.known_device_limit(LockoutSettings()).waits

    assert (waits[0].tries, waits[0].duration) == (10, timedelta(seconds=30))
    assert waits[-1].tries == 100


@given(
    settings=st.builds(
        LockoutSettings,
        max_failures=st.integers(1, 19),
        hard_stop=st.integers(20, 100),
        first_wait=st.timedeltas(timedelta(seconds=1), timedelta(hours=1)),
        longest_wait=st.timedeltas(timedelta(hours=1), timedelta(days=1)),
    )
)
def test_whatever_is_set_waits_never_shrink_and_the_end_is_never_beyond_100(
    settings: LockoutSettings,
) -> None:
    waits = policy.user_limit(settings).waits

    assert [wait.tries for wait in waits] == sorted({wait.tries for wait in waits})
    assert [wait.duration for wait in waits] == sorted(wait.duration for wait in waits)
    assert waits[-1].tries == settings.hard_stop <= 100
    assert all(wait.duration <= settings.longest_wait for wait in waits[:-1])


@pytest.mark.parametrize(
    "unsafe",
    [
        {"address_window": 0},
        {"address_users_window": -5},
        {"longest_wait": 0},
        {"first_wait": 60, "longest_wait": 30},
        {"max_failures": 50, "hard_stop": 10},
    ],
)
def test_settings_that_would_switch_limits_off_are_refused(unsafe: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        LockoutSettings.model_validate(unsafe)


@pytest.mark.requirement("TH-03")
@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
    ],
)
def test_an_ipv6_network_of_64_bits_counts_as_one_address(address: str | None, key: str) -> None:
    assert policy.address_key(address) == key


def test_the_limits_of_an_address_are_those_of_the_settings() -> None:
    short, hour = policy.address_limits(LockoutSettings())
    users = policy.distinct_users_limit(LockoutSettings())
    registrations = policy.registration_limit(LockoutSettings())

    assert (short.window, short.waits[0].tries) == (timedelta(minutes=5), 20)
    assert (hour.window, hour.waits[0].tries) == (timedelta(hours=1), 100)
    assert (users.window, users.waits[0].tries) == (timedelta(minutes=10), 10)
    assert (registrations.window, registrations.waits[0].tries) == (timedelta(hours=1), 10)
