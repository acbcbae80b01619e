"""Invitations, over HTTP: the invited person chooses name and password, also where nobody may register."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from daemun import Daemun, RegistrationRefused, User
from daemun.composition.services import Services
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.features.mails.mailbox import Mailbox
from tests.storage.racing import race

ADDRESS = "Minsu@example.kr"
REFUSED = "one_time_token_refused"
SETTINGS = {
    "mail_sender": "책방 <login@shop.example>",
    "mail_links_invitation": "https://shop.example/invitation",
    "mail_links_reset": "https://shop.example/reset",
    "mail_links_verify": "https://shop.example/confirm",
    "registration_enabled": False,
}


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    return make_app(Daemun(clock=frozen_clock, mailer=outbox), **SETTINGS)


@pytest.fixture
def services(app: Flask) -> Services:
    services: Services = app.extensions["daemun"]
    return services


@pytest.fixture
def mailbox(services: Services, outbox: Outbox) -> Mailbox:
    return Mailbox(services, outbox)


def accept(app: Flask, token: object, username: str | None = "minsu", **members: object) -> TestResponse:
    body = {"token": token, "password": PASSWORD, **members}
    if username is not None:
        body["username"] = username
    return app.test_client().post("/auth/invitations/accept", json=body)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_invited_person_makes_a_user_where_nobody_may_register(
    app: Flask, services: Services, mailbox: Mailbox, outbox: Outbox, language: str
) -> None:
    services.invitations.create(ADDRESS, roles=["editor"])
    mail = mailbox.newest(ADDRESS)
    assert "책방" in mail.subject
    closed = {"username": "minsu", "password": PASSWORD}
    assert code_of(app.test_client().post("/auth/register", json=closed)) == "registration_closed"

    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    body = {"token": mail.token, "username": "minsu", "password": PASSWORD}
    answer = client.post("/auth/invitations/accept", json=body)

    assert answer.status_code == 201, answer.text
    user = answer.get_json()["user"]
    assert (user["username"], user["email"], user["email_verified"]) == ("minsu", ADDRESS, True)
    assert user["roles"] == ["editor"]
    headers = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
    assert client.get("/auth/me", headers=headers).get_json()["roles"] == ["editor"]
    login = client.post("/auth/login", json={"email": ADDRESS.lower(), "password": PASSWORD})
    assert login.status_code == 200
    notice = mailbox.newest(ADDRESS).message
    assert notice.language == language
    assert (
        notice.subject
        == {
            "en": "Your invitation to 책방 was used",
            "ko": "책방 초대장이 쓰였어요",
        }[language]
    )


def test_a_user_name_is_not_needed(app: Flask, services: Services, mailbox: Mailbox) -> None:
    services.invitations.create(ADDRESS)

    assert accept(app, mailbox.newest().token, username=None).get_json()["user"]["username"] is None


def test_opening_the_link_spends_nothing_and_it_works_once(
    app: Flask, services: Services, mailbox: Mailbox
) -> None:
    services.invitations.create(ADDRESS)
    token = mailbox.newest().token
    for method in ("GET", "HEAD"):
        opened = app.test_client().open(
            "/auth/invitations/accept", method=method, query_string={"token": token}
        )
        assert opened.status_code == 405

    assert accept(app, token).status_code == 201
    assert code_of(accept(app, token, username="jiwoo")) == REFUSED


def test_an_invitation_is_over_after_seven_days(
    app: Flask, services: Services, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    services.invitations.create(ADDRESS)
    token = mailbox.newest().token
    frozen_clock.tick(days=7)

    assert code_of(accept(app, token)) == REFUSED
    assert services.invitations.list() == []


def test_a_newer_invitation_replaces_an_older_one(app: Flask, services: Services, mailbox: Mailbox) -> None:
    services.invitations.create(ADDRESS, roles=["admin"])
    older = mailbox.newest().token
    services.invitations.create(ADDRESS.lower())

    assert code_of(accept(app, older)) == REFUSED
    assert accept(app, mailbox.newest().token).get_json()["user"]["roles"] == []


def test_a_withdrawn_invitation_is_worth_nothing(app: Flask, services: Services, mailbox: Mailbox) -> None:
    services.invitations.create(ADDRESS)
    token = mailbox.newest().token
    services.invitations.withdraw(ADDRESS)

    assert code_of(accept(app, token)) == REFUSED


def test_what_is_refused_for_another_reason_leaves_the_invitation(
    app: Flask, services: Services, mailbox: Mailbox
) -> None:
    services.invitations.create(ADDRESS)
    services.host_users.create(username="jiwoo", password=PASSWORD)
    token = mailbox.newest().token

    assert code_of(accept(app, token, password="short")) == "password_too_weak"
    assert code_of(accept(app, token, username="jiwoo")) == "username_taken"
    assert code_of(accept(app, token, username="admin")) == "validation_failed"
    assert accept(app, token).status_code == 201


def test_the_application_may_refuse_an_invited_person_too(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    def refuse(user: User) -> None:
        if user.username != "jiwoo":
            raise RegistrationRefused(text="만석입니다")

    app = make_app(Daemun(clock=frozen_clock, mailer=outbox, on_registering=refuse), **SETTINGS)
    services: Services = app.extensions["daemun"]
    services.invitations.create(ADDRESS)
    token = Mailbox(services, outbox).newest().token

    assert code_of(accept(app, token)) == "registration_refused"
    assert accept(app, token, username="jiwoo").status_code == 201


@pytest.mark.parametrize("kind", ["cut", "doubled", "padded", "empty", "other"])
def test_a_token_that_is_not_exactly_ours_is_refused(
    app: Flask, services: Services, mailbox: Mailbox, kind: str
) -> None:
    services.invitations.create(ADDRESS)
    token = mailbox.newest().token
    wrong = {"cut": token[:-1], "doubled": token * 2, "padded": token + "=", "empty": "", "other": "A" * 43}

    answer = accept(app, wrong[kind])

    assert (answer.status_code, code_of(answer)) == (400, REFUSED)
    assert token not in answer.text
    assert accept(app, token).status_code == 201


def test_a_token_of_one_purpose_is_none_of_another(app: Flask, services: Services, mailbox: Mailbox) -> None:
    services.invitations.create(ADDRESS)
    invitation = mailbox.newest().token
    client = app.test_client()
    services.host_users.create(username="jiwoo", email="jiwoo@example.kr", password=PASSWORD)
    client.post("/auth/password/forgot", json={"email": "jiwoo@example.kr"})
    reset = mailbox.newest("jiwoo@example.kr").token

    assert code_of(accept(app, reset)) == REFUSED
    for path, body in (
        ("/auth/password/reset", {"token": invitation, "new_password": PASSWORD}),
        ("/auth/email/verify", {"token": invitation}),
        ("/auth/email/restore", {"token": invitation}),
    ):
        assert code_of(client.post(path, json=body)) == REFUSED
    assert accept(app, invitation).status_code == 201


def test_the_address_is_the_invited_one_whatever_is_sent(
    app: Flask, services: Services, mailbox: Mailbox
) -> None:
    services.invitations.create(ADDRESS)

    answer = accept(app, mailbox.newest().token, email="thief@example.com", roles=["admin"])

    assert code_of(answer) == "validation_failed"
    assert services.users.find_by_email("thief@example.com") is None


def test_an_account_that_a_stranger_made_with_the_address_does_not_keep_it(
    app: Flask, services: Services, mailbox: Mailbox
) -> None:
    stranger = services.host_users.create(username="thief", email=ADDRESS, password=PASSWORD)
    services.invitations.create(ADDRESS)

    accepted = accept(app, mailbox.newest().token)

    assert accepted.status_code == 201
    found = services.users.find_by_email(ADDRESS)
    assert found is not None
    assert found.id == accepted.get_json()["user"]["id"] != stranger.id


def test_what_stops_half_way_stores_nothing_and_spends_nothing(
    app: Flask, services: Services, mailbox: Mailbox
) -> None:
    services.invitations.create(ADDRESS, roles=["editor"])
    token = mailbox.newest().token
    other = services.host_users.create(email=ADDRESS, password=PASSWORD)

    assert code_of(accept(app, token)) == "email_taken"

    assert services.users.find_by_username("minsu") is None
    assert [each.email for each in services.invitations.list()] == [ADDRESS]
    services.users.delete(other.id)
    assert accept(app, token).status_code == 201


@pytest.mark.requirement("RL-02")
def test_of_50_uses_of_one_invitation_one_succeeds(app: Flask, services: Services, mailbox: Mailbox) -> None:
    services.invitations.create(ADDRESS, roles=["editor"])
    token = mailbox.newest().token

    answers = race(50, lambda number: accept(app, token, username=f"person{number}"))

    assert [answer.status_code for answer in answers].count(201) == 1
    assert {code_of(each) for each in answers if each.status_code != 201} <= {
        *(REFUSED, "overloaded", "too_many_tries", "email_taken"),
    }
    made = [services.users.find_by_username(f"person{number}") for number in range(50)]
    assert sum(user is not None for user in made) == 1
