"""What every RoleStore keeps."""

import pytest

from daemun.features.roles.model import LostRole
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW, a_user

KIM = "user-kim"


@pytest.fixture(autouse=True)
def _users(store: Store) -> None:
    store.users.add(a_user("kim"))
    store.users.add(a_user("lee"))


def test_roles_are_listed_in_alphabetical_order(store: Store) -> None:
    for role in ["viewer", "admin", "편집자", "Editor"]:
        store.roles.grant(KIM, role, now=NOW)

    assert store.roles.list_roles(KIM) == ("Editor", "admin", "viewer", "편집자")
    assert store.roles.list_roles("user-lee") == ()
    assert store.roles.list_roles("nobody") == ()


def test_a_role_is_granted_once_and_revoked_once(store: Store) -> None:
    assert store.roles.grant(KIM, "admin", now=NOW)
    assert not store.roles.grant(KIM, "admin", now=NOW)
    assert store.roles.revoke(KIM, "admin", now=NOW)
    assert not store.roles.revoke(KIM, "admin", now=NOW)
    assert store.roles.list_roles(KIM) == ()
    assert not store.roles.revoke(KIM, "never had", now=NOW)


def test_roles_are_in_use_while_somebody_has_them(store: Store) -> None:
    assert store.roles.list_in_use() == set()
    for user, role in ((KIM, "admin"), ("user-lee", "admin"), (KIM, "편집자")):
        store.roles.grant(user, role, now=NOW)
    store.roles.revoke(KIM, "admin", now=NOW)
    store.roles.revoke(KIM, "편집자", now=NOW)

    assert store.roles.list_in_use() == {"admin"}


def test_a_revoked_role_can_be_granted_again(store: Store) -> None:
    store.roles.grant(KIM, "admin", now=NOW)
    store.roles.revoke(KIM, "admin", now=NOW)

    assert store.roles.grant(KIM, "admin", now=NOW + A_MINUTE)

    assert store.roles.list_roles(KIM) == ("admin",)


@pytest.mark.parametrize("has_had_it", [False, True])
def test_of_24_racers_exactly_one_grants_a_role(store: Store, has_had_it: bool) -> None:
    if has_had_it:
        store.roles.grant(KIM, "admin", now=NOW)
        store.roles.revoke(KIM, "admin", now=NOW)

    outcomes = race(24, lambda _: store.roles.grant(KIM, "admin", now=NOW))

    assert outcomes.count(True) == 1


def test_of_24_racers_exactly_one_revokes_a_role(store: Store) -> None:
    store.roles.grant(KIM, "admin", now=NOW)

    outcomes = race(24, lambda _: store.roles.revoke(KIM, "admin", now=NOW))

    assert outcomes.count(True) == 1


def test_lost_roles_are_told_from_their_very_millisecond_on(store: Store) -> None:
    store.roles.grant(KIM, "admin", now=NOW - A_MINUTE)
    store.roles.grant(KIM, "kept", now=NOW - A_MINUTE)
    store.roles.revoke(KIM, "admin", now=NOW)

    assert store.roles.list_lost_since(NOW) == [LostRole(KIM, "admin", NOW)]
    assert store.roles.list_lost_since(NOW + A_MILLISECOND) == []


def test_a_role_that_was_granted_again_is_not_lost(store: Store) -> None:
    store.roles.grant(KIM, "admin", now=NOW)
    store.roles.revoke(KIM, "admin", now=NOW)
    store.roles.grant(KIM, "admin", now=NOW)

    assert store.roles.list_lost_since(NOW - A_MINUTE) == []


def test_the_roles_of_many_users_come_at_once(store: Store) -> None:
    for name in ("park", "choi"):
        store.users.add(a_user(name))
    for role in ("writer", "editor", "lost"):
        store.roles.grant("user-park", role, now=NOW)
    store.roles.revoke("user-park", "lost", now=NOW)

    found = store.roles.list_roles_of(["user-park", "user-choi"])

    assert found == {"user-park": ("editor", "writer"), "user-choi": ()}
    assert store.roles.list_roles_of([]) == {}
