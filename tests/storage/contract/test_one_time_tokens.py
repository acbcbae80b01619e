"""What every OneTimeTokenStore keeps."""

from datetime import timedelta

import pytest

from daemun.features.one_time_tokens.model import Purpose
from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW, a_token, a_user

PURPOSE = Purpose("password_reset", timedelta(minutes=30))
OTHER = Purpose("email_change", timedelta(minutes=30))
SUBJECT = "user-kim"


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"subject": None, "user_id": None, "code_digest": None},
        {"sealed_payload": b"\0\xff sealed", "version": "한국어"},
    ],
)
def test_a_token_comes_back_equal(store: Store, user: User, fields: dict[str, object]) -> None:
    token = a_token(**{"user_id": user.id} | fields)

    assert store.one_time_tokens.put(token) == 0

    assert store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) == token


def test_an_absent_token_is_none(store: Store) -> None:
    assert store.one_time_tokens.find(b"unknown", PURPOSE, now=NOW) is None
    assert store.one_time_tokens.count_try(PURPOSE, "nobody", now=NOW) is None
    assert not store.one_time_tokens.consume(b"unknown", version="", now=NOW)
    assert not store.one_time_tokens.withdraw(PURPOSE, "nobody")


@pytest.mark.requirement("RC-01")
def test_a_token_of_one_purpose_is_none_of_another(store: Store) -> None:
    token = a_token()
    store.one_time_tokens.put(token)

    assert store.one_time_tokens.find(token.digest, OTHER, now=NOW) is None
    assert store.one_time_tokens.count_try(OTHER, SUBJECT, now=NOW) is None
    assert not store.one_time_tokens.withdraw(OTHER, SUBJECT)


@pytest.mark.requirement("RC-01")
def test_a_token_is_over_at_the_very_millisecond_of_its_expiry(store: Store) -> None:
    token = a_token()
    store.one_time_tokens.put(token)
    last = token.expires_at - A_MILLISECOND

    assert store.one_time_tokens.find(token.digest, PURPOSE, now=token.expires_at) is None
    assert not store.one_time_tokens.consume(token.digest, version="v1", now=token.expires_at)
    assert store.one_time_tokens.find(token.digest, PURPOSE, now=last) == token
    assert store.one_time_tokens.consume(token.digest, version="v1", now=last)


def test_a_code_is_over_before_its_link(store: Store) -> None:
    token = a_token()
    store.one_time_tokens.put(token)

    assert store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=token.code_expires_at) is None
    assert store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=token.code_expires_at - A_MILLISECOND)
    assert store.one_time_tokens.find(token.digest, PURPOSE, now=token.code_expires_at) is not None


@pytest.mark.requirement("RL-02")
def test_a_token_is_spent_once(store: Store) -> None:
    token = a_token()
    store.one_time_tokens.put(token)

    assert store.one_time_tokens.consume(token.digest, version="v1", now=NOW)
    assert not store.one_time_tokens.consume(token.digest, version="v1", now=NOW)
    assert store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) is None


@pytest.mark.requirement("RC-01")
def test_a_token_is_worth_nothing_once_what_it_protects_has_changed(store: Store) -> None:
    token = a_token(version="v1")
    store.one_time_tokens.put(token)

    assert not store.one_time_tokens.consume(token.digest, version="v2", now=NOW)
    assert store.one_time_tokens.consume(token.digest, version="v1", now=NOW)


@pytest.mark.requirement("RC-01")
def test_a_newer_token_kills_the_older_one_about_the_same(store: Store) -> None:
    older, newer = a_token(digest=b"older"), a_token(digest=b"newer")
    beside = a_token(digest=b"beside", subject="user-lee")
    for token in (older, beside, newer):
        store.one_time_tokens.put(token)

    assert store.one_time_tokens.find(older.digest, PURPOSE, now=NOW) is None
    assert not store.one_time_tokens.consume(older.digest, version="v1", now=NOW)
    assert store.one_time_tokens.find(newer.digest, PURPOSE, now=NOW) == newer
    assert store.one_time_tokens.find(beside.digest, PURPOSE, now=NOW) == beside


def test_tokens_about_nothing_exist_beside_each_other(store: Store) -> None:
    tokens = [a_token(digest=bytes([number]), subject=None) for number in range(3)]
    for token in tokens:
        store.one_time_tokens.put(token)

    assert [store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) for token in tokens] == tokens


def test_tokens_of_a_purpose_that_are_alive_are_listed_the_oldest_first(store: Store) -> None:
    older = a_token(digest=b"older", subject="a", created_at=NOW - A_MINUTE)
    newer, spent = a_token(digest=b"newer", subject="b"), a_token(digest=b"spent", subject="c")
    over = a_token(digest=b"over", subject="d", expires_at=NOW)
    beside = a_token(digest=b"beside", subject="e", purpose=OTHER.name)
    for token in (newer, over, spent, older, beside):
        store.one_time_tokens.put(token)
    store.one_time_tokens.consume(spent.digest, version="v1", now=NOW)

    assert store.one_time_tokens.list_alive(PURPOSE, now=NOW, limit=10) == [older, newer]
    assert store.one_time_tokens.list_alive(PURPOSE, now=NOW, limit=1) == [older]
    assert store.one_time_tokens.list_alive(PURPOSE, now=NOW, limit=10, subject=newer.subject) == [newer]
    assert store.one_time_tokens.list_alive(PURPOSE, now=NOW, limit=10, subject="nobody") == []


def test_a_withdrawn_token_is_gone(store: Store) -> None:
    token = a_token()
    store.one_time_tokens.put(token)

    assert store.one_time_tokens.withdraw(PURPOSE, SUBJECT)
    assert store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) is None


def test_all_tokens_of_a_user_or_the_younger_ones_are_withdrawn(store: Store, user: User) -> None:
    other_user = a_user("jiwoo")
    store.users.add(other_user)
    older, younger, of_other, of_other_purpose = (
        a_token(digest=bytes([number]) * 32, subject=None, expires_at=NOW + number * A_MINUTE, **fields)
        for number, fields in enumerate(
            (
                {"user_id": user.id},
                {"user_id": user.id},
                {"user_id": other_user.id},
                {"user_id": user.id, "purpose": OTHER.name},
            ),
            start=1,
        )
    )
    for token in (older, younger, of_other, of_other_purpose):
        store.one_time_tokens.put(token)

    def alive(purpose: Purpose) -> list[bytes]:
        return [each.digest for each in store.one_time_tokens.list_alive(purpose, now=NOW, limit=10)]

    store.one_time_tokens.withdraw_all(PURPOSE, user.id, expiring_from=younger.expires_at)
    assert alive(PURPOSE) == [older.digest, of_other.digest]
    store.one_time_tokens.withdraw_all(PURPOSE, user.id)
    assert alive(PURPOSE) == [of_other.digest]
    assert alive(OTHER) == [of_other_purpose.digest]


@pytest.mark.requirement("RC-11")
def test_the_last_wrong_code_kills_the_link_too(store: Store) -> None:
    token = a_token()
    store.one_time_tokens.put(token)

    tried = [store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW) for _ in range(4)]

    assert [each.tries for each in tried if each is not None] == [1, 2, 3, 4]
    assert store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) is not None
    assert store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW) is not None
    assert store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW) is None
    assert store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) is None


def test_a_code_is_awaited_as_long_as_a_try_would_be_counted(store: Store) -> None:
    token = a_token()
    store.one_time_tokens.put(token)

    assert store.one_time_tokens.awaits_code(PURPOSE, SUBJECT, now=NOW)
    assert not store.one_time_tokens.awaits_code(PURPOSE, SUBJECT, now=token.code_expires_at)
    assert not store.one_time_tokens.awaits_code(PURPOSE, "nobody", now=NOW)
    for _ in range(5):
        store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW)
    assert not store.one_time_tokens.awaits_code(PURPOSE, SUBJECT, now=NOW)


def test_where_there_is_no_code_no_try_is_counted(store: Store) -> None:
    token = a_token(code_digest=None)
    store.one_time_tokens.put(token)

    assert not store.one_time_tokens.awaits_code(PURPOSE, SUBJECT, now=NOW)
    assert [store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW) for _ in range(6)] == [None] * 6
    assert store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) is not None


@pytest.mark.requirement("RC-11")
def test_a_newer_token_starts_no_new_count_and_its_link_works(store: Store) -> None:
    store.one_time_tokens.put(a_token(digest=b"older"))
    for _ in range(5):
        store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW)
    newer = a_token(digest=b"newer", created_at=NOW + A_MINUTE)

    assert store.one_time_tokens.put(newer) == 5

    assert store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW + A_MINUTE) is None
    found = store.one_time_tokens.find(newer.digest, PURPOSE, now=NOW + A_MINUTE)
    assert found is not None
    assert (found.tries, found.earlier_tries) == (5, 5)


def test_tries_are_forgotten_once_the_token_that_they_were_against_is_over(store: Store) -> None:
    older = a_token(digest=b"older")
    store.one_time_tokens.put(older)
    store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW)

    assert store.one_time_tokens.put(a_token(digest=b"newer", created_at=older.expires_at)) == 0


@pytest.mark.requirement("RL-02")
def test_of_24_racers_exactly_one_spends_each_of_20_tokens(store: Store) -> None:
    digests = [bytes([number]) * 32 for number in range(20)]
    for digest in digests:
        store.one_time_tokens.put(a_token(digest=digest, subject=digest.hex()))

    spent = race(
        24, lambda _: [store.one_time_tokens.consume(digest, version="v1", now=NOW) for digest in digests]
    )

    assert [sum(outcomes) for outcomes in zip(*spent, strict=True)] == [1] * 20


@pytest.mark.requirement("RC-11")
def test_of_24_parallel_tries_exactly_five_are_counted(store: Store) -> None:
    store.one_time_tokens.put(a_token())

    counted = race(24, lambda _: store.one_time_tokens.count_try(PURPOSE, SUBJECT, now=NOW))

    assert sorted(each.tries for each in counted if each is not None) == [1, 2, 3, 4, 5]


def test_of_24_tokens_about_the_same_exactly_one_is_left(store: Store) -> None:
    digests = [bytes([number]) * 32 for number in range(24)]

    race(24, lambda number: store.one_time_tokens.put(a_token(digest=digests[number])))

    left = [store.one_time_tokens.find(digest, PURPOSE, now=NOW) for digest in digests]
    assert sum(each is not None for each in left) == 1


def test_a_token_goes_with_its_user(store: Store, user: User) -> None:
    token = a_token(user_id=user.id)
    store.one_time_tokens.put(token)

    store.users.delete(user.id, now=NOW)

    assert store.one_time_tokens.find(token.digest, PURPOSE, now=NOW) is None
