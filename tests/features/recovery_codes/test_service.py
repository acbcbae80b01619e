import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, RecoveryCodeUsed
from daemun.features.users.model import User
from tests.builders import HOME, add_user
from tests.storage.racing import race


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)


def put_codes(services: Services, user: User) -> tuple[str, ...]:
    made = services.recovery_codes.make(user.id)
    with services.store.batches.batch():
        return services.recovery_codes.put(made)


def spend(services: Services, user: User, code: str) -> bool:
    found = services.recovery_codes.find(user.id, code, HOME)
    return found is not None and services.store.batches.in_batch(found)


@pytest.mark.requirement("RV-01")
def test_a_set_has_ten_different_codes_of_which_only_hashes_are_kept(services: Services, user: User) -> None:
    made = services.recovery_codes.make(user.id)

    assert len(set(made.texts)) == 10
    assert len({stored.label for stored in made.stored}) == 10
    assert not any(text in repr(made) for text in made.texts)
    secrets = [text.replace("-", "")[4:] for text in made.texts]
    assert not any(secret in stored.hash for secret in secrets for stored in made.stored)
    assert all(stored.hash.startswith("$argon2id$") for stored in made.stored)
    assert not services.recovery_codes.is_enrolled(user.id)


def test_each_code_is_right_once_and_the_trail_says_how_many_are_left(
    services: Services, user: User, events: list[Event]
) -> None:
    first, second, *_ = put_codes(services, user)

    spent = [spend(services, user, code) for code in (first, first, second.lower())]

    assert spent == [True, False, True]
    assert events == [RecoveryCodeUsed(user_id=user.id, left=9), RecoveryCodeUsed(user_id=user.id, left=8)]
    assert services.recovery_codes.count_left(user.id) == 8


def test_the_last_code_is_as_good_as_the_first(services: Services, user: User) -> None:
    codes = put_codes(services, user)

    for code in codes:
        assert services.recovery_codes.is_enrolled(user.id)
        assert spend(services, user, code)

    assert not services.recovery_codes.is_enrolled(user.id)


def test_a_code_is_right_as_a_whole_and_for_its_user(services: Services, user: User) -> None:
    first, second, *_ = put_codes(services, user)
    other = add_user(services, "jiwoo")

    assert not spend(services, user, first[:4] + second[4:])
    assert not spend(services, user, "287082")
    assert not spend(services, other, first)
    assert services.recovery_codes.count_left(user.id) == 10


@pytest.mark.requirement("RV-01")
def test_of_24_racers_with_one_code_exactly_one_is_right(services: Services, user: User) -> None:
    code = put_codes(services, user)[0]

    assert sum(race(24, lambda _: spend(services, user, code))) == 1


def test_all_are_void_at_once(services: Services, user: User) -> None:
    code = put_codes(services, user)[0]

    services.recovery_codes.withdraw(user.id)

    assert not services.recovery_codes.is_enrolled(user.id)
    assert not spend(services, user, code)
