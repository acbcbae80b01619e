"""What follows when a second factor is added or removed."""

from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, FactorAdded, FactorRemoved
from daemun.features.factors.errors import FactorNotFound, FactorProofRequired
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Session
from daemun.features.users.model import User
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, log_in
from tests.features.totp.app import AuthenticatorApp
from tests.storage.racing import race


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)


def add_app(services: Services, user: User, clock: FrozenClock) -> tuple[str, str]:
    """The ids of the session in which it was added, and of the factor."""
    session = services.sessions.open_for(user, amr=("pwd", "otp")).session
    begun = services.totp_login.begin(session.id, None)
    services.totp_login.confirm(session.id, begun.id, AuthenticatorApp(begun.secret, clock).code(), HOME)
    return session.id, begun.id


@pytest.mark.requirement("MF-03")
def test_the_first_factor_ends_every_other_session_and_a_further_one_none(
    services: Services, user: User, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    elsewhere = log_in(services, user).session

    first, factor = add_app(services, user, frozen_clock)
    second, _ = add_app(services, user, frozen_clock)

    assert services.sessions.find_live(elsewhere.id) is None
    assert services.sessions.find_live(first) is not None
    assert services.sessions.find_live(second) is not None
    assert FactorAdded(user_id=user.id, session_id=first, kind="totp", factor_id=factor) in events


def test_a_removed_factor_asks_for_nothing_any_more(
    services: Services, user: User, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    session, factor = add_app(services, user, frozen_clock)

    services.factors.remove(session, "totp", factor, HOME)

    assert services.factors.list_of(user.id) == []
    assert FactorRemoved(user_id=user.id, session_id=session, kind="totp", factor_id=factor) in events
    with pytest.raises(FactorNotFound):
        services.factors.remove(session, "totp", factor, HOME)


def test_a_factor_is_removed_by_the_name_of_its_kind(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    session, factor = add_app(services, user, frozen_clock)

    with pytest.raises(FactorNotFound):
        services.factors.remove(session, "passkey", factor, HOME)


@pytest.mark.requirement("MF-03")
def test_who_only_knows_the_password_removes_nothing(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    _, factor = add_app(services, user, frozen_clock)
    session = log_in(services, user).session

    with pytest.raises(FactorProofRequired):
        services.factors.remove(session.id, "totp", factor, HOME)
    with pytest.raises(SessionEnded):
        services.factors.remove("no session", "totp", factor, HOME)


@pytest.mark.requirement("MF-03")
def test_a_factor_and_no_password_are_enough_for_who_has_no_password(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    add_app(services, user, frozen_clock)
    # As after a mailed code, or a login at a provider.
    session = services.sessions.open_for(user, amr=("email", "otp")).session
    assert len(services.factors.renew_recovery_codes(session.id, HOME)) == 10

    with services.store.batches.batch():
        services.passwords.add(user.id, "$argon2id$v=19$any")

    with pytest.raises(FactorProofRequired) as refused:
        services.factors.renew_recovery_codes(session.id, HOME)
    assert refused.value.params["factors"] == ("password",)


@pytest.mark.requirement("MF-03")
@pytest.mark.parametrize(
    ("minutes", "leeway", "is_young"), [(9, 0, True), (10, 0, False), (14, 5, True), (15, 5, False)]
)
def test_a_proof_of_the_factor_lasts_ten_minutes(
    services: Services, user: User, frozen_clock: FrozenClock, minutes: int, leeway: int, is_young: bool
) -> None:
    session, _ = add_app(services, user, frozen_clock)
    frozen_clock.tick(minutes=minutes)

    def find() -> Session:
        return services.factors.require_proof(session, leeway=timedelta(minutes=leeway))

    if is_young:
        assert find().id == session
    else:
        with pytest.raises(FactorProofRequired):
            find()


def test_a_locked_user_changes_nothing(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    session, factor = add_app(services, user, frozen_clock)
    services.users.lock(user.id)

    with pytest.raises(SessionEnded):
        services.factors.remove(session, "totp", factor, HOME)


@pytest.mark.requirement("MF-06")
def test_an_administrator_removes_a_factor_with_a_reason_and_ends_every_session(
    services: Services, user: User, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    session, _ = add_app(services, user, frozen_clock)
    (factor,) = services.factors.list_of(user.id)

    services.factors.remove_for(user, factor, reason="lost phone", origin=HOME)

    assert services.factors.list_of(user.id) == []
    assert services.sessions.find_live(session) is None
    assert FactorRemoved(user_id=user.id, kind="totp", factor_id=factor.id, reason="lost phone") in events


def test_of_24_racers_one_removes_a_factor(
    services: Services, user: User, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    session, factor = add_app(services, user, frozen_clock)

    def remove(_: int) -> bool:
        try:
            services.factors.remove(session, "totp", factor, HOME)
        except FactorNotFound:
            return False
        return True

    assert sum(race(24, remove)) == 1
    assert [event.name for event in events].count("factor.removed") == 1
