"""What those who invite see and may not do; over HTTP: test_routes.py."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from daemun import Daemun
from daemun.composition.services import Services
from daemun.features.invitations.errors import InvitationsNotSetUp
from daemun.features.users.errors import EmailTaken
from daemun.mail.message import MailNotSent
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from daemun.validation import ValidationFailed
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.features.mails.test_delivery import FailingMailer

MakeServices = Callable[..., Services]
LINK = "https://shop.example/invitation"
LINKS = {"mail_links_invitation": LINK}


@pytest.fixture
def make_services(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> MakeServices:
    def make(**settings: object) -> Services:
        app: Flask = make_app(
            Daemun(clock=frozen_clock, mailer=outbox),
            **{"mail_sender": "login@shop.example", "mail_links_invitation": LINK} | settings,
        )
        services: Services = app.extensions["daemun"]
        return services

    return make


@pytest.fixture
def services(make_services: MakeServices) -> Services:
    return make_services()


def test_open_invitations_are_listed_and_withdrawn(services: Services, frozen_clock: FrozenClock) -> None:
    first = services.invitations.create("Minsu@example.kr", roles=["editor", "admin", "editor"])
    frozen_clock.tick(minutes=1)
    second = services.invitations.create("jiwoo@example.kr")

    assert first.roles == ("admin", "editor")
    assert first.expires_at == frozen_clock.now() + timedelta(days=7, minutes=-1)
    assert services.invitations.list() == [first, second]

    assert services.invitations.withdraw("minsu@EXAMPLE.kr")
    assert not services.invitations.withdraw("minsu@example.kr")
    assert services.invitations.list() == [second]


class SlowClock(FrozenClock):
    """A clock of a slow machine: a second passes between any two looks at it."""

    def now(self) -> datetime:
        return self.tick(seconds=1)


def test_an_invitation_ends_when_it_was_said_to_end_however_long_it_took(
    make_app: MakeApp, outbox: Outbox
) -> None:
    app = make_app(Daemun(clock=SlowClock(), mailer=outbox), mail_sender="login@shop.example", **LINKS)
    services: Services = app.extensions["daemun"]

    told = services.invitations.create("minsu@example.kr")

    assert services.invitations.list() == [told]


def test_a_mail_that_is_late_is_delivered_while_the_invitation_is_good(
    frozen_clock: FrozenClock, make_app: MakeApp
) -> None:
    mailer = FailingMailer(*(MailNotSent("the mail server answered 451") for _ in range(30)))
    app = make_app(Daemun(clock=frozen_clock, mailer=mailer), mail_sender="login@shop.example", **LINKS)
    services: Services = app.extensions["daemun"]
    begun = frozen_clock.now()
    services.invitations.create("minsu@example.kr")

    while (wait := services.mail_delivery.deliver_due()) is not None:
        frozen_clock.tick(seconds=wait)

    assert frozen_clock.now() > begun + timedelta(days=1)
    assert len(mailer.messages) == 1


def test_nobody_is_invited_who_has_an_account(services: Services, outbox: Outbox) -> None:
    services.host_users.create(email="minsu@example.kr", password=PASSWORD)

    with pytest.raises(EmailTaken):
        services.invitations.create("Minsu@example.kr")

    assert services.mail.flush(timeout=10)
    assert outbox.messages == ()


@pytest.mark.parametrize("email", ["", "minsu", "a@example.kr\nBcc: b@example.kr", "a@example.kr,b@c.kr"])
def test_what_is_no_address_is_not_invited(services: Services, email: str) -> None:
    with pytest.raises(ValidationFailed):
        services.invitations.create(email)
    with pytest.raises(ValidationFailed):
        services.invitations.withdraw(email)


def test_a_role_that_cannot_be_one_invites_nobody(services: Services) -> None:
    with pytest.raises(ValueError, match="a role is"):
        services.invitations.create("minsu@example.kr", roles=["a,b"])

    assert services.invitations.list() == []


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"mail_links_invitation": None}, "DAEMUN_MAIL_LINKS_INVITATION"),
        ({"users_identifiers": ("username",)}, "DAEMUN_USERS_IDENTIFIERS"),
    ],
)
def test_a_setting_that_is_missing_is_named(
    make_services: MakeServices, settings: dict[str, object], missing: str
) -> None:
    with pytest.raises(InvitationsNotSetUp, match=missing):
        make_services(**settings).invitations.create("minsu@example.kr")


def test_without_mail_nobody_is_invited(make_app: MakeApp) -> None:
    services: Services = make_app().extensions["daemun"]

    with pytest.raises(InvitationsNotSetUp, match="DAEMUN_MAIL_URL"):
        services.invitations.create("minsu@example.kr")
