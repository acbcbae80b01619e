import pytest

from daemun.composition import Services
from daemun.customizing import Customizing
from daemun.features.audit.events import Event, LoginFailed, PasswordChanged, PasswordChangeDemanded
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import LoggedIn
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.passwords.login import GivenName
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens
from daemun.features.users.model import User
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, an_installation, log_in

NEW_PASSWORD = "seven-lanterns-over-the-rice"


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services, password=PASSWORD)


def is_right(services: Services, user_id: str | None, password: str) -> bool:
    with services.hash_gate.admit() as slot:
        return services.passwords.verify(user_id, password, slot).stored is not None


def log_in_by_password(services: Services, password: str = PASSWORD) -> IssuedTokens:
    outcome = services.password_login.log_in(GivenName("username", "minsu"), password, HOME)
    assert isinstance(outcome, LoggedIn)
    return outcome.tokens


def test_a_stored_password_is_recognized_and_others_are_not(services: Services, user: User) -> None:
    assert is_right(services, user.id, PASSWORD)
    assert not is_right(services, user.id, PASSWORD + " ")
    assert not is_right(services, user.id, "")


@pytest.mark.requirement("HS-07")
def test_nobody_and_a_user_without_a_password_have_no_right_password(services: Services) -> None:
    without = add_user(services, "jiwoo")

    assert not is_right(services, None, PASSWORD)
    assert not is_right(services, without.id, PASSWORD)
    assert not is_right(services, "no such user", PASSWORD)


@pytest.mark.requirement("HS-07")
def test_an_unknown_user_costs_a_hash_too(services: Services, user: User) -> None:
    for user_id in (user.id, None):
        before = services.hash_gate.reading().waited_seconds_total
        is_right(services, user_id, "wrong-password-of-somebody")
        assert services.hash_gate.reading().waited_seconds_total > before


@pytest.mark.requirement("PW-15", "SE-06", "RT-08")
def test_a_changed_password_works_and_ends_the_other_sessions(
    services: Services, user: User, events: list[Event]
) -> None:
    mine, other = log_in(services, user), log_in(services, user)

    services.passwords.change(mine.session, PASSWORD, NEW_PASSWORD, HOME)

    assert not is_right(services, user.id, PASSWORD)
    assert is_right(services, user.id, NEW_PASSWORD)
    services.sessions.refresh(mine.refresh_token, HOME)
    with pytest.raises(SessionEnded):
        services.sessions.refresh(other.refresh_token, HOME)
    assert PasswordChanged(user_id=user.id, session_id=mine.session.id) in events


@pytest.mark.requirement("PW-15", "TH-10")
def test_a_wrong_current_password_changes_nothing_and_is_recorded(
    services: Services, user: User, events: list[Event]
) -> None:
    mine, other = log_in(services, user), log_in(services, user)

    with pytest.raises(InvalidCredentials):
        services.passwords.change(mine.session, "wrong-current-password", NEW_PASSWORD, HOME)

    assert is_right(services, user.id, PASSWORD)
    services.sessions.refresh(other.refresh_token, HOME)
    assert events[-2] == LoginFailed(
        user_id=user.id, session_id=mine.session.id, factor="pwd", reason="wrong_password"
    )


@pytest.mark.requirement("TH-05")
def test_guessing_the_current_password_is_limited_as_on_a_known_device(
    services: Services, user: User
) -> None:
    session = log_in(services, user).session
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            services.passwords.change(session, "wrong-current-password", NEW_PASSWORD, HOME)

    with pytest.raises(TooManyTries):
        services.passwords.change(session, PASSWORD, NEW_PASSWORD, HOME)


def test_a_weak_new_password_is_refused_and_does_not_count_as_a_wrong_try(
    services: Services, user: User
) -> None:
    session = log_in(services, user).session

    for _ in range(7):
        with pytest.raises(PasswordTooWeak) as refused:
            services.passwords.change(session, PASSWORD, "short", HOME)
        assert {error.pointer for error in refused.value.errors} == {"/new_password"}
    assert is_right(services, user.id, PASSWORD)


def test_of_two_changes_that_began_together_the_first_wins(
    store: Store, frozen_clock: FrozenClock, services: Services, user: User
) -> None:
    session = log_in(services, user).session

    def change_meanwhile(password: str, context: object) -> None:
        services.passwords.change(session, PASSWORD, NEW_PASSWORD, HOME)

    other = an_installation(store, frozen_clock, customizing=Customizing(password_rules=(change_meanwhile,)))

    with pytest.raises(InvalidCredentials):
        other.passwords.change(session, PASSWORD, "a-third-password-for-minsu", HOME)
    assert is_right(services, user.id, NEW_PASSWORD)


def test_the_password_of_a_deleted_user_cannot_be_changed(services: Services, user: User) -> None:
    session = log_in(services, user).session
    services.users.delete(user.id)

    with pytest.raises(InvalidCredentials):
        services.passwords.change(session, PASSWORD, NEW_PASSWORD, HOME)


@pytest.mark.requirement("PW-08", "PW-19")
def test_a_demanded_change_ends_sessions_and_leaves_the_next_login_nothing_else_to_do(
    services: Services, user: User, events: list[Event]
) -> None:
    before = log_in(services, user)

    assert services.passwords.demand_change(user.id, origin=HOME)

    assert events[-1] == PasswordChangeDemanded(user_id=user.id)
    with pytest.raises(SessionEnded):
        services.sessions.refresh(before.refresh_token, HOME)
    tokens = log_in_by_password(services)
    assert tokens.session.scope == "password_change"
    assert services.sessions.refresh(tokens.refresh_token, HOME).session.scope == "password_change"


@pytest.mark.requirement("PW-19")
def test_after_the_demanded_change_everything_is_open_again(services: Services, user: User) -> None:
    services.passwords.demand_change(user.id)
    tokens = log_in_by_password(services)

    services.passwords.change(tokens.session, PASSWORD, NEW_PASSWORD, HOME)

    assert services.sessions.refresh(tokens.refresh_token, HOME).session.scope == ""
    assert log_in_by_password(services, NEW_PASSWORD).session.scope == ""


@pytest.mark.requirement("PW-08")
def test_a_password_does_not_expire(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    frozen_clock.tick(days=5 * 365)

    assert log_in_by_password(services).session.scope == ""


def test_nothing_is_demanded_of_a_user_without_a_password(services: Services, events: list[Event]) -> None:
    user = add_user(services, "jiwoo")

    assert not services.passwords.demand_change(user.id)
    assert not services.passwords.demand_change("nobody")
    assert events == []


@pytest.mark.requirement("HS-03")
def test_a_login_renews_a_hash_of_another_cost(store: Store, frozen_clock: FrozenClock) -> None:
    costly = an_installation(store, frozen_clock, passwords_hash_memory=47_104, passwords_hash_passes=1)
    user = add_user(costly, password=PASSWORD)
    services = an_installation(store, frozen_clock)

    before = store.passwords.find(user.id)
    log_in_by_password(services)
    after = store.passwords.find(user.id)
    log_in_by_password(services)

    assert before is not None
    assert after is not None
    assert "$m=47104,t=1,p=1$" in before.hash
    assert "$m=19456,t=2,p=1$" in after.hash
    assert (after.changed_at, after.must_change) == (before.changed_at, before.must_change)
    assert store.passwords.find(user.id) == after


@pytest.mark.requirement("HS-03")
def test_a_wrong_password_renews_nothing(store: Store, frozen_clock: FrozenClock) -> None:
    costly = an_installation(store, frozen_clock, passwords_hash_memory=47_104, passwords_hash_passes=1)
    user = add_user(costly, password=PASSWORD)
    before = store.passwords.find(user.id)

    with pytest.raises(InvalidCredentials):
        log_in_by_password(an_installation(store, frozen_clock), "wrong-password-of-minsu")
    assert store.passwords.find(user.id) == before


@pytest.mark.requirement("HS-08")
def test_in_a_full_house_nothing_is_hashed_counted_or_changed(
    store: Store, frozen_clock: FrozenClock
) -> None:
    services = an_installation(store, frozen_clock, passwords_hash_threads=1, passwords_hash_queue=0)
    user = add_user(services, password=PASSWORD)
    session = log_in(services, user).session

    with services.hash_gate.admit():
        for _ in range(10):
            with pytest.raises(Overloaded):
                log_in_by_password(services)
        with pytest.raises(Overloaded):
            services.passwords.change(session, PASSWORD, NEW_PASSWORD, HOME)
        with pytest.raises(Overloaded):
            services.passwords.hash_new(NEW_PASSWORD, user)

    log_in_by_password(services)
