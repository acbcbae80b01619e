"""What every UserStore keeps."""

from dataclasses import replace
from threading import Thread
from time import monotonic

import pytest

from daemun.features.users.model import User, UserSearch
from daemun.features.users.store import AlreadyExists
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import (
    A_MILLISECOND,
    A_MINUTE,
    NOW,
    a_password,
    a_session,
    a_user,
    an_attempt,
    an_event,
)


@pytest.mark.parametrize(
    "user",
    [a_user(), a_user(username=None, username_key=None, locked_at=None), a_user(email=None, email_key=None)],
)
def test_a_user_comes_back_equal(store: Store, user: User) -> None:
    store.users.add(user)

    assert store.users.find(user.id) == user


def test_a_user_is_found_by_each_key_exactly_as_stored(store: Store) -> None:
    store.users.add(a_user())

    assert store.users.find_by_username_key("kim") == a_user()
    assert store.users.find_by_email_key("kim@example.kr") == a_user()
    assert store.users.find_by_username_key("Kim") is None
    assert store.users.find_by_username_key("kim ") is None


def test_an_absent_user_is_none(store: Store) -> None:
    store.users.add(a_user(email_key=None))

    assert store.users.find("nobody") is None
    assert store.users.find_by_username_key("nobody") is None
    assert store.users.find_by_email_key("nobody@example.kr") is None


@pytest.mark.requirement("IV-03")
@pytest.mark.parametrize(
    "odd", ["", "\0", "\ud800", "' OR 1=1 --", "%", "_im", "'; DROP TABLE daemun_users; --"]
)
def test_odd_text_is_only_text_and_finds_nobody(store: Store, odd: str) -> None:
    store.users.add(a_user())

    assert store.users.find(odd) is None
    assert store.users.find_by_username_key(odd) is None
    assert store.users.find_by_email_key(odd) is None
    assert store.users.find_by_username_key("kim") is not None


@pytest.mark.requirement("IV-03")
def test_text_that_looks_like_sql_comes_back_equal(store: Store) -> None:
    user = a_user(
        username="Robert'); DROP TABLE daemun_users;--", username_key="'; --", profile={"'": '";--'}
    )

    store.users.add(user)

    assert store.users.find(user.id) == user


@pytest.mark.requirement("AC-04")
def test_a_taken_user_name_is_refused_by_its_key(store: Store) -> None:
    store.users.add(a_user("kim"))

    with pytest.raises(AlreadyExists) as refused:
        store.users.add(a_user("lee", username_key="kim"))

    assert refused.value.field == "username"
    assert store.users.find("user-lee") is None


@pytest.mark.requirement("AC-04")
def test_a_taken_email_address_is_refused_by_its_key(store: Store) -> None:
    store.users.add(a_user("kim"))

    with pytest.raises(AlreadyExists) as refused:
        store.users.add(a_user("lee", email_key="kim@example.kr"))

    assert refused.value.field == "email"
    assert store.users.find("user-lee") is None


def test_many_users_may_have_no_email_address(store: Store) -> None:
    store.users.add(a_user("kim", email=None, email_key=None))
    store.users.add(a_user("lee", email=None, email_key=None))

    assert len(store.users.list_page()) == 2


@pytest.mark.requirement("AC-04")
def test_of_50_racers_with_one_user_name_exactly_one_is_added(store: Store) -> None:
    def add(number: int) -> bool:
        try:
            store.users.add(a_user(f"racer-{number}", username_key="kim"))
        except AlreadyExists:
            return False
        return True

    outcomes = race(50, add)

    assert outcomes.count(True) == 1
    assert len(store.users.list_page()) == 1


def test_pages_show_every_user_once_in_order(store: Store) -> None:
    names = [f"{letter}{number}" for letter in "aBc" for number in range(3)]
    for name in names:
        store.users.add(a_user(name))

    first = store.users.list_page(limit=4)
    second = store.users.list_page(after_id=first[-1].id, limit=4)
    third = store.users.list_page(after_id=second[-1].id, limit=4)

    shown = [user.id for user in [*first, *second, *third]]
    assert shown == sorted(f"user-{name}" for name in names)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (UserSearch(), ["kim", "kimchi", "lee"]),
        (UserSearch(prefix="kim"), ["kim", "kimchi"]),
        (UserSearch(prefix="kim@"), ["kim"]),
        (UserSearch(prefix="k%"), []),
        (UserSearch(prefix="\0"), []),
        (UserSearch(contains="im"), ["kim", "kimchi"]),
        (UserSearch(contains="ee@ex"), ["lee"]),
        (UserSearch(contains="%"), []),
        (UserSearch(contains="_"), []),
        (UserSearch(contains="\0"), []),
        (UserSearch(prefix="kim", contains="chi"), ["kimchi"]),
        (UserSearch(role="editor"), ["lee"]),
        (UserSearch(is_locked=True), ["kimchi"]),
        (UserSearch(is_locked=False), ["kim", "lee"]),
        (UserSearch(prefix="kim", is_locked=False), ["kim"]),
        (UserSearch(prefix="kim", role="editor"), []),
    ],
)
def test_users_are_searched_by_text_role_and_lock(store: Store, search: UserSearch, found: list[str]) -> None:
    for name in ("kim", "kimchi", "lee"):
        store.users.add(a_user(name, locked_at=NOW if name == "kimchi" else None))
    store.roles.grant("user-lee", "editor", now=NOW)
    store.roles.grant("user-kim", "editor", now=NOW)
    store.roles.revoke("user-kim", "editor", now=NOW)

    assert [user.username_key for user in store.users.list_page(search)] == found


def test_a_profile_is_replaced_if_nobody_else_did(store: Store) -> None:
    store.users.add(a_user())

    first = store.users.replace_profile("user-kim", seen_at=NOW, profile={"a": 1}, now=NOW + A_MINUTE)
    late = store.users.replace_profile("user-kim", seen_at=NOW, profile={"a": 2}, now=NOW + A_MINUTE)

    assert (first, late) == (True, False)
    assert store.users.find("user-kim") == replace(a_user(), profile={"a": 1}, updated_at=NOW + A_MINUTE)


def test_a_replaced_profile_is_newer_even_if_the_clock_stands_still(store: Store) -> None:
    store.users.add(a_user())

    store.users.replace_profile("user-kim", seen_at=NOW, profile={}, now=NOW)

    assert _the_user(store).updated_at == NOW + A_MILLISECOND


def test_of_24_racers_with_one_profile_exactly_one_replaces_it(store: Store) -> None:
    store.users.add(a_user())

    outcomes = race(
        24, lambda n: store.users.replace_profile("user-kim", seen_at=NOW, profile={"by": n}, now=NOW)
    )

    assert outcomes.count(True) == 1
    assert _the_user(store).profile == {"by": outcomes.index(True)}


def test_a_user_is_locked_once_and_unlocked_once(store: Store) -> None:
    store.users.add(a_user(locked_at=None))

    assert store.users.lock("user-kim", now=NOW)
    assert not store.users.lock("user-kim", now=NOW + A_MINUTE)
    assert _the_user(store).locked_at == NOW
    assert store.users.unlock("user-kim", now=NOW)
    assert not store.users.unlock("user-kim", now=NOW)
    assert _the_user(store).locked_at is None


def test_nobody_cannot_be_locked_unlocked_changed_or_deleted(store: Store) -> None:
    assert not store.users.lock("nobody", now=NOW)
    assert not store.users.unlock("nobody", now=NOW)
    assert not store.users.replace_profile("nobody", seen_at=NOW, profile={}, now=NOW)
    assert not store.users.delete("nobody", now=NOW)


def test_deleting_a_user_erases_what_every_store_keeps_of_them(store: Store) -> None:
    user = _with_everything(store, "kim")

    assert store.users.delete(user.id, now=NOW + A_MINUTE)

    assert store.users.find(user.id) is None
    assert store.users.find_by_username_key("kim") is None
    assert store.passwords.find(user.id) is None
    assert store.roles.list_roles(user.id) == ()
    assert store.roles.list_lost_since(NOW - A_MINUTE) == []
    assert store.login_attempts.find(b"kim", now=NOW) is None
    assert store.sessions.find(a_session(user).id) is None
    assert store.sessions.list_live(user.id, now=NOW) == []


def test_deleting_a_user_leaves_others_and_the_audit_trail_alone(store: Store) -> None:
    kim, lee = _with_everything(store, "kim"), _with_everything(store, "lee")
    store.audit.add(an_event(user_id=kim.id))

    store.users.delete(kim.id, now=NOW)

    assert store.users.find(lee.id) == lee
    assert store.passwords.find(lee.id) == a_password(lee)
    assert store.roles.list_roles(lee.id) == ("editor",)
    assert store.login_attempts.find(b"lee", now=NOW) is not None
    assert store.sessions.find(a_session(lee).id) == a_session(lee)
    assert store.audit.list_page(user_id=kim.id) == [an_event(user_id=kim.id)]


def test_the_feed_goes_on_telling_of_a_deleted_users_sessions(store: Store) -> None:
    user = _with_everything(store, "kim")
    store.sessions.add(a_session(user, "two"))
    store.sessions.revoke(a_session(user, "two").id, now=NOW)

    store.users.delete(user.id, now=NOW + A_MINUTE)

    told = {session.id: session.at for session in store.sessions.list_revoked_since(NOW)}
    assert told == {a_session(user, "two").id: NOW, a_session(user).id: NOW + A_MINUTE}


def test_the_name_of_a_deleted_user_is_free_again(store: Store) -> None:
    store.users.add(a_user())
    store.users.delete("user-kim", now=NOW)

    store.users.add(a_user(id="another"))

    assert store.users.find_by_username_key("kim") == a_user(id="another")


def test_of_24_racers_exactly_one_deletes_a_user(store: Store) -> None:
    user = _with_everything(store, "kim")

    outcomes = race(24, lambda _: store.users.delete(user.id, now=NOW))

    assert outcomes.count(True) == 1


def _with_everything(store: Store, name: str) -> User:
    user = a_user(name)
    store.users.add(user)
    store.passwords.add(a_password(user))
    store.roles.grant(user.id, "editor", now=NOW)
    store.roles.grant(user.id, "admin", now=NOW)
    store.roles.revoke(user.id, "admin", now=NOW)
    store.login_attempts.add(an_attempt(user, digest=name.encode()))
    store.sessions.add(a_session(user))
    return user


def _the_user(store: Store) -> User:
    user = store.users.find("user-kim")
    assert user is not None
    return user


def test_nobody_is_locked_while_held(store: Store) -> None:
    user = a_user(locked_at=None)
    store.users.add(user)
    locked_at: list[float] = []

    def lock() -> None:
        store.users.lock(user.id, now=NOW)
        locked_at.append(monotonic())

    locking = Thread(target=lock)
    with store.batches.batch():
        held = store.users.hold(user.id)
        locking.start()
        locking.join(timeout=0.2)
        ended_at = monotonic()
    locking.join()

    assert held == user
    assert locked_at[0] >= ended_at


def test_users_are_listed_by_ids_however_many(store: Store) -> None:
    for number in range(3):
        store.users.add(a_user(f"kim{number}"))
    wanted = ["user-kim2", "nobody", "user-kim0", *(f"absent-{number}" for number in range(1200))]

    assert {user.id for user in store.users.list_by_ids(wanted)} == {"user-kim0", "user-kim2"}
    assert store.users.list_by_ids([]) == []


def test_a_proven_address_is_its_users_from_then_on(store: Store) -> None:
    user = a_user(email=None, email_key=None, email_verified_at=None)
    store.users.add(user)

    assert store.users.set_proven_email(
        user.id, email="Kim@new.kr", key="kim@new.kr", seen_key=None, now=NOW + A_MINUTE
    )

    found = store.users.find_by_email_key("kim@new.kr")
    assert found is not None
    assert (found.id, found.email, found.email_verified_at) == (user.id, "Kim@new.kr", NOW + A_MINUTE)
    assert found.updated_at == NOW + A_MINUTE


def test_an_address_is_set_only_in_place_of_the_one_that_was_seen(store: Store) -> None:
    user = a_user()
    store.users.add(user)

    for seen_key in (None, "other@example.kr"):
        assert not store.users.set_proven_email(
            user.id, email="kim@new.kr", key="kim@new.kr", seen_key=seen_key, now=NOW
        )
    assert not store.users.set_proven_email("nobody", email="a@b.kr", key="a@b.kr", seen_key=None, now=NOW)
    assert store.users.find(user.id) == user
    assert store.users.set_proven_email(
        user.id, email="kim@new.kr", key="kim@new.kr", seen_key=user.email_key, now=NOW
    )


def test_an_address_that_is_another_users_is_refused(store: Store) -> None:
    kim, lee = a_user("kim"), a_user("lee")
    store.users.add(kim)
    store.users.add(lee)

    with pytest.raises(AlreadyExists) as refused:
        store.users.set_proven_email(
            kim.id, email=lee.email or "", key=lee.email_key or "", seen_key=kim.email_key, now=NOW
        )

    assert refused.value.field == "email"
    assert store.users.find(kim.id) == kim


def test_of_24_racers_exactly_one_gets_an_address(store: Store) -> None:
    people = [a_user(f"user{number}", email=None, email_key=None) for number in range(24)]
    for user in people:
        store.users.add(user)

    def take(number: int) -> bool:
        try:
            return store.users.set_proven_email(
                people[number].id, email="a@b.kr", key="a@b.kr", seen_key=None, now=NOW
            )
        except AlreadyExists:
            return False

    assert sum(race(24, take)) == 1


def test_an_address_that_was_never_proven_is_released(store: Store) -> None:
    unproven = a_user("kim", email_verified_at=None)
    proven, nameless = a_user("lee"), a_user("park", email_verified_at=None, username=None, username_key=None)
    for user in (unproven, proven, nameless):
        store.users.add(user)

    assert [
        store.users.release_unproven_email(user.email_key or "", now=NOW + A_MINUTE)
        for user in (unproven, proven, nameless)
    ] == [True, False, False]

    found = store.users.find(unproven.id)
    assert found is not None
    assert (found.email, found.email_key, found.username) == (None, None, unproven.username)
    assert store.users.find(proven.id) == proven


def test_a_name_is_taken_by_whoever_has_it_or_looks_like_it(store: Store) -> None:
    store.users.add(a_user("kim", username_skeleton="kirn"))

    assert store.users.is_name_taken(a_user("kim", username_skeleton="other"))
    assert store.users.is_name_taken(a_user("kirn", username_skeleton="kirn"))
    assert not store.users.is_name_taken(a_user("lee", username_skeleton="lee"))
