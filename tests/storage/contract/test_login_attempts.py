"""What every LoginAttemptStore keeps."""

from dataclasses import replace

import pytest

from daemun.features.users.model import User
from daemun.problem import StoreUnavailable
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, NOW, a_user, an_attempt


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


@pytest.mark.parametrize("proven", [(), ("pwd",), ("pwd", "otp")])
def test_an_attempt_comes_back_equal(store: Store, user: User, proven: tuple[str, ...]) -> None:
    attempt = an_attempt(user, proven=proven)

    store.login_attempts.add(attempt)

    assert store.login_attempts.find(attempt.digest, now=NOW) == attempt


def test_everything_that_a_login_remembers_comes_back_equal(store: Store, user: User) -> None:
    attempt = an_attempt(
        user,
        kinds=("possession", "inherence"),
        acr="aal3",
        tries=3,
        credential="2026-11-23T09:00:00.000+00:00",
        known_device="browser",
        remember=True,
        resume="/articles?page=2",
        scope="read write",
    )

    store.login_attempts.add(attempt)

    assert store.login_attempts.find(attempt.digest, now=NOW) == attempt


def test_a_try_is_counted_on_an_open_attempt(store: Store, user: User) -> None:
    attempt = an_attempt(user)
    store.login_attempts.add(attempt)

    counted = [store.login_attempts.count_try(attempt.digest, limit=2, now=NOW) for _ in range(3)]

    assert counted == [replace(attempt, tries=1), replace(attempt, tries=2), None]
    assert store.login_attempts.find(attempt.digest, now=NOW) == replace(attempt, tries=2)
    assert store.login_attempts.count_try(attempt.digest, limit=9, now=attempt.expires_at) is None
    assert store.login_attempts.count_try(b"unknown", limit=9, now=NOW) is None


@pytest.mark.requirement("RL-02")
def test_of_24_tries_at_once_exactly_five_are_counted(store: Store, user: User) -> None:
    attempt = an_attempt(user)
    store.login_attempts.add(attempt)

    counted = race(24, lambda _: store.login_attempts.count_try(attempt.digest, limit=5, now=NOW))

    assert sum(each is not None for each in counted) == 5


def test_an_absent_attempt_is_none(store: Store) -> None:
    assert store.login_attempts.find(b"unknown", now=NOW) is None
    assert not store.login_attempts.consume(b"unknown", now=NOW)


def test_an_attempt_is_over_at_the_very_millisecond_of_its_expiry(store: Store, user: User) -> None:
    attempt = an_attempt(user)
    store.login_attempts.add(attempt)
    last = attempt.expires_at - A_MILLISECOND

    assert store.login_attempts.find(attempt.digest, now=attempt.expires_at) is None
    assert not store.login_attempts.consume(attempt.digest, now=attempt.expires_at)
    assert store.login_attempts.find(attempt.digest, now=last) == attempt
    assert store.login_attempts.consume(attempt.digest, now=last)


@pytest.mark.requirement("RL-02")
def test_an_attempt_is_spent_once(store: Store, user: User) -> None:
    attempt = an_attempt(user)
    store.login_attempts.add(attempt)

    assert store.login_attempts.consume(attempt.digest, now=NOW)
    assert not store.login_attempts.consume(attempt.digest, now=NOW)
    assert store.login_attempts.find(attempt.digest, now=NOW) is None


@pytest.mark.requirement("RL-02")
def test_of_50_racers_exactly_one_spends_each_of_40_attempts(store: Store, user: User) -> None:
    digests = [bytes([number]) * 32 for number in range(40)]
    for digest in digests:
        store.login_attempts.add(an_attempt(user, digest=digest))

    spent = race(50, lambda _: [store.login_attempts.consume(digest, now=NOW) for digest in digests])

    assert [sum(outcomes) for outcomes in zip(*spent, strict=True)] == [1] * 40


def test_an_attempt_goes_with_its_user_and_is_begun_for_nobody(store: Store, user: User) -> None:
    attempt = an_attempt(user)
    store.login_attempts.add(attempt)

    store.users.delete(user.id, now=NOW)

    assert store.login_attempts.find(attempt.digest, now=NOW) is None
    with pytest.raises(StoreUnavailable):
        store.login_attempts.add(attempt)
    assert store.login_attempts.find(attempt.digest, now=NOW) is None
