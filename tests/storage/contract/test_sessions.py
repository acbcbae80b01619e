"""What every SessionStore keeps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daemun.features.sessions.model import RevokedSession, Session, WrittenSession
from daemun.features.users.model import User
from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW, a_session, a_user

LATER = NOW + A_MINUTE


@pytest.fixture
def user(store: Store) -> User:
    user = a_user()
    store.users.add(user)
    return user


@pytest.fixture
def session(store: Store, user: User) -> Session:
    session = a_session(user)
    store.sessions.add(session)
    return session


def rotated(session: Session, *, by: int = 0) -> Session:
    return replace(
        session,
        generation=session.generation + 1,
        sibling=session.generation + 1,
        sibling_of=session.generation - 1,
        refreshed_at=LATER,
        minute_started_at=LATER,
        refreshes_in_minute=by,
        idle_expires_at=LATER + timedelta(days=14),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"address": None, "user_agent": "", "scope": "", "amr": ()},
        {"revoked_at": NOW},
        {"revoked_at": NOW, "replaced_at": NOW},
        {"sibling": 7, "sibling_of": 3},
    ],
)
def test_a_session_comes_back_equal(store: Store, user: User, fields: dict[str, object]) -> None:
    session = a_session(user, "one", **fields)

    store.sessions.add(session)

    assert store.sessions.find(session.id) == session


@pytest.mark.parametrize("session_id", ["unknown", "", "\0", "\ud800"])
def test_an_absent_session_is_none(store: Store, session_id: str) -> None:
    assert store.sessions.find(session_id) is None
    assert store.sessions.find_owned(session_id, now=NOW) is None


def test_a_session_is_found_with_its_owner_and_not_once_that_is_gone(store: Store, user: User) -> None:
    other = a_user("lee")
    store.users.add(other)
    session = a_session(user, "one", revoked_at=NOW)
    store.sessions.add(session)
    store.sessions.add(a_session(other))

    assert store.sessions.find_owned(session.id, now=NOW) == (session, user)

    store.users.delete(user.id, now=NOW)

    assert store.sessions.find_owned(session.id, now=NOW) is None


def test_live_sessions_are_listed_newest_first(store: Store, user: User, session: Session) -> None:
    newer = a_session(user, "newer", created_at=LATER)
    store.sessions.add(newer)
    store.sessions.add(a_session(user, "revoked", revoked_at=NOW))
    other = a_user("lee")
    store.users.add(other)
    store.sessions.add(a_session(other))

    assert store.sessions.list_live(user.id, now=NOW) == [newer, session]


@pytest.mark.parametrize("limit", ["idle_expires_at", "expires_at"])
def test_a_session_is_over_at_the_very_millisecond_of_either_limit(
    store: Store, user: User, limit: str
) -> None:
    session = a_session(user, "one", **{limit: LATER})
    store.sessions.add(session)

    assert store.sessions.list_live(user.id, now=LATER - A_MILLISECOND) == [session]
    assert store.sessions.list_live(user.id, now=LATER) == []


def test_rotating_writes_what_a_refresh_changes_and_nothing_else(store: Store, session: Session) -> None:
    new = rotated(session)

    assert store.sessions.rotate(session, replace(new, scope="other", amr=(), expires_at=LATER))

    assert store.sessions.find(session.id) == new


@pytest.mark.parametrize("held", [(), ("editor",), ("admin", "편집자", "Site Admin", "a'b\\")])
def test_who_writes_a_session_hears_what_roles_its_user_has(
    store: Store, user: User, held: tuple[str, ...]
) -> None:
    other = a_user("lee")
    store.users.add(other)
    for role in (*held, "lost"):
        store.roles.grant(user.id, role, now=NOW)
    store.roles.revoke(user.id, "lost", now=LATER)
    store.roles.grant(other.id, "another's", now=NOW)

    session = a_session(user, "two")
    written = WrittenSession(tuple(sorted(held)))

    assert store.sessions.add(session) == written
    assert store.sessions.rotate(session, rotated(session)) == written
    assert store.sessions.renew(rotated(session), rotated(session, by=2)) == written


def test_a_generation_is_rotated_once(store: Store, session: Session) -> None:
    assert store.sessions.rotate(session, rotated(session))
    assert not store.sessions.rotate(session, rotated(session, by=9))
    assert store.sessions.find(session.id) == rotated(session)


def test_renewing_writes_the_new_family_and_login_too(store: Store, session: Session) -> None:
    new = replace(
        rotated(session),
        family_digest=b"new",
        authenticated_at=LATER,
        amr=("pwd", "otp", "mfa"),
        kinds=("knowledge", "possession"),
        acr="aal2",
        scope="read",
        factor_proven_at=LATER,
    )

    assert store.sessions.renew(session, new)
    assert not store.sessions.renew(session, rotated(session))

    assert store.sessions.find(session.id) == new


def test_a_revoked_session_is_never_rotated_nor_renewed(store: Store, session: Session) -> None:
    store.sessions.revoke(session.id, now=NOW)

    assert not store.sessions.rotate(session, rotated(session))
    assert not store.sessions.renew(session, rotated(session))
    assert store.sessions.find(session.id) == replace(session, revoked_at=NOW)


@pytest.mark.requirement("RL-02")
def test_of_24_racers_exactly_one_rotates(store: Store, session: Session) -> None:
    outcomes = race(24, lambda n: store.sessions.rotate(session, rotated(session, by=n)))

    (winner,) = (number for number, written in enumerate(outcomes) if written is not None)
    assert store.sessions.find(session.id) == rotated(session, by=winner)


def test_a_refresh_that_races_with_a_revocation_does_not_bring_the_session_back(
    store: Store, session: Session
) -> None:
    def act(number: int) -> object:
        if number == 0:
            return store.sessions.revoke(session.id, now=NOW)
        return store.sessions.rotate(session, rotated(session, by=number))

    race(12, act)

    assert store.sessions.list_live(session.user_id, now=NOW) == []


def test_a_session_is_revoked_once(store: Store, session: Session) -> None:
    assert store.sessions.revoke(session.id, now=NOW)
    assert not store.sessions.revoke(session.id, now=LATER)
    assert not store.sessions.revoke("unknown", now=NOW)
    assert store.sessions.find(session.id) == replace(session, revoked_at=NOW)


def test_a_session_whose_place_a_login_takes_is_revoked_and_known_for_it(
    store: Store, user: User, session: Session
) -> None:
    revoked = a_session(user, "revoked", revoked_at=NOW)
    store.sessions.add(revoked)

    assert store.sessions.replace(session.id, now=LATER)
    assert not store.sessions.replace(session.id, now=NOW)
    assert not store.sessions.replace(revoked.id, now=LATER)

    assert store.sessions.find(session.id) == replace(session, revoked_at=LATER, replaced_at=LATER)
    assert store.sessions.find(revoked.id) == revoked
    assert store.sessions.list_revoked_since(LATER) == [RevokedSession(session.id, LATER)]


def test_all_sessions_of_a_user_are_revoked_except_one(store: Store, user: User, session: Session) -> None:
    for name in ["two", "three"]:
        store.sessions.add(a_session(user, name))
    store.sessions.add(a_session(user, "revoked", revoked_at=NOW - A_MINUTE))
    other = a_user("lee")
    store.users.add(other)
    store.sessions.add(a_session(other))

    revoked = store.sessions.revoke_all(user.id, now=NOW, except_id=session.id)

    assert sorted(revoked) == [a_session(user, "three").id, a_session(user, "two").id]
    assert store.sessions.list_live(user.id, now=NOW) == [session]
    assert store.sessions.list_live(other.id, now=NOW) == [a_session(other)]
    assert store.sessions.revoke_all(user.id, now=NOW) == (session.id,)
    assert store.sessions.revoke_all(user.id, now=NOW) == ()


def test_of_24_racers_each_session_is_revoked_by_one(store: Store, user: User) -> None:
    sessions = [a_session(user, str(n)) for n in range(10)]
    for session in sessions:
        store.sessions.add(session)

    revoked = race(24, lambda _: store.sessions.revoke_all(user.id, now=NOW))

    assert sorted(session_id for ids in revoked for session_id in ids) == sorted(
        session.id for session in sessions
    )


def test_revoked_sessions_are_told_from_their_very_millisecond_on(store: Store, session: Session) -> None:
    store.sessions.revoke(session.id, now=NOW)

    assert store.sessions.list_revoked_since(NOW) == [RevokedSession(session.id, NOW)]
    assert store.sessions.list_revoked_since(NOW + A_MILLISECOND) == []
