"""The language that a user chose, in every UserStore."""

from dataclasses import replace

from daemun.storage.store import Store
from tests.storage.records import a_user


def test_a_language_is_kept_and_changes_nothing_else(store: Store) -> None:
    user = a_user(language=None)
    store.users.add(user)

    assert store.users.set_language(user.id, "en")

    assert store.users.find(user.id) == replace(user, language="en")
    assert not store.users.set_language("nobody", "en")
