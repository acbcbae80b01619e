import pytest

from daemun.clock import SystemClock
from daemun.features.factors.errors import LastWayIn
from daemun.features.social_login.errors import IdentityNotFound
from daemun.features.users.model import User
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, an_installation
from tests.storage.racing import race
from tests.storage.records import an_identity

SCHOOL = {"school": {"issuer": "https://school.example", "client_id": "shop"}}


def test_of_two_who_remove_the_last_two_one_is_refused(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    services = an_installation(store, SystemClock(), providers=SCHOOL)
    user = with_identities(store, add_user(services), "one", "two")

    def remove(place: int) -> str:
        try:
            services.identities.remove(user.id, ("identity-one", "identity-two")[place], HOME)
        except LastWayIn:
            return "stays"
        return "removed"

    assert sorted(race(2, remove)) == ["removed", "stays"]
    assert len(services.identities.list_of(user.id)) == 1
    services.close()


@pytest.mark.requirement("AC-10")
def test_what_logs_in_no_more_is_no_way_in(sqlite_url: str, frozen_clock: FrozenClock) -> None:
    store = open_store(sqlite_url)
    services = an_installation(store, frozen_clock, providers=SCHOOL)
    user = with_identities(store, add_user(services), "one")
    assert store.identities.add(an_identity(user, "gone", issuer="https://gone.example"))
    services.passwords.set_temporary(user)
    frozen_clock.tick(days=1)

    with pytest.raises(LastWayIn):
        services.identities.remove(user.id, "identity-one", HOME)
    services.identities.remove(user.id, "identity-gone", HOME)

    assert [each.id for each in services.identities.list_of(user.id)] == ["identity-one"]
    services.close()


def test_with_a_password_all_may_go_and_no_other_users(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    services = an_installation(store, SystemClock())
    user = with_identities(store, add_user(services, password=PASSWORD), "one")
    other = with_identities(store, add_user(services, "jisoo", password=PASSWORD), "two")

    services.identities.remove(user.id, "identity-one", HOME)

    with pytest.raises(IdentityNotFound):
        services.identities.remove(user.id, "identity-two", HOME)
    assert (len(services.identities.list_of(user.id)), len(services.identities.list_of(other.id))) == (0, 1)
    services.close()


def with_identities(store: Store, user: User, *names: str) -> User:
    for name in names:
        assert store.identities.add(an_identity(user, name))
    return user
