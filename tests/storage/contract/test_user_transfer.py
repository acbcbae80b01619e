"""What every UserTransferStore does."""

from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest

from daemun.features.user_transfer.store import SeenRow, WholeUser
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import NOW, a_password, a_session, a_user


def a_whole(name: str, *roles: str, **fields: object) -> WholeUser:
    user = a_user(name, **fields)
    return WholeUser(user, a_password(user), roles)


def test_many_users_come_back_equal_with_passwords_and_roles(store: Store) -> None:
    wholes = [a_whole(f"kim{number:04}", "editor", "reader") for number in range(1200)]
    without = WholeUser(a_user("lee"), None, ())

    added = store.user_transfer.add_all([*wholes, without])

    assert added == {whole.user.id for whole in [*wholes, without]}
    first = store.user_transfer.list_page(after_id="", limit=1000)
    rest = store.user_transfer.list_page(after_id=first[-1].user.id, limit=1000)
    assert [*first, *rest] == [*wholes, without]
    assert store.passwords.find(wholes[7].user.id) == wholes[7].password
    assert store.roles.list_roles(wholes[7].user.id) == ("editor", "reader")


def test_none_at_all_is_fine(store: Store) -> None:
    assert store.user_transfer.add_all([]) == frozenset()
    assert store.user_transfer.list_page(after_id="", limit=10) == []
    assert store.user_transfer.find_like([]) == []


@pytest.mark.requirement("AC-04")
def test_whoever_has_a_taken_key_or_id_is_left_out_with_what_is_theirs(store: Store) -> None:
    store.users.add(a_user("kim"))
    same_name = a_whole("a", "editor", username_key="kim")
    same_address = a_whole("b", email_key="kim@example.kr")
    same_id = a_whole("c", id="user-kim")
    free = a_whole("d")

    added = store.user_transfer.add_all([same_name, same_address, same_id, free])

    assert added == {"user-d"}
    assert store.users.find("user-kim") == a_user("kim")
    assert store.passwords.find("user-kim") is None
    assert store.roles.list_roles("user-a") == ()


def test_users_are_found_by_whatever_they_share(store: Store) -> None:
    for name in ("kim", "lee", "choi", "park"):
        store.users.add(a_user(name))

    found = store.user_transfer.find_like(
        [
            a_user("x", username_key="kim"),
            a_user("y", email_key="lee@example.kr"),
            a_user("z", id="user-choi", username_key=None, email_key=None),
        ]
    )

    assert sorted(user.id for user in found) == ["user-choi", "user-kim", "user-lee"]


def test_revoked_roles_are_not_given_out(store: Store) -> None:
    store.user_transfer.add_all([a_whole("kim", "editor", "reader")])
    store.roles.revoke("user-kim", "editor", now=NOW)

    (whole,) = store.user_transfer.list_page(after_id="", limit=10)

    assert whole.roles == ("reader",)


@pytest.mark.requirement("AC-04")
def test_of_8_racing_imports_of_the_same_users_each_user_is_added_once(shared_store: Store) -> None:
    wholes = [a_whole(f"kim{number:03}") for number in range(50)]

    outcomes = race(8, lambda _: shared_store.user_transfer.add_all(wholes))

    assert sum(len(added) for added in outcomes) == 50


def test_an_interrupted_batch_leaves_nothing(store: Store) -> None:
    def interrupted() -> None:
        with store.batches.batch():
            store.user_transfer.add_all([a_whole("kim")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert store.users.list_page() == []


def test_a_decoy_is_somebodys_password_and_the_same_for_the_same_position(store: Store) -> None:
    assert store.passwords.find_decoy(0.5) is None
    wholes = [a_whole(f"kim{number:03}") for number in range(300)]
    store.user_transfer.add_all(wholes)

    positions = [number / 600 for number in range(600)]
    chosen = [store.passwords.find_decoy(position) for position in positions]

    assert chosen == [store.passwords.find_decoy(position) for position in positions]
    assert {password.user_id for password in chosen if password} <= {whole.user.id for whole in wholes}
    assert len({password.user_id for password in chosen if password}) > 100
    assert None not in chosen


def test_decoys_follow_the_most_common_hashes_whatever_the_ids_look_like(store: Store) -> None:
    imported = [a_whole(f"auth0|{number:06}") for number in range(200)]
    others = [a_whole(sha256(str(number).encode()).hexdigest()) for number in range(100)]
    store.user_transfer.add_all([*imported, *others])

    chosen = [store.passwords.find_decoy(number / 600) for number in range(600)]

    from_import = [password for password in chosen if password and "auth0" in password.user_id]
    assert 300 < len(from_import) < 500


def test_a_decoy_stays_the_same_when_passwords_change(store: Store) -> None:
    wholes = [a_whole(f"kim{number:03}") for number in range(100)]
    store.user_transfer.add_all(wholes)
    positions = [number / 50 for number in range(50)]
    before = [store.passwords.find_decoy(position) for position in positions]

    for whole in wholes[::3]:
        store.passwords.rehash(whole.user.id, seen_hash="$argon2id$v=19$first", hash="$argon2id$v=19$other")

    after = [store.passwords.find_decoy(position) for position in positions]
    assert [password and password.user_id for password in after] == [
        password and password.user_id for password in before
    ]


def test_a_session_of_an_imported_user_can_be_opened(store: Store) -> None:
    whole = a_whole("kim")
    store.user_transfer.add_all([whole])

    store.sessions.add(a_session(whole.user))

    assert store.sessions.list_live("user-kim", now=NOW + timedelta(minutes=1))


def test_rows_that_were_seen_are_found_and_the_first_one_counts(store: Store) -> None:
    first, second = SeenRow(1, "Kim", None), SeenRow(2, None, "kim@example.kr")
    with closing(store.user_transfer.open_seen_rows()) as seen:
        seen.add({f"key {number}": first for number in range(1200)})
        seen.add({"key 7": second, "another": second})

        found = seen.find([f"key {number}" for number in range(1200)] + ["another", "unknown"])

        assert len(found) == 1201
        assert (found["key 7"], found["another"]) == (first, second)
        assert seen.find([]) == {}
    with closing(store.user_transfer.open_seen_rows()) as another:
        assert another.find(["key 7"]) == {}
