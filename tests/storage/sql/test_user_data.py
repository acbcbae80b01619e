"""A new table of a user is in the export, and goes with the user, or these fail."""

from daemun.storage.sql.schema import metadata, users
from daemun.storage.sql.user_data import PREFIX, is_shown, tables_of_users
from daemun.storage.store import Store
from tests.storage.records import a_user

NOT_OF_A_USER = {"lockout", "signing_keys", "provider_grants"}
"""Grants go with identities, which are users'; all that is in them is sealed."""
KEPT_BY_LAW = {"audit_events"}
"""With ids only."""


def test_every_table_is_one_of_users_or_known_to_be_none() -> None:
    of_users = {table.name.removeprefix(PREFIX) for table, _ in tables_of_users()}

    assert of_users | NOT_OF_A_USER == {table.name.removeprefix(PREFIX) for table in metadata.tables.values()}


def test_an_export_names_every_table_of_users(store: Store) -> None:
    user = a_user()
    store.users.add(user)

    assert store.user_data.read_all(user).keys() == {
        table.name.removeprefix(PREFIX) for table, _ in tables_of_users()
    }


def test_what_belongs_to_a_user_goes_with_the_user() -> None:
    for table, owner in tables_of_users():
        if table is users or table.name.removeprefix(PREFIX) in KEPT_BY_LAW:
            continue
        (key,) = owner.foreign_keys
        # Sessions stay for the feed of revocations, and name nobody.
        assert key.ondelete == ("SET NULL" if table.name == "daemun_sessions" else "CASCADE"), table.name


def test_no_secret_is_shown() -> None:
    shown = {
        f"{table.name.removeprefix(PREFIX)}.{column.name}"
        for table, _ in tables_of_users()
        for column in table.c
        if is_shown(column)
    }

    assert not [
        name for name in shown if any(word in name for word in ("hash", "digest", "sealed", "secret"))
    ]
