"""What a login by mail rests on, beside its calls: test_routes.py."""

from collections.abc import Callable

import pytest
from flask import Flask

from daemun import Daemun, SettingsRefused
from daemun.composition.services import Services
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.mail.outbox import Outbox
from daemun.origin import Origin
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.mails.mailbox import Mailbox
from tests.storage.racing import race

ADDRESS = "minsu@example.kr"
HERE = Origin(address="192.0.2.7")


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    app = make_app(
        Daemun(clock=frozen_clock, mailer=outbox),
        mail_sender="login@shop.example",
        mailed_codes_enabled=True,
    )
    add_user(app.extensions["daemun"], password=PASSWORD)
    return app


@pytest.fixture
def services(app: Flask) -> Services:
    services: Services = app.extensions["daemun"]
    return services


@pytest.fixture
def log_in(services: Services, outbox: Outbox) -> Callable[[], LoggedIn | FactorRequired]:
    """Log in with a code that was mailed just now."""
    asked = services.mailed_code_login.request(ADDRESS, HERE)
    code = Mailbox(services, outbox).newest(ADDRESS).code
    return lambda: services.mailed_code_login.log_in(ADDRESS, code, asked.secret, HERE)


def test_of_racing_uses_of_one_code_one_logs_in(
    services: Services, log_in: Callable[[], LoggedIn | FactorRequired]
) -> None:
    def attempt(_: int) -> bool:
        try:
            return isinstance(log_in(), LoggedIn)
        except (InvalidCode, TooManyTries):
            return False

    assert sum(race(24, attempt)) == 1


def test_a_code_proves_the_mailbox_and_no_kind_of_factor(
    log_in: Callable[[], LoggedIn | FactorRequired],
) -> None:
    outcome = log_in()

    assert isinstance(outcome, LoggedIn)
    assert outcome.session.amr == ("email",)
    assert outcome.session.acr == "aal1"
    assert outcome.user.email_verified_at is not None


def test_a_code_opens_nothing_once_the_address_has_changed(
    services: Services, log_in: Callable[[], LoggedIn | FactorRequired]
) -> None:
    user = services.users.find_by_username("minsu")
    assert user is not None
    services.users.set_proven_email(user, "other@example.kr", "other@example.kr")

    with pytest.raises(InvalidCode):
        log_in()


def test_a_locked_user_does_not_get_in(
    services: Services, log_in: Callable[[], LoggedIn | FactorRequired]
) -> None:
    user = services.users.find_by_username("minsu")
    assert user is not None
    services.users.lock(user.id)

    with pytest.raises(InvalidCode):
        log_in()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "set DAEMUN_MAIL_URL"),
        ({"users_identifiers": ("username",)}, "DAEMUN_USERS_IDENTIFIERS has no email"),
    ],
)
def test_a_start_says_what_login_codes_lack(
    make_app: MakeApp, settings: dict[str, object], named: str
) -> None:
    with pytest.raises(SettingsRefused, match=named):
        make_app(Daemun(), mailed_codes_enabled=True, **settings)
