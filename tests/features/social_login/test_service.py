import pytest

from daemun.clock import SystemClock
from daemun.features.factors.errors import LastWayIn
from daemun.features.social_login.errors import IdentityNotFound
from daemun.features.users.model import User
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from tests.builders import HOME, PASSWORD, add_user, an_installation
from tests.storage.racing import race
from tests.storage.records import an_identity


def test_of_two_who_remove_the_last_two_one_is_refused(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    services = an_installation(store, SystemClock())
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
