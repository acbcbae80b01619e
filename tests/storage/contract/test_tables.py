"""What is read row by row, and put into another database."""

from daemun.storage.store import Row, Store
from tests.storage.records import NOW, a_token, a_user


def test_every_row_is_read_once_in_the_order_of_keys_that_have_several_parts(store: Store) -> None:
    for name in ("a", "b", "c"):
        store.users.add(a_user(name))
        for role in ("x", "y", "z"):
            store.roles.grant(f"user-{name}", role, now=NOW)

    read: list[Row] = []
    place = None
    while some := store.tables.read("daemun_roles", after=place, limit=2):
        assert len(some) <= 2
        read += some
        place = store.tables.place("daemun_roles", some[-1])

    assert [(row["user_id"], row["role"]) for row in read] == [
        (f"user-{name}", role) for name in "abc" for role in "xyz"
    ]


def test_rows_come_back_equal_when_they_are_added_again(store: Store) -> None:
    user, token = a_user(), a_token()
    store.users.add(user)
    store.one_time_tokens.put(token)
    users = store.tables.read("daemun_users", after=None, limit=10)
    tokens = store.tables.read("daemun_one_time_tokens", after=None, limit=10)
    store.users.delete(user.id, now=NOW)
    assert store.one_time_tokens.consume(token.digest, version=token.version, now=NOW)

    store.tables.add("daemun_users", users)
    store.tables.add("daemun_one_time_tokens", tokens)

    assert store.users.find(user.id) == user
    assert store.tables.read("daemun_one_time_tokens", after=None, limit=10) == tokens


def test_how_far_a_copy_is_is_known_until_it_ends(store: Store) -> None:
    assert store.tables.find_copy() is None

    for state in ("one", "two"):
        store.tables.note_copy(state)
        assert store.tables.find_copy() == state
    store.tables.end_copy()

    assert store.tables.find_copy() is None
    store.tables.end_copy()
