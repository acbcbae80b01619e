from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest

from daemun.composition.services import Services
from daemun.features.factors.errors import TooManyFactors
from daemun.features.factors.model import Factor
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.totp.policy import MAX_PENDING
from daemun.features.users.model import User
from daemun.sealing import Sealing
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, SECRET_KEY, add_user, an_installation, log_in
from tests.features.totp.app import AuthenticatorApp


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services, password=PASSWORD)


def add_app(services: Services, user: User, clock: FrozenClock, name: str | None = None) -> AuthenticatorApp:
    """In a new session, in which what is needed was proven."""
    session = services.sessions.open_for(user, amr=("pwd", "otp")).session
    begun = services.totp_login.begin(session.id, name)
    app = AuthenticatorApp(begun.secret, clock)
    services.totp_login.confirm(session.id, begun.id, app.code(), HOME)
    clock.tick(seconds=30)
    return app


def attempt_of(services: Services) -> str:
    asked = services.password_login.log_in(LoginIdentifier("identifier", "minsu"), PASSWORD, HOME)
    assert isinstance(asked, FactorRequired)
    return asked.attempt


def is_right(services: Services, code: str) -> bool:
    try:
        return isinstance(services.totp_login.finish(attempt_of(services), code, HOME), LoggedIn)
    except InvalidCode:
        return False


def names(factors: object) -> list[str]:
    assert isinstance(factors, list)
    return [factor.name for factor in factors if isinstance(factor, Factor)]


def test_an_app_shows_whose_account_it_is(services: Services, user: User) -> None:
    by_address = services.users.draft(username=None, email="jiwoo@example.kr", profile={})
    with services.store.batches.batch():
        services.users.add(by_address)

    accounts = [
        unquote(urlsplit(services.totp_login.begin(log_in(services, each).session.id, None).uri).path)
        for each in (user, by_address)
    ]

    assert [account.rpartition(":")[2] for account in accounts] == ["minsu", "jiwoo@example.kr"]


def test_an_app_says_when_it_was_used_last(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    app = add_app(services, user, frozen_clock)
    used_at = frozen_clock.now()
    assert is_right(services, app.code())
    frozen_clock.tick(minutes=1)

    (factor,) = services.factors.list_of(user.id)

    assert factor.last_used_at == used_at


@pytest.mark.requirement("TP-04")
def test_an_app_counts_for_nothing_until_its_first_code_came(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    session = log_in(services, user).session
    begun = services.totp_login.begin(session.id, None)

    with pytest.raises(InvalidCode):
        services.totp_login.confirm(
            session.id, begun.id, AuthenticatorApp(begun.secret, frozen_clock).wrong_code(), HOME
        )

    outcome = services.password_login.log_in(LoginIdentifier("identifier", "minsu"), PASSWORD, HOME)
    assert isinstance(outcome, LoggedIn)
    assert services.factors.list_of(user.id) == []


def test_the_first_code_must_come_in_time(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    session = log_in(services, user).session
    begun = services.totp_login.begin(session.id, None)
    app = AuthenticatorApp(begun.secret, frozen_clock)
    frozen_clock.tick(minutes=15)

    with pytest.raises(InvalidCode):
        services.totp_login.confirm(session.id, begun.id, app.code(), HOME)


def test_apps_that_were_begun_in_several_tabs_are_each_confirmed_by_their_own_code(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    session = log_in(services, user).session
    begun = []
    for _ in range(MAX_PENDING + 1):
        begun.append(services.totp_login.begin(session.id, None))
        frozen_clock.tick(seconds=1)
    codes = [AuthenticatorApp(each.secret, frozen_clock).code() for each in begun]

    # The oldest made room for the last.
    with pytest.raises(InvalidCode):
        services.totp_login.confirm(session.id, begun[0].id, codes[0], HOME)
    with pytest.raises(InvalidCode):
        services.totp_login.confirm(session.id, begun[1].id, codes[2], HOME)
    for each, code in zip(begun[1:3], codes[1:3], strict=True):
        services.totp_login.confirm(session.id, each.id, code, HOME)

    assert [factor.id for factor in services.factors.list_of(user.id)] == [each.id for each in begun[1:3]]


@pytest.mark.requirement("TP-03")
def test_the_code_that_confirmed_an_app_logs_nobody_in(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    app = add_app(services, user, frozen_clock)
    frozen_clock.tick(seconds=-30)

    assert not is_right(services, app.code())
    assert is_right(services, app.code(steps_ahead=1))


@pytest.mark.requirement("TP-03")
def test_a_code_and_those_before_it_serve_once(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    app = add_app(services, user, frozen_clock)
    frozen_clock.tick(seconds=30)

    assert is_right(services, app.code())
    assert not is_right(services, app.code())
    assert not is_right(services, app.code(steps_ahead=-1))
    assert is_right(services, app.code(steps_ahead=1))


def test_each_of_several_apps_will_do(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    phone, tablet = (add_app(services, user, frozen_clock, name) for name in ("휴대전화", None))

    assert is_right(services, phone.code())
    assert is_right(services, tablet.code())
    assert names(services.factors.list_of(user.id)) == ["휴대전화", "TOTP 2"]


def test_a_name_is_one_visible_line(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    add_app(services, user, frozen_clock, "  my\u202e\nphone  ")

    assert names(services.factors.list_of(user.id)) == ["my phone"]


def test_nobody_has_more_than_ten(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    for _ in range(9):
        add_app(services, user, frozen_clock)
    session = services.sessions.open_for(user, amr=("pwd", "otp")).session
    begun = services.totp_login.begin(session.id, None)
    add_app(services, user, frozen_clock)

    with pytest.raises(TooManyFactors) as refused:
        add_app(services, user, frozen_clock)
    assert refused.value.params == {"limit": 10}
    with pytest.raises(TooManyFactors):
        services.totp_login.confirm(
            session.id, begun.id, AuthenticatorApp(begun.secret, frozen_clock).code(), HOME
        )


@pytest.mark.requirement("TP-01")
def test_the_secret_has_160_bits_and_does_not_open_without_the_key(
    services: Services, store: Store, user: User, frozen_clock: FrozenClock
) -> None:
    app = add_app(services, user, frozen_clock)
    (stored,) = store.totp.list_of(user.id)

    sealing = Sealing(SECRET_KEY.derive("totp secrets at rest"), services.sessions._randomness)
    secret = sealing.open(stored.sealed_secret, record=stored.id)
    assert len(secret) == 20
    assert secret not in stored.sealed_secret
    assert app.secret not in repr(stored)


def test_a_secret_that_does_not_open_is_a_wrong_code(
    services: Services, store: Store, user: User, frozen_clock: FrozenClock
) -> None:
    app = add_app(services, user, frozen_clock)
    (stored,) = store.totp.list_of(user.id)
    store.totp.remove(user.id, stored.id)
    store.totp.put_pending(replace(stored, id="another", last_step=0, pending_until=None), keep=0)

    assert services.factors.list_of(user.id) != []
    assert not is_right(services, app.code())


@pytest.mark.requirement("TP-02")
def test_strict_mode_takes_only_the_present_code(store: Store, frozen_clock: FrozenClock) -> None:
    services = an_installation(store, frozen_clock, totp_window=0)
    app = add_app(services, add_user(services, password=PASSWORD), frozen_clock)

    assert not is_right(services, app.code(steps_ahead=1))
    assert is_right(services, app.code())
