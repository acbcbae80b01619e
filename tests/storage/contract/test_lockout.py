"""What every LockoutStore counts."""

from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from daemun.features.lockout.model import AllCounted, Limit, Refusal, TryCount, Wait
from daemun.features.lockout.store import LockoutStore
from daemun.storage.open_store import open_store
from daemun.storage.settings import RedisSettings
from tests.storage.conftest import PATIENT
from tests.storage.racing import race, race_processes
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW

SECONDS_30 = timedelta(seconds=30)
LIMIT = Limit("password", 10 * A_MINUTE, (Wait(3, SECONDS_30), Wait(4, A_MINUTE), Wait(6, 2 * A_MINUTE)))
SEVEN = Limit("password", 10 * A_MINUTE, (Wait(7, A_MINUTE),))


def count(lockout: LockoutStore, times: int, *, now: datetime = NOW, limit: Limit = LIMIT) -> TryCount:
    last = TryCount(0)
    for _ in range(times):
        last = lockout.count_try("kim", limit, now=now)
    return last


def test_tries_are_counted_up_to_the_first_wait(lockout: LockoutStore) -> None:
    assert [count(lockout, 1) for _ in range(3)] == [TryCount(1), TryCount(2), TryCount(3)]


def test_a_try_during_the_wait_is_refused_and_changes_nothing(lockout: LockoutStore) -> None:
    count(lockout, 3)

    assert count(lockout, 1, now=NOW + timedelta(seconds=10)) == TryCount(3, NOW + SECONDS_30)
    assert count(lockout, 50, now=NOW + timedelta(seconds=20)) == TryCount(3, NOW + SECONDS_30)


def test_the_wait_is_over_at_its_very_millisecond(lockout: LockoutStore) -> None:
    count(lockout, 3)

    assert count(lockout, 1, now=NOW + SECONDS_30 - A_MILLISECOND) == TryCount(3, NOW + SECONDS_30)
    assert count(lockout, 1, now=NOW + SECONDS_30) == TryCount(4)


def test_the_last_wait_that_is_reached_counts(lockout: LockoutStore) -> None:
    count(lockout, 2)
    waits, now = [], NOW
    for _ in range(5):
        count(lockout, 1, now=now)
        end = count(lockout, 1, now=now).refused_until
        assert end is not None
        waits.append(end - now)
        now = end

    assert waits == [SECONDS_30, A_MINUTE, A_MINUTE, 2 * A_MINUTE, 2 * A_MINUTE]


def test_the_count_starts_anew_at_the_very_millisecond_the_window_is_over(lockout: LockoutStore) -> None:
    count(lockout, 2)
    end = NOW + LIMIT.window

    assert count(lockout, 1, now=end - A_MILLISECOND) == TryCount(3)
    assert count(lockout, 1, now=end + A_MINUTE) == TryCount(1)


def test_a_wait_goes_on_after_its_window(lockout: LockoutStore) -> None:
    limit = Limit("password", A_MINUTE, (Wait(2, 5 * A_MINUTE),))
    count(lockout, 2, limit=limit)

    assert count(lockout, 1, now=NOW + 2 * A_MINUTE, limit=limit) == TryCount(2, NOW + 5 * A_MINUTE)
    assert count(lockout, 1, now=NOW + 5 * A_MINUTE, limit=limit) == TryCount(1)


def test_one_try_may_be_enough_to_wait(lockout: LockoutStore) -> None:
    limit = Limit("strict", A_MINUTE, (Wait(1, SECONDS_30),))

    assert count(lockout, 1, limit=limit) == TryCount(1)
    assert count(lockout, 1, limit=limit) == TryCount(1, NOW + SECONDS_30)


def test_a_limit_without_waits_only_counts(lockout: LockoutStore) -> None:
    assert count(lockout, 20, limit=Limit("none", A_MINUTE, ())) == TryCount(20)


def test_keys_are_counted_apart(lockout: LockoutStore) -> None:
    count(lockout, 3)

    assert lockout.count_try("Kim", LIMIT, now=NOW) == TryCount(1)
    assert lockout.count_try("kim ", LIMIT, now=NOW) == TryCount(1)
    assert lockout.count_try("한" * 128, LIMIT, now=NOW) == TryCount(1)


def test_a_try_taken_back_was_never_counted(lockout: LockoutStore) -> None:
    count(lockout, 2)

    lockout.take_back([("kim", LIMIT)])

    assert count(lockout, 1) == TryCount(2)


def test_several_tries_are_taken_back_each_by_its_own_limit(lockout: LockoutStore) -> None:
    one_try = Limit("one", A_MINUTE, (Wait(1, A_MINUTE),))
    count(lockout, 2)
    lockout.count_try("lee", one_try, now=NOW)

    lockout.take_back([("kim", LIMIT), ("lee", one_try)])
    lockout.take_back([])

    assert count(lockout, 1) == TryCount(2)
    assert lockout.count_try("lee", one_try, now=NOW) == TryCount(1)


def test_taking_back_the_try_that_began_the_wait_ends_it(lockout: LockoutStore) -> None:
    count(lockout, 3)

    lockout.take_back([("kim", LIMIT)])

    assert count(lockout, 1) == TryCount(3)
    assert count(lockout, 1) == TryCount(3, NOW + SECONDS_30)


def test_taking_back_a_later_try_leaves_the_wait(lockout: LockoutStore) -> None:
    count(lockout, 3)
    count(lockout, 1, now=NOW + SECONDS_30)

    lockout.take_back([("kim", LIMIT)])

    assert count(lockout, 1, now=NOW + SECONDS_30) == TryCount(3, NOW + SECONDS_30 + A_MINUTE)


def test_more_tries_than_counted_cannot_be_taken_back(lockout: LockoutStore) -> None:
    lockout.take_back([("kim", LIMIT)])
    count(lockout, 1)
    lockout.take_back([("kim", LIMIT)])
    lockout.take_back([("kim", LIMIT)])

    assert count(lockout, 1) == TryCount(1)


def test_a_forgotten_key_starts_from_zero(lockout: LockoutStore) -> None:
    count(lockout, 4)

    lockout.forget("kim")
    lockout.forget("nobody")

    assert count(lockout, 1) == TryCount(1)


def test_a_try_is_counted_on_several_keys_together_each_by_its_own_limit(lockout: LockoutStore) -> None:
    short = Limit("short", A_MINUTE, (Wait(9, A_MINUTE),))
    keys = [("kim", LIMIT), ("lee", short)]

    assert lockout.count_together(keys, now=NOW) == AllCounted((1, 1))
    assert lockout.count_together(keys, now=NOW + A_MINUTE) == AllCounted((2, 1))
    assert lockout.count_together(keys, now=NOW + A_MINUTE) == AllCounted((3, 2))
    assert count(lockout, 1, now=NOW + A_MINUTE) == TryCount(3, NOW + A_MINUTE + SECONDS_30)
    assert lockout.count_try("lee", short, now=NOW + A_MINUTE) == TryCount(3)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_try_that_one_key_refuses_is_counted_on_none(lockout: LockoutStore, place: int) -> None:
    two = Limit("two", A_MINUTE, (Wait(2, SECONDS_30), Wait(3, A_MINUTE)))
    others = [("new", two), ("old", two)]
    later = NOW + SECONDS_30
    lockout.count_together([("old", two)], now=NOW)
    lockout.count_together([("old", two)], now=NOW)
    count(lockout, 3, now=later)

    keys = [*others[:place], ("kim", LIMIT), *others[place:]]
    outcomes = [lockout.count_together(keys, now=later) for _ in range(5)]

    assert outcomes == [Refusal("kim", LIMIT, 3, later + SECONDS_30)] * 5
    assert lockout.count_try("new", two, now=later) == TryCount(1)
    assert lockout.count_try("old", two, now=later) == TryCount(3)


def test_what_counts_once_is_counted_only_where_it_is_new(lockout: LockoutStore) -> None:
    pair, users = Limit("pair", 5 * A_MINUTE, ()), Limit("users", 5 * A_MINUTE, (Wait(2, A_MINUTE),))

    def tries(subject: str, *, now: datetime = NOW) -> AllCounted | Refusal:
        keys = [(f"pair-{subject}", pair), ("users", users), (f"own-{subject}", LIMIT)]
        return lockout.count_together(keys, now=now, once=(f"pair-{subject}", "users"))

    assert tries("kim") == AllCounted((1, 1, 1))
    # Known: looked at, and not one more; nor does anybody wait for it.
    assert [tries("kim"), tries("kim")] == [AllCounted((2, 2, 2)), AllCounted((2, 2, 3))]
    assert lockout.count_try("users", users, now=NOW) == TryCount(2)
    assert lockout.count_try("users", users, now=NOW) == TryCount(2, NOW + A_MINUTE)
    assert lockout.count_try("pair-kim", pair, now=NOW) == TryCount(2)


def test_a_refusal_names_the_first_key_that_waits(lockout: LockoutStore) -> None:
    one = Limit("one", A_MINUTE, (Wait(1, A_MINUTE),))
    lockout.count_together([("lee", one), ("kim", one)], now=NOW)

    refused = lockout.count_together([("new", one), ("lee", one), ("kim", one)], now=NOW)

    assert refused == Refusal("lee", one, 1, NOW + A_MINUTE)


def test_of_racers_with_a_key_in_common_the_refused_leave_no_trace_on_their_own(
    lockout: LockoutStore,
) -> None:
    def act(number: int) -> bool:
        keys = [("common", SEVEN), (f"own-{number}", LIMIT)]
        return isinstance(lockout.count_together(keys, now=NOW), AllCounted)

    counted = race(24, act)

    assert counted.count(True) == 7
    for number, was_counted in enumerate(counted):
        assert lockout.count_try(f"own-{number}", LIMIT, now=NOW) == TryCount(2 if was_counted else 1)


@pytest.mark.parametrize("racers", [24, 50])
def test_of_many_racers_exactly_as_many_are_counted_as_the_limit_allows(
    lockout: LockoutStore, racers: int
) -> None:
    counts = race(racers, lambda _: lockout.count_try("kim", SEVEN, now=NOW))

    counted = sorted(count.tries for count in counts if count.refused_until is None)
    refused = [count for count in counts if count.refused_until is not None]
    assert counted == [1, 2, 3, 4, 5, 6, 7]
    assert refused == [TryCount(7, NOW + A_MINUTE)] * (racers - 7)


def test_racers_that_take_back_their_tries_leave_the_exact_count(lockout: LockoutStore) -> None:
    many = Limit("many", A_MINUTE, (Wait(1000, A_MINUTE),))

    def act(number: int) -> None:
        lockout.count_try("kim", many, now=NOW)
        if number % 2:
            lockout.take_back([("kim", many)])

    race(24, act)

    assert lockout.count_try("kim", many, now=NOW) == TryCount(13)


def _count_in_process(url: str) -> list[bool]:
    """Count in this process; Valkey's address comes with `redis:` before it."""
    if url.startswith("redis:"):
        settings = RedisSettings(url=SecretStr(url.removeprefix("redis:")))
        store = open_store("sqlite://", PATIENT, redis=settings)
    else:
        store = open_store(url, PATIENT)
    counts = race(8, lambda _: store.lockout.count_try("kim", SEVEN, now=NOW))
    store.close()
    return [count.refused_until is None for count in counts]


@pytest.mark.parametrize("kind", ["sqlite_url", "postgres_url", "mongodb_url", "valkey_url"])
def test_of_racers_in_several_processes_exactly_as_many_are_counted(
    request: pytest.FixtureRequest, kind: str
) -> None:
    url = request.getfixturevalue(kind)

    outcomes = race_processes(3, _count_in_process, f"redis:{url}" if kind == "valkey_url" else url)

    assert sum(outcome.count(True) for outcome in outcomes) == 7


def test_tries_are_found_while_their_window_lasts_and_none_is_counted(lockout: LockoutStore) -> None:
    assert lockout.find_tries("kim", LIMIT, now=NOW) == 0
    count(lockout, 2)

    assert lockout.find_tries("kim", LIMIT, now=NOW) == 2
    assert lockout.find_tries("kim", LIMIT, now=NOW + LIMIT.window - A_MILLISECOND) == 2
    assert lockout.find_tries("kim", LIMIT, now=NOW + LIMIT.window) == 0
    assert lockout.find_tries("lee", LIMIT, now=NOW) == 0
    assert count(lockout, 1).tries == 3
