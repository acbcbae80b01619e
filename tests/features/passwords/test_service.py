import unicodedata

import pytest

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import Event, LoginFailed, PasswordChanged, PasswordChangeDemanded
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import LoggedIn
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.passwords.foreign_texts import read_foreign_text
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.passwords.model import StoredPassword
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens
from daemun.features.users.model import User
from daemun.storage.store import Store
from daemun.testing import START, FrozenClock
from daemun.validation import ValidationFailed
from tests.builders import HOME, PASSWORD, add_user, an_installation, an_origin, log_in
from tests.features.passwords.foreign_makers import bcrypt_hash

NEW_PASSWORD = "seven-lanterns-over-the-rice"


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services, password=PASSWORD)


def is_right(services: Services, user_id: str | None, password: str) -> bool:
    with services.hash_gate.admit() as slot:
        return services.passwords.verify(user_id, password, slot).stored is not None


def log_in_by_password(services: Services, password: str = PASSWORD) -> IssuedTokens:
    outcome = services.password_login.log_in(LoginIdentifier("username", "minsu"), password, HOME)
    assert isinstance(outcome, LoggedIn)
    return services.sessions.issue(outcome.opened)


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


def test_of_two_users_each_has_a_password_of_their_own(services: Services, user: User) -> None:
    other = add_user(services, "jiwoo", password=NEW_PASSWORD)

    right = {
        (person.id, password): is_right(services, person.id, password)
        for person in (user, other)
        for password in (PASSWORD, NEW_PASSWORD)
    }

    assert [pair for pair, is_theirs in right.items() if is_theirs] == [
        (user.id, PASSWORD),
        (other.id, NEW_PASSWORD),
    ]


@pytest.mark.requirement("HS-07", "EN-02")
def test_an_unknown_name_costs_what_some_user_costs_and_always_the_same_one(
    services: Services, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    other = add_user(services, "jiwoo")
    services.store.passwords.add(StoredPassword(other.id, "damaged", START))

    def is_compared_with_the_damaged_one(number: int) -> bool:
        name, origin = LoginIdentifier("username", f"nobody{number}"), an_origin(f"198.51.100.{number}")
        caplog.clear()
        with pytest.raises(InvalidCredentials):
            services.password_login.log_in(name, PASSWORD, origin)
        return any("damaged" in record.getMessage() for record in caplog.records)

    compared = [is_compared_with_the_damaged_one(number) for number in range(12)]

    assert {*compared} == {True, False}
    assert [is_compared_with_the_damaged_one(number) for number in range(12)] == compared


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

    changed = services.password_login.change(mine.session.id, PASSWORD, NEW_PASSWORD, HOME)

    assert not is_right(services, user.id, PASSWORD)
    assert is_right(services, user.id, NEW_PASSWORD)
    services.sessions.refresh(services.sessions.issue(changed).refresh_token, HOME)
    for dead in (mine, other):
        with pytest.raises(SessionEnded):
            services.sessions.refresh(dead.refresh_token, HOME)
    assert PasswordChanged(user_id=user.id, session_id=mine.session.id) in events


@pytest.mark.requirement("PW-15", "TH-10")
def test_a_wrong_current_password_changes_nothing_and_is_recorded(
    services: Services, user: User, events: list[Event]
) -> None:
    mine, other = log_in(services, user), log_in(services, user)

    with pytest.raises(InvalidCredentials):
        services.password_login.change(mine.session.id, "wrong-current-password", NEW_PASSWORD, HOME)

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
            services.password_login.change(session.id, "wrong-current-password", NEW_PASSWORD, HOME)

    with pytest.raises(TooManyTries):
        services.password_login.change(session.id, PASSWORD, NEW_PASSWORD, HOME)


def test_a_weak_new_password_is_refused_and_does_not_count_as_a_wrong_try(
    services: Services, user: User
) -> None:
    session = log_in(services, user).session

    # One more than there may be wrong ones on a known device.
    for _ in range(11):
        with pytest.raises(PasswordTooWeak) as refused:
            services.password_login.change(session.id, PASSWORD, "short", HOME)
        assert {error.pointer for error in refused.value.errors} == {"/new_password"}
    assert is_right(services, user.id, PASSWORD)


def test_a_current_password_that_cannot_be_one_is_told_by_its_place(services: Services, user: User) -> None:
    with pytest.raises(ValidationFailed) as refused:
        services.password_login.change(log_in(services, user).session.id, "nul\0nul", NEW_PASSWORD, HOME)

    assert [error.pointer for error in refused.value.errors] == ["/current_password"]


@pytest.mark.requirement("HS-05", "PW-05")
def test_a_password_of_another_product_is_changed_by_typing_it_as_it_was_typed_there(
    services: Services,
) -> None:
    user, typed = add_user(services), unicodedata.normalize("NFD", "조용한-harbour")
    services.store.passwords.add(a_foreign_password(user, typed))
    session = log_in(services, user).session

    with pytest.raises(InvalidCredentials):
        services.password_login.change(session.id, unicodedata.normalize("NFC", typed), NEW_PASSWORD, HOME)
    services.password_login.change(session.id, typed, NEW_PASSWORD, HOME)

    assert is_right(services, user.id, NEW_PASSWORD)


@pytest.mark.requirement("HS-05", "PW-05")
def test_a_login_with_a_password_of_another_product_makes_a_hash_of_ours(services: Services) -> None:
    user, typed = add_user(services), unicodedata.normalize("NFD", "조용한-harbour")
    services.store.passwords.add(a_foreign_password(user, typed))

    log_in_by_password(services, typed)

    stored = services.store.passwords.find(user.id)
    assert stored is not None
    assert stored.hash.startswith("$argon2id$")
    for spelling in ("NFD", "NFC"):
        log_in_by_password(services, unicodedata.normalize(spelling, typed))


def a_foreign_password(user: User, typed: str) -> StoredPassword:
    return StoredPassword(user.id, str(read_foreign_text(bcrypt_hash(typed))), START)


def test_the_trail_says_why_sessions_ended_and_who_asked_for_it(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    mine, other = log_in(services, user).session, log_in(services, user).session

    services.password_login.change(mine.id, PASSWORD, NEW_PASSWORD, HOME)
    frozen_clock.tick(seconds=1)
    services.passwords.demand_change(user.id, origin=an_origin("198.51.100.9"))

    demanded, changed = services.store.audit.list_page(user_id=user.id, name="session.revoked")
    assert changed.details == {"session_ids": (other.id,), "reason": "password_changed"}
    assert changed.origin == HOME
    assert demanded.details == {"session_ids": (mine.id,), "reason": "password_change_demanded"}
    assert demanded.origin == an_origin("198.51.100.9")


def test_of_two_changes_that_began_together_the_first_wins(
    store: Store, frozen_clock: FrozenClock, services: Services, user: User
) -> None:
    session = log_in(services, user).session

    def change_meanwhile(password: str, context: object) -> None:
        services.password_login.change(session.id, PASSWORD, NEW_PASSWORD, HOME)

    other = an_installation(
        store, frozen_clock, customization=Customization(password_rules=(change_meanwhile,))
    )

    with pytest.raises(InvalidCredentials):
        other.password_login.change(session.id, PASSWORD, "a-third-password-for-minsu", HOME)
    assert is_right(services, user.id, NEW_PASSWORD)


def test_the_password_of_a_deleted_user_cannot_be_changed(services: Services, user: User) -> None:
    session = log_in(services, user).session
    services.users.delete(user.id)

    with pytest.raises(SessionEnded):
        services.password_login.change(session.id, PASSWORD, NEW_PASSWORD, HOME)


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

    changed = services.password_login.change(tokens.session.id, PASSWORD, NEW_PASSWORD, HOME)

    assert changed.session.scope == ""
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
def test_with_a_full_queue_nothing_is_hashed_counted_or_changed(
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
            services.password_login.change(session.id, PASSWORD, NEW_PASSWORD, HOME)
        with pytest.raises(Overloaded):
            services.passwords.hash_new(NEW_PASSWORD, user)

    log_in_by_password(services)
