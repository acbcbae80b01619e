"""What housekeeping removes, and what it leaves."""

from datetime import datetime, timedelta

import pytest

from daemun.features.housekeeping.model import Expired, Record
from daemun.features.lockout.model import Limit, Wait
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import (
    A_MILLISECOND,
    A_MINUTE,
    NOW,
    a_session,
    a_totp,
    a_trusted_device,
    a_user,
    an_attempt,
)

LIMIT = Limit("test", timedelta(hours=1), (Wait(2, timedelta(hours=1)),))


def expired(before: datetime = NOW) -> Expired:
    return Expired(NOW, dict.fromkeys(Record, before))


def remove(store: Store, kind: Record, before: datetime = NOW) -> int:
    counted = store.housekeeping.count_expired(kind, expired(before))
    removed = store.housekeeping.remove_expired(kind, expired(before), limit=10)
    assert counted == removed
    return removed


def test_sessions_are_over_exactly_at_their_end(store: Store) -> None:
    user = a_user()
    store.users.add(user)
    ended, live = a_session(user, "1", expires_at=NOW), a_session(user, "2", expires_at=NOW + A_MILLISECOND)
    store.sessions.add(ended)
    store.sessions.add(live)

    assert remove(store, Record.SESSIONS) == 1
    assert store.sessions.find(ended.id) is None
    assert store.sessions.find(live.id) == live


def test_apps_that_wait_for_a_code_and_trust_are_over_at_their_end(store: Store) -> None:
    user = a_user()
    store.users.add(user)
    store.totp.put_pending(a_totp(user, "counts"), keep=0)
    assert store.totp.confirm("totp-counts", step=1, now=NOW)
    store.totp.put_pending(a_totp(user, pending_until=NOW), keep=0)
    store.trusted_devices.add(a_trusted_device(user, "over", expires_at=NOW))
    store.trusted_devices.add(a_trusted_device(user, "live", expires_at=NOW + A_MILLISECOND))

    assert remove(store, Record.PENDING_TOTP) == 1
    assert [totp.id for totp in store.totp.list_of(user.id)] == ["totp-counts"]
    assert remove(store, Record.TRUSTED_DEVICES) == 1
    assert store.trusted_devices.find(b"live", now=NOW) is not None


def test_unfinished_logins_are_over_at_their_end(store: Store) -> None:
    user = a_user()
    store.users.add(user)
    store.login_attempts.add(an_attempt(user, expires_at=NOW))
    store.login_attempts.add(an_attempt(user, digest=b"live", expires_at=NOW + A_MILLISECOND))

    assert remove(store, Record.LOGIN_ATTEMPTS) == 1
    assert store.login_attempts.find(b"live", now=NOW) is not None


@pytest.mark.parametrize(
    ("key", "kind", "other"),
    [
        ("address:1", Record.COUNTS, Record.COUNTS_IN_A_ROW),
        ("user:1", Record.COUNTS_IN_A_ROW, Record.COUNTS),
        ("device:1", Record.COUNTS_IN_A_ROW, Record.COUNTS),
        ("code:1", Record.COUNTS, Record.COUNTS_IN_A_ROW),
        ("codes:1", Record.COUNTS_IN_A_ROW, Record.COUNTS),
    ],
)
def test_counts_are_removed_when_nobody_waits_any_more(
    store: Store, key: str, kind: Record, other: Record
) -> None:
    store.lockout.count_try(f"{key}:free", LIMIT, now=NOW)
    store.lockout.count_try(f"{key}:waits", LIMIT, now=NOW)
    store.lockout.count_try(f"{key}:waits", LIMIT, now=NOW)
    store.lockout.count_try(f"{key}:newer", LIMIT, now=NOW + A_MINUTE)

    assert remove(store, other) == 0
    assert remove(store, kind) == 1
    assert store.lockout.count_try(f"{key}:waits", LIMIT, now=NOW).refused_until is not None


def test_roles_are_kept_until_every_process_knows_that_they_are_lost(store: Store) -> None:
    user = a_user()
    store.users.add(user)
    for role, lost_at in (("old", NOW), ("new", NOW + A_MINUTE)):
        store.roles.grant(user.id, role, now=NOW)
        store.roles.revoke(user.id, role, now=lost_at)
    store.roles.grant(user.id, "held", now=NOW)

    assert remove(store, Record.REVOKED_ROLES) == 1
    assert [lost.role for lost in store.roles.list_lost_since(NOW)] == ["new"]
    assert store.roles.list_roles(user.id) == ("held",)


def test_one_call_removes_no_more_than_it_was_told(store: Store) -> None:
    for number in range(7):
        store.lockout.count_try(f"address:{number}", LIMIT, now=NOW)

    removed = [store.housekeeping.remove_expired(Record.COUNTS, expired(), limit=3) for _ in range(4)]

    assert removed == [3, 3, 1, 0]


def test_racers_remove_everything_once(store: Store) -> None:
    for number in range(40):
        store.lockout.count_try(f"address:{number}", LIMIT, now=NOW)

    removed = race(6, lambda _: store.housekeeping.remove_expired(Record.COUNTS, expired(), limit=10))
    rest = store.housekeeping.remove_expired(Record.COUNTS, expired(), limit=40)

    assert sum(removed) + rest == 40
