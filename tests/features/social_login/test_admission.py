"""Who is let in, and who is made, by what a provider says."""

import pytest
from flask import Flask

from daemun import Daemun
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.registration.errors import RegistrationRefused
from daemun.features.social_login.model import Claimed
from daemun.features.users.model import User
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import HOME, PASSWORD, add_user
from tests.features.mails.mailbox import Mailbox
from tests.features.social_login.browser import change, log_in_with, me
from tests.features.social_login.elsewhere import Elsewhere
from tests.storage.racing import race


@pytest.fixture
def strict_app(make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    """Addresses must be proven here."""
    return make_app(
        Daemun(clock=frozen_clock, mailer=outbox, providers={"school": elsewhere.settings(link="auto")}),
        transport_cookies=True,
        mail_sender="login@shop.example",
    )


@pytest.fixture
def inviting_app(make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    """Nobody gets in here who is not invited."""
    return make_app(
        Daemun(clock=frozen_clock, mailer=outbox, providers={"school": elsewhere.settings()}),
        transport_cookies=True,
        registration_enabled=False,
        mail_sender="login@shop.example",
        mail_links_invitation="https://shop.example/invitation",
    )


def test_where_nobody_may_register_only_known_people_get_in(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    app = make_app(
        Daemun(clock=frozen_clock, providers={"school": elsewhere.settings()}),
        transport_cookies=True,
        registration_enabled=False,
    )
    minsu = add_user(app.extensions["daemun"], password=PASSWORD)
    assert code_of(log_in_with(app.test_client(), elsewhere, email=None)) == "registration_closed"

    with app.extensions["daemun"].store.batches.batch():
        connect(app, minsu)
    client = app.test_client()
    log_in_with(client, elsewhere)
    assert me(client).get_json()["id"] == minsu.id


@pytest.mark.parametrize(
    ("said", "is_let_in"),
    [({}, True), ({"email_verified": False}, False), ({"email": "jisoo@example.kr"}, False)],
)
def test_whose_address_is_invited_comes_in_with_its_roles(
    inviting_app: Flask,
    elsewhere: Elsewhere,
    said: dict[str, object],
    is_let_in: bool,
) -> None:
    services, client = inviting_app.extensions["daemun"], inviting_app.test_client()
    services.invitations.create("Minsu@Example.kr", roles=["editor"])

    answer = log_in_with(client, elsewhere, "", **said)

    if not is_let_in:
        assert code_of(answer) == "registration_closed"
        assert len(services.invitations.list()) == 1
        return
    assert me(client).get_json()["email"] == "minsu@example.kr"
    assert services.roles.list_roles(me(client).get_json()["id"]) == ("editor",)
    assert services.invitations.list() == []
    # It is spent: with another account there nobody comes in by it.
    assert code_of(log_in_with(inviting_app.test_client(), elsewhere, sub="other", email="o@example.kr")) == (
        "registration_closed"
    )


def test_of_eight_accounts_elsewhere_one_accepts_an_invitation(inviting_app: Flask, outbox: Outbox) -> None:
    services = inviting_app.extensions["daemun"]
    services.invitations.create("minsu@example.kr", roles=["editor"])
    secret = outbox.wait_for()[0].text.partition("token=")[2].split()[0]
    admission = services.social_login._admission

    def accept(number: int) -> str | None:
        claimed = Claimed("school", "https://school.example", f"person-{number}")
        try:
            return str(admission.admit(claimed, HOME, str, is_automatic=False, invitation=secret))
        except OneTimeTokenRefused:
            return None

    (user,) = [each for each in race(8, accept) if each is not None]

    (stored,) = services.users.list_page()
    assert (stored.id, stored.email) == (user, "minsu@example.kr")
    assert services.roles.list_roles(user) == ("editor",)


def test_the_application_is_asked(make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock) -> None:
    asked: list[User] = []

    def refuse(user: User) -> None:
        asked.append(user)
        raise RegistrationRefused

    app = make_app(
        Daemun(clock=frozen_clock, on_registering=refuse, providers={"school": elsewhere.settings()}),
        transport_cookies=True,
    )

    assert code_of(log_in_with(app.test_client(), elsewhere)) == "registration_refused"
    assert [user.email for user in asked] == ["minsu@example.kr"]
    assert app.extensions["daemun"].users.list_page() == []


@pytest.mark.requirement("AC-06")
def test_an_address_that_the_provider_does_not_vouch_for_finds_nobody_and_must_be_proven(
    strict_app: Flask, elsewhere: Elsewhere, outbox: Outbox
) -> None:
    minsu = add_user(strict_app.extensions["daemun"], password=PASSWORD)
    client = strict_app.test_client()

    assert log_in_with(client, elsewhere, email_verified=False).status_code == 302

    new = me(client).get_json()
    assert new["id"] != minsu.id
    assert new["email"] is None
    mailbox = Mailbox(strict_app.extensions["daemun"], outbox)
    assert mailbox.newest("minsu@example.kr").code


@pytest.mark.requirement("AC-06")
def test_what_a_squatter_left_is_gone_when_the_owner_comes(strict_app: Flask, elsewhere: Elsewhere) -> None:
    services = strict_app.extensions["daemun"]
    squatted = squat(strict_app)
    squatter = strict_app.test_client()
    answer = change(squatter, "POST", "/login", email="minsu@example.kr", password=PASSWORD)
    assert answer.status_code == 200, answer.text
    with services.store.batches.batch():
        connect(strict_app, squatted, subject="squatter-1")

    owner = strict_app.test_client()
    log_in_with(owner, elsewhere)

    found = me(owner).get_json()
    assert (found["id"], found["email_verified"]) == (squatted.id, True)
    assert me(squatter).status_code == 401
    again = change(squatter, "POST", "/login", email="minsu@example.kr", password=PASSWORD)
    assert code_of(again) == "invalid_credentials"
    assert [each.subject for each in services.identities.list_of(squatted.id)] == ["minsu-1"]


def test_a_squatter_with_a_name_loses_the_address_alone(strict_app: Flask, elsewhere: Elsewhere) -> None:
    services = strict_app.extensions["daemun"]
    squatter = add_user(services, password=PASSWORD)
    client = strict_app.test_client()

    log_in_with(client, elsewhere)

    assert me(client).get_json()["id"] != squatter.id
    assert services.users.find(squatter.id).email is None


def test_both_proven_and_auto_are_one_account_by_themselves(strict_app: Flask, elsewhere: Elsewhere) -> None:
    services = strict_app.extensions["daemun"]
    minsu = add_user(services, password=PASSWORD)
    with services.store.batches.batch():
        services.users.prove_email(minsu)
    client = strict_app.test_client()

    log_in_with(client, elsewhere)

    assert me(client).get_json()["id"] == minsu.id


def test_of_eight_racers_all_get_in_as_one_user(strict_app: Flask) -> None:
    services = strict_app.extensions["daemun"]
    claimed = Claimed("school", "https://school.example", "1", "minsu@example.kr", is_email_proven=True)
    admission = services.social_login._admission

    admitted = race(8, lambda _: admission.admit(claimed, HOME, str, is_automatic=False))

    assert len(set(admitted)) == 1
    assert [user.id for user in services.users.list_page()] == [admitted[0]]


def test_a_locked_user_stays_out(strict_app: Flask, elsewhere: Elsewhere) -> None:
    services = strict_app.extensions["daemun"]
    client = strict_app.test_client()
    log_in_with(client, elsewhere)
    services.users.lock(me(client).get_json()["id"])

    assert code_of(log_in_with(strict_app.test_client(), elsewhere)) == "provider_refused"


def connect(app: Flask, user: User, *, subject: str = "minsu-1") -> None:
    services = app.extensions["daemun"]
    issuer = services.settings.providers["school"].issuer
    assert services.social_login._admission.connect(user.id, Claimed("school", issuer, subject), HOME)


def squat(app: Flask) -> User:
    """Somebody with an address that is not theirs, and no name."""
    services = app.extensions["daemun"]
    user: User = services.users.draft(username=None, email="minsu@example.kr", profile={})
    password = services.passwords.hash_new(PASSWORD, user)
    with services.store.batches.batch():
        services.users.add(user)
        services.passwords.add(user.id, password)
    return user
