"""Everything moves, between any two kinds of database, and arrives as it was."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice

import pytest

from daemun.features.lockout.model import Limit
from daemun.problem import StoreUnavailable
from daemun.storage.copying import CopyRefused, compare, copy_everything, finish
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.store import Store
from tests.storage.conftest import PATIENT
from tests.storage.records import (
    A_MINUTE,
    NOW,
    a_grant,
    a_key,
    a_mail,
    a_passkey,
    a_password,
    a_recovery_code,
    a_session,
    a_token,
    a_totp,
    a_trusted_device,
    a_user,
    an_attempt,
    an_event,
    an_identity,
)

LIMIT = Limit("any", A_MINUTE, ())
PAIRS = [("sqlite_url", "postgres_url"), ("postgres_url", "mongodb_url"), ("mongodb_url", "sqlite_url")]


def fill(store: Store) -> None:
    """Put something into every table."""
    user, other = a_user(), a_user("lee", username=None, username_key=None, username_skeleton=None)
    store.signing_keys.add(a_key(1))
    for each in (user, other):
        store.users.add(each)
        store.passwords.add(a_password(each, expires_at=NOW))
        store.roles.grant(each.id, "editor", now=NOW)
    store.roles.revoke(other.id, "editor", now=NOW)
    store.sessions.add(a_session(user))
    store.sessions.add(a_session(other, user_agent="\0 odd \ud800"))
    store.login_attempts.add(an_attempt(user))
    store.one_time_tokens.put(a_token())
    store.one_time_tokens.put(a_token(digest=b"\xff" * 32, subject=None, user_id=user.id))
    store.totp.put_pending(a_totp(user), keep=0)
    store.recovery_codes.put([a_recovery_code(user, number) for number in range(10)])
    store.passkeys.add(a_passkey(user, last_used_at=NOW))
    store.trusted_devices.add(a_trusted_device(user))
    assert store.identities.add(an_identity(user))
    store.provider_grants.keep(a_grant(an_identity(user)))
    assert store.identities.add(an_identity(other, "two"))
    store.provider_grants.keep(a_grant(an_identity(other, "two")))
    assert store.identities.remove(other.id, "identity-two")
    store.account_deletions.ask(other.id, now=NOW, due_at=NOW + A_MINUTE)
    store.outgoing_mails.add(a_mail(user_id=user.id))
    store.audit.add_all([an_event(), an_event("two", details={})])
    store.lockout.count_try("kim", LIMIT, now=NOW)
    store.users.add(a_user("gone"))
    store.sessions.add(a_session(a_user("gone")))
    store.users.delete("user-gone", now=NOW)


def everything(store: Store) -> dict[str, list[dict[str, object]]]:
    """Every row, without regard to order: databases sort bytes in ways of their own."""
    return {
        name: sorted(map(dict, store.tables.read(name, after=None, limit=10_000)), key=repr)
        for name in store.tables.names()
    }


@pytest.fixture(params=PAIRS, ids=" to ".join)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Store, Store]]:
    source, target = (open_store(request.getfixturevalue(url), PATIENT) for url in request.param)
    fill(source)
    with closing(source), closing(target):
        yield source, target


def test_every_row_of_every_table_arrives_as_it_was(pair: tuple[Store, Store]) -> None:
    source, target = pair

    for _ in copy_everything(source, target):
        pass
    tables = list(compare(source, target))
    finish(target)

    found = everything(source)
    assert everything(target) == found
    # A new table without a row above would go untested.
    assert [name for name, rows in found.items() if not rows] == []
    assert all(table.is_equal and table.rows == table.copied for table in tables)
    assert {table.name for table in tables} == set(source.tables.names()) == set(target.tables.names())


def test_a_copy_that_was_stopped_goes_on_where_it_was(pair: tuple[Store, Store]) -> None:
    source, target = pair
    source.tables.add(
        "daemun_lockout",
        [
            {"key": f"address:{number:05}", "tries": 1, "window_started_at": NOW, "refused_until": None}
            for number in range(1200)
        ],
    )
    stopped = copy_everything(source, target)
    for moment in stopped:
        if moment.table == "daemun_lockout":
            break
    stopped.close()  # type: ignore[attr-defined]

    rest = list(copy_everything(source, target))

    assert rest[0].table == "daemun_lockout"
    assert rest[0].rows == 1000
    assert all(table.is_equal for table in compare(source, target))
    assert everything(target)["daemun_lockout"] == everything(source)["daemun_lockout"]


def test_a_row_that_differs_is_noticed(pair: tuple[Store, Store]) -> None:
    source, target = pair
    for _ in copy_everything(source, target):
        pass

    target.passwords.demand_change("user-kim")
    target.passwords.rehash("user-kim", seen_hash=a_password(a_user()).hash, hash="$other")
    source.lockout.count_try("another", LIMIT, now=NOW)

    different = {table.name for table in compare(source, target) if not table.is_equal}
    assert different == {"daemun_passwords", "daemun_lockout"}


def test_a_target_that_is_not_empty_is_refused_and_left_alone(pair: tuple[Store, Store]) -> None:
    source, target = pair
    target.users.add(a_user("other"))

    with pytest.raises(CopyRefused, match="not empty"):
        list(copy_everything(source, target))

    assert [user.id for user in target.users.list_page()] == ["user-other"]


def test_a_half_done_copy_of_another_installation_is_refused(pair: tuple[Store, Store]) -> None:
    source, target = pair
    list(islice(copy_everything(source, target), 1))
    with closing(open_store("sqlite://", PATIENT)) as other:
        other.signing_keys.add(a_key(1, id="another"))

        with pytest.raises(CopyRefused, match="another one"):
            list(copy_everything(other, target))


def test_a_source_that_is_not_there_is_refused(sqlite_url: str) -> None:
    nothing = open_store(sqlite_url, DatabaseSettings(upgrade_at_start=False))
    with closing(nothing), closing(open_store("sqlite://", PATIENT)) as target:
        with pytest.raises(CopyRefused, match="look at its address"):
            list(copy_everything(nothing, target))
        with pytest.raises(StoreUnavailable):
            nothing.ping()
