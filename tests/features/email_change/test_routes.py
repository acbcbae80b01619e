"""Another address, over HTTP: proven first, told to the old one, undone from there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.composition.services import Services
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.features.mails.mailbox import Mailbox
from tests.storage.racing import race

OLD, NEW = "minsu@example.kr", "minsu@example.com"
OTHER_PASSWORD = "a-kettle-beside-nine-pines"


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    app = make_app(
        Daemun(clock=frozen_clock, mailer=outbox),
        mail_sender="책방 <login@shop.example>",
        mail_links_restore="https://shop.example/restore",
        mail_links_reset="https://shop.example/reset",
    )
    add(app, "minsu", OLD)
    return app


def add(app: Flask, name: str, email: str) -> None:
    services: Services = app.extensions["daemun"]
    user = services.users.draft(username=name, email=email, profile={})
    password_hash = services.passwords.hash_new(PASSWORD, user)
    with services.store.batches.batch():
        services.users.add(user)
        services.passwords.add(user.id, password_hash)
        services.users.prove_email(user)


@pytest.fixture
def mailbox(app: Flask, outbox: Outbox) -> Mailbox:
    return Mailbox(app.extensions["daemun"], outbox)


def log_in(app: Flask, identifier: str = "minsu", password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/auth/login", json={"identifier": identifier, "password": password})
    assert answer.status_code == 200, answer.text
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['access_token']}"
    return client


def address(app: Flask) -> str | None:
    user = app.extensions["daemun"].users.find_by_username("minsu")
    return None if user is None else user.email


def change(app: Flask, mailbox: Mailbox, person: FlaskClient, to: str = NEW) -> None:
    assert person.post("/auth/me/email", json={"email": to}).status_code == 202
    answer = person.post("/auth/me/email/confirm", json={"code": mailbox.newest(to).code})
    assert answer.status_code == 204, answer.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_changes_until_the_new_address_is_proven(app: Flask, mailbox: Mailbox, language: str) -> None:
    person, elsewhere = log_in(app), log_in(app)
    person.environ_base["HTTP_ACCEPT_LANGUAGE"] = language

    assert person.post("/auth/me/email", json={"email": "Minsu@Example.com"}).status_code == 202
    mail = mailbox.newest("Minsu@example.com")
    assert mail.message.language == language
    assert address(app) == OLD

    assert person.post("/auth/me/email/confirm", json={"code": mail.code}).status_code == 204

    assert address(app) == "Minsu@example.com"
    assert person.get("/auth/me").status_code == 200
    assert code_of(elsewhere.get("/auth/me")) == "token_revoked"
    assert log_in(app, NEW).get("/auth/me").get_json()["email"] == "Minsu@example.com"
    told = mailbox.newest(OLD)
    assert "책방" in told.subject
    assert told.find_code() is None


@pytest.mark.requirement("AC-08")
def test_the_old_address_undoes_it_ends_everything_and_asks_for_a_new_password(
    app: Flask, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    thief = log_in(app)
    change(app, mailbox, thief)
    undo = mailbox.newest(OLD).token
    frozen_clock.tick(hours=71)

    answer = app.test_client().post("/auth/email/restore", json={"token": undo})

    assert answer.status_code == 204
    assert address(app) == OLD
    assert thief.get("/auth/me").status_code == 401
    login = {"identifier": "minsu", "password": PASSWORD}
    assert code_of(app.test_client().post("/auth/login", json=login)) == "invalid_credentials"
    app.test_client().post("/auth/password/forgot", json={"email": OLD})
    body = {"token": mailbox.newest(OLD).token, "new_password": OTHER_PASSWORD}
    assert app.test_client().post("/auth/password/reset", json=body).status_code == 204
    assert log_in(app, OLD, OTHER_PASSWORD).get("/auth/me").status_code == 200


@pytest.mark.requirement("AC-08")
def test_a_thief_of_two_addresses_does_not_undo_what_the_owner_has_undone(
    app: Flask, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    thief = log_in(app)
    change(app, mailbox, thief)
    undo_of_owner = mailbox.newest(OLD).token
    frozen_clock.tick(minutes=1)
    change(app, mailbox, thief, to="thief@example.com")
    undo_of_thief = mailbox.newest(NEW).token
    client = app.test_client()

    assert client.post("/auth/email/restore", json={"token": undo_of_owner}).status_code == 204

    answer = client.post("/auth/email/restore", json={"token": undo_of_thief})
    assert code_of(answer) == "one_time_token_refused"
    assert address(app) == OLD


@pytest.mark.requirement("AC-08")
def test_a_thief_who_undoes_the_last_change_does_not_keep_the_owner_from_undoing_the_first(
    app: Flask, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    thief = log_in(app)
    change(app, mailbox, thief)
    undo_of_owner = mailbox.newest(OLD).token
    frozen_clock.tick(minutes=1)
    change(app, mailbox, thief, to="thief@example.com")
    client = app.test_client()

    assert client.post("/auth/email/restore", json={"token": mailbox.newest(NEW).token}).status_code == 204
    assert address(app) == NEW
    assert client.post("/auth/email/restore", json={"token": undo_of_owner}).status_code == 204
    assert address(app) == OLD


@pytest.mark.requirement("AC-08")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_address_that_is_undone_hears_of_it(app: Flask, mailbox: Mailbox, language: str) -> None:
    change(app, mailbox, log_in(app))

    app.test_client().post(
        "/auth/email/restore",
        json={"token": mailbox.newest(OLD).token},
        headers={"Accept-Language": language},
    )

    told = mailbox.newest(NEW)
    assert told.message.language == language
    assert {"en": "changed back", "ko": "예전 주소"}[language] in told.subject
    assert "minsu" in told.text
    assert "https://" not in told.text


@pytest.mark.requirement("RC-01")
def test_a_mail_for_a_forgotten_password_dies_with_the_address_it_went_to(
    app: Flask, mailbox: Mailbox
) -> None:
    app.test_client().post("/auth/password/forgot", json={"email": OLD})
    mail = mailbox.newest(OLD)
    change(app, mailbox, log_in(app))

    link = {"token": mail.token, "new_password": OTHER_PASSWORD}
    code = {"identifier": "minsu", "code": mail.code, "new_password": OTHER_PASSWORD}
    assert code_of(app.test_client().post("/auth/password/reset", json=link)) == "one_time_token_refused"
    assert code_of(app.test_client().post("/auth/password/reset", json=code)) == "invalid_code"
    log_in(app)


@pytest.mark.requirement("AC-08")
def test_mails_that_a_stranger_asks_for_do_not_keep_the_undo_link_from_the_old_address(
    app: Flask, mailbox: Mailbox
) -> None:
    thief = log_in(app)
    for _ in range(4):
        app.test_client().post("/auth/password/forgot", json={"email": OLD})
    change(app, mailbox, thief)

    answer = app.test_client().post("/auth/email/restore", json={"token": mailbox.newest(OLD).token})

    assert answer.status_code == 204
    assert address(app) == OLD


def test_after_three_days_or_a_first_use_the_undo_link_is_worth_nothing(
    app: Flask, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    change(app, mailbox, log_in(app))
    undo = mailbox.newest(OLD).token
    client = app.test_client()

    assert client.get("/auth/email/restore", query_string={"token": undo}).status_code == 405
    assert client.post("/auth/email/restore", json={"token": undo}).status_code == 204
    assert code_of(client.post("/auth/email/restore", json={"token": undo})) == "one_time_token_refused"
    client.post("/auth/password/forgot", json={"email": OLD})
    body = {"token": mailbox.newest(OLD).token, "new_password": OTHER_PASSWORD}
    client.post("/auth/password/reset", json=body)
    change(app, mailbox, log_in(app, password=OTHER_PASSWORD))
    undo = mailbox.newest(OLD).token
    frozen_clock.tick(hours=72)

    assert code_of(client.post("/auth/email/restore", json={"token": undo})) == "one_time_token_refused"


@pytest.mark.requirement("AC-08")
def test_a_login_of_some_time_ago_is_not_enough(app: Flask, frozen_clock: FrozenClock) -> None:
    answer = app.test_client().post("/auth/login", json={"identifier": "minsu", "password": PASSWORD})
    frozen_clock.tick(minutes=10)
    tokens = app.test_client().post(
        "/auth/refresh", json={"refresh_token": answer.get_json()["refresh_token"]}
    )
    headers = {"Authorization": f"Bearer {tokens.get_json()['access_token']}"}

    for path, body in (("/auth/me/email", {"email": NEW}), ("/auth/me/email/confirm", {"code": "12345678"})):
        assert code_of(app.test_client().post(path, json=body, headers=headers)) == "fresh_login_required"


@pytest.mark.requirement("EN-03")
def test_an_address_of_somebody_else_gets_the_same_answer_and_its_owner_hears_of_it(
    app: Flask, mailbox: Mailbox
) -> None:
    add(app, "jiwoo", NEW)
    person = log_in(app)

    answer = person.post("/auth/me/email", json={"email": NEW})

    assert (answer.status_code, answer.text) == (202, "")
    assert mailbox.newest(NEW).find_code() is None
    assert address(app) == OLD


def test_a_wrong_code_changes_nothing_and_five_of_them_end_it(app: Flask, mailbox: Mailbox) -> None:
    person = log_in(app)
    person.post("/auth/me/email", json={"email": NEW})
    mail = mailbox.newest(NEW)

    for code in (*[mail.wrong_code] * 5, mail.code):
        assert code_of(person.post("/auth/me/email/confirm", json={"code": code})) == "invalid_code"

    assert address(app) == OLD


def test_a_code_of_one_user_is_none_of_another(app: Flask, mailbox: Mailbox) -> None:
    add(app, "jiwoo", "jiwoo@example.kr")
    log_in(app).post("/auth/me/email", json={"email": NEW})
    code = mailbox.newest(NEW).code

    answer = log_in(app, "jiwoo").post("/auth/me/email/confirm", json={"code": code})

    assert code_of(answer) == "invalid_code"


@pytest.mark.requirement("AC-08")
def test_a_pending_change_dies_with_a_reset_of_the_password(
    app: Flask, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    person = log_in(app)
    person.post("/auth/me/email", json={"email": NEW})
    code = mailbox.newest(NEW).code
    frozen_clock.tick(seconds=30)
    app.test_client().post("/auth/password/forgot", json={"email": OLD})
    body = {"token": mailbox.newest(OLD).token, "new_password": OTHER_PASSWORD}
    app.test_client().post("/auth/password/reset", json=body)

    answer = log_in(app, password=OTHER_PASSWORD).post("/auth/me/email/confirm", json={"code": code})

    assert code_of(answer) == "invalid_code"
    assert address(app) == OLD


@pytest.mark.parametrize(
    "email", ["", "minsu", "a@b@c.kr", "a@example.kr\nBcc: b@example.kr", "a@example.kr,b@c.kr"]
)
def test_what_is_no_address_is_refused_without_being_repeated(app: Flask, email: str) -> None:
    answer = log_in(app).post("/auth/me/email", json={"email": email})

    assert (answer.status_code, code_of(answer)) == (422, "validation_failed")
    assert answer.get_json()["errors"][0]["pointer"] == "/email"
    assert "Bcc" not in answer.text


def test_of_50_uses_of_one_undo_link_one_succeeds(app: Flask, mailbox: Mailbox) -> None:
    change(app, mailbox, log_in(app))
    undo = mailbox.newest(OLD).token

    def use(_number: int) -> int:
        return app.test_client().post("/auth/email/restore", json={"token": undo}).status_code

    statuses = race(50, use)

    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 400, 429, 503}
