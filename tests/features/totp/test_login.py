"""Logging in and stepping up with a code; whatever was proven before stays proven."""

from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, LoginFailed, SessionSteppedUp
from daemun.features.factors.errors import FactorProofRequired
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials, LoginAttemptEnded
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.errors import SessionEnded
from daemun.features.users.model import User
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, an_installation, an_origin, log_in
from tests.features.totp.app import AuthenticatorApp
from tests.storage.racing import race


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services, password=PASSWORD)


@pytest.fixture
def app(services: Services, user: User, frozen_clock: FrozenClock) -> AuthenticatorApp:
    return add_app(services, user, frozen_clock)


def add_app(services: Services, user: User, clock: FrozenClock) -> AuthenticatorApp:
    session = log_in(services, user).session
    begun = services.totp_login.begin(session.id, None)
    app = AuthenticatorApp(begun.secret, clock)
    services.totp_login.confirm(session.id, begun.id, app.code(), HOME)
    clock.tick(seconds=30)
    return app


def attempt_of(services: Services, name: str = "minsu") -> str:
    asked = services.password_login.log_in(LoginIdentifier("identifier", name), PASSWORD, HOME)
    assert isinstance(asked, FactorRequired)
    assert asked.factors == ("totp", "recovery_code")
    return asked.attempt


def finish(services: Services, attempt: str, code: str) -> LoggedIn:
    outcome = services.totp_login.finish(attempt, code, HOME)
    assert isinstance(outcome, LoggedIn)
    return outcome


@pytest.mark.requirement("MF-04")
def test_a_login_says_both_factors(services: Services, app: AuthenticatorApp) -> None:
    session = finish(services, attempt_of(services), app.code()).session

    assert (session.amr, session.acr) == (("pwd", "otp", "mfa"), "aal2")


def test_a_wrong_code_is_recorded_and_tells_nothing(
    services: Services, user: User, app: AuthenticatorApp, events: list[Event]
) -> None:
    with pytest.raises(InvalidCode):
        finish(services, attempt_of(services), app.wrong_code())

    assert LoginFailed(user_id=user.id, factor="totp", reason="wrong_code") in events


def test_what_others_mistype_at_an_address_stops_no_code_of_a_known_device(
    services: Services, user: User, app: AuthenticatorApp
) -> None:
    request = LoginRequest(device=services.login.mark_device(user.id))
    for number in range(20):
        with pytest.raises((InvalidCredentials, TooManyTries)):
            services.password_login.log_in(LoginIdentifier("identifier", f"nobody{number}"), "wrong", HOME)

    asked = services.password_login.log_in(
        LoginIdentifier("identifier", "minsu"), PASSWORD, HOME, request=request
    )

    assert isinstance(asked, FactorRequired)
    assert finish(services, asked.attempt, app.code()).session.user_id == user.id


@pytest.mark.requirement("TP-05")
def test_five_wrong_codes_in_any_logins_stop_the_factor_and_not_the_account(
    services: Services, user: User, app: AuthenticatorApp, frozen_clock: FrozenClock
) -> None:
    for number in range(5):
        with pytest.raises(InvalidCode):
            # A right password in between makes up for nothing.
            services.totp_login.finish(
                attempt_of(services), app.wrong_code(), an_origin(f"198.51.100.{number}")
            )

    with pytest.raises(TooManyTries):
        finish(services, attempt_of(services), app.code())
    services.password_login.reauthenticate(log_in(services, user).session.id, PASSWORD, HOME)
    frozen_clock.tick(minutes=15)
    finish(services, attempt_of(services), app.code())


@pytest.mark.requirement("TP-03")
def test_of_20_logins_with_one_code_exactly_one_succeeds(store: Store, frozen_clock: FrozenClock) -> None:
    # So that the password alone stops none of them.
    services = an_installation(store, frozen_clock, lockout_max_failures=50)
    app = add_app(services, add_user(services, password=PASSWORD), frozen_clock)
    attempts = [attempt_of(services) for _ in range(20)]
    code = app.code()

    def use(number: int) -> bool:
        try:
            finish(services, attempts[number], code)
        except (InvalidCode, TooManyTries):
            return False
        return True

    assert sum(race(20, use)) == 1


def test_an_attempt_ends_with_its_login(
    services: Services, app: AuthenticatorApp, frozen_clock: FrozenClock
) -> None:
    attempt = attempt_of(services)
    finish(services, attempt, app.code())
    frozen_clock.tick(seconds=30)

    with pytest.raises(LoginAttemptEnded):
        finish(services, attempt, app.code())


def test_a_code_of_somebody_else_is_wrong(
    services: Services, app: AuthenticatorApp, frozen_clock: FrozenClock
) -> None:
    other = add_app(services, add_user(services, "jiwoo", password=PASSWORD), frozen_clock)

    with pytest.raises(InvalidCode):
        finish(services, attempt_of(services), other.code())
    finish(services, attempt_of(services), app.code())


@pytest.mark.requirement("MF-04")
def test_a_step_up_adds_and_takes_nothing_away(
    services: Services,
    user: User,
    app: AuthenticatorApp,
    frozen_clock: FrozenClock,
    events: list[Event],
) -> None:
    session = log_in(services, user).session
    frozen_clock.tick(minutes=20)

    stepped_up = services.totp_login.step_up(session.id, app.code(), HOME).session
    again = services.password_login.reauthenticate(session.id, PASSWORD, HOME).session

    assert stepped_up.authenticated_at == frozen_clock.now()
    assert (stepped_up.amr, stepped_up.acr) == (("pwd", "otp", "mfa"), "aal2")
    assert (again.amr, again.acr) == (("pwd", "otp", "mfa"), "aal2")
    assert SessionSteppedUp(user_id=user.id, session_id=session.id, amr=("otp",)) in events


def test_a_wrong_code_steps_nothing_up(services: Services, user: User, app: AuthenticatorApp) -> None:
    session = log_in(services, user).session

    with pytest.raises(InvalidCode):
        services.totp_login.step_up(session.id, app.wrong_code(), HOME)

    assert services.sessions.find_live(session.id) == session
    with pytest.raises(SessionEnded):
        services.totp_login.step_up("no session", app.code(), HOME)


@pytest.mark.requirement("MF-03")
def test_who_only_knows_the_password_adds_no_app_beside_another(
    services: Services, user: User, app: AuthenticatorApp
) -> None:
    session = log_in(services, user).session

    with pytest.raises(FactorProofRequired):
        services.totp_login.begin(session.id, None)
    services.totp_login.step_up(session.id, app.code(), HOME)
    assert services.totp_login.begin(session.id, None).expires_at - app.clock.now() == timedelta(minutes=15)


def test_an_enrolment_belongs_to_its_user(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    mine, theirs = log_in(services, user).session, log_in(services, add_user(services, "jiwoo")).session
    begun = services.totp_login.begin(theirs.id, None)

    with pytest.raises(InvalidCode):
        services.totp_login.confirm(
            mine.id, begun.id, AuthenticatorApp(begun.secret, frozen_clock).code(), HOME
        )


def test_of_24_first_codes_one_adds_the_app(
    services: Services, user: User, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    session = log_in(services, user).session
    begun = services.totp_login.begin(session.id, None)
    code = AuthenticatorApp(begun.secret, frozen_clock).code()

    def confirm(_: int) -> bool:
        try:
            services.totp_login.confirm(session.id, begun.id, code, HOME)
        except (InvalidCode, SessionEnded, FactorProofRequired):
            return False
        return True

    assert sum(race(24, confirm)) == 1
    assert [event.name for event in events].count("factor.added") == 1
