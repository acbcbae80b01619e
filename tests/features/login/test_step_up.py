"""A proof in a session."""

from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, SessionSteppedUp
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Session
from daemun.features.users.model import User
from daemun.scope import Restriction
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, log_in
from tests.features.login.enrolled import KINDS, EnrolledFactor, ResistPhishing


def step_up(login: Login, session: Session, amr: str, *, is_device_bound: bool = False) -> Session:
    factor = VerifiedFactor(session.user_id, (amr,), KINDS[amr], is_device_bound=is_device_bound)
    with login.batch():
        return login.step_up(session, factor, HOME).session


def test_a_session_says_when_a_second_factor_was_proven_last(
    login: Login, services: Services, user: User, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    session = step_up(login, log_in(services, user).session, "pwd")
    assert session.factor_proven_at is None

    frozen_clock.tick(minutes=1)
    proven_at = frozen_clock.now()
    session = step_up(login, session, "otp")
    assert events[-1] == SessionSteppedUp(user_id=user.id, session_id=session.id, amr=("otp",))
    frozen_clock.tick(minutes=1)
    session = step_up(login, session, "pwd")

    assert (session.authenticated_at, session.factor_proven_at) == (frozen_clock.now(), proven_at)


@pytest.mark.requirement("MF-02")
@pytest.mark.parametrize("demands", [ResistPhishing()], ids=["phishing is resisted"])
def test_a_code_is_no_second_factor_of_who_must_resist_phishing_and_has_a_key(
    login: Login, services: Services, user: User, otp: EnrolledFactor, hwk: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    hwk.users.add(user.id)

    session = step_up(login, log_in(services, user).session, "otp")
    assert session.factor_proven_at is None

    assert step_up(login, session, "hwk").factor_proven_at is not None


@pytest.mark.parametrize(("is_device_bound", "acr"), [(True, "aal3"), (False, "aal2")])
def test_a_key_that_cannot_leave_its_device_counts_for_more(
    login: Login, services: Services, user: User, is_device_bound: bool, acr: str
) -> None:
    session = log_in(services, user).session

    assert step_up(login, session, "hwk", is_device_bound=is_device_bound).acr == acr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Restriction.FACTOR_ENROLMENT, ""),
        (Restriction.PASSWORD_CHANGE, Restriction.PASSWORD_CHANGE),
        ("orders:read", "orders:read"),
    ],
)
def test_a_code_lifts_the_limit_of_who_needs_no_factor_any_more_and_no_other(
    login: Login, services: Services, user: User, before: str, after: str
) -> None:
    session = services.sessions.open_for(user, scope=before).session

    assert step_up(login, session, "otp").scope == after


def test_an_account_whose_time_is_over_is_stepped_up_no_more(
    login: Login, services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    now, day = frozen_clock.now(), timedelta(days=1)
    services.store.account_deletions.ask(user.id, now=now, due_at=now + day)
    session = log_in(services, user).session
    frozen_clock.tick(seconds=day.total_seconds() - 1)
    session = step_up(login, session, "pwd")

    frozen_clock.tick(seconds=1)

    with pytest.raises(SessionEnded):
        step_up(login, session, "pwd")


@pytest.mark.requirement("PW-15")
def test_a_password_that_was_replaced_meanwhile_proves_nothing_in_a_session(
    login: Login, services: Services, frozen_clock: FrozenClock
) -> None:
    user = add_user(services, "jiwoo", password=PASSWORD)
    session = log_in(services, user).session
    verified = services.store.passwords.find(user.id)
    assert verified is not None
    frozen_clock.tick(seconds=1)
    services.passwords.set(user, "seven-lanterns-over-the-rice")

    with pytest.raises(InvalidCredentials), login.batch():
        login.step_up(session, verified.as_factor(), HOME)


def test_a_proof_in_a_session_forgives_the_wrong_ones_before_it(
    login: Login, services: Services, user: User
) -> None:
    session = log_in(services, user).session
    for _ in range(3):
        for _ in range(services.settings.lockout.known_device_max_failures - 1):
            with services.lockout.counted_try(user.id, HOME, known_device=session.id):
                pass
        session = step_up(login, session, "pwd")


@pytest.mark.parametrize(("scope", "after"), [("password_change", "password_change"), ("read", "read")])
def test_a_code_lifts_no_limit_that_a_password_brought(
    login: Login, services: Services, user: User, scope: str, after: str
) -> None:
    session = log_in(services, user, scope=scope).session

    assert step_up(login, session, "otp").scope == after
