"""Log in by a mailed code, over HTTP."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.factors.people import add_app, as_bearer, begin_login
from tests.features.mails.mailbox import Mailbox

ADDRESS = "minsu@example.kr"


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    app = make_app(
        Daemun(clock=frozen_clock, mailer=outbox),
        mail_sender="책방 <login@shop.example>",
        mailed_codes_enabled=True,
        mail_max_secrets_per_hour=20,
        mail_max_secrets_per_day=20,
    )
    add_user(app.extensions["daemun"], password=PASSWORD)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def mailbox(app: Flask, outbox: Outbox) -> Mailbox:
    return Mailbox(app.extensions["daemun"], outbox)


def ask(client: FlaskClient, email: str = ADDRESS) -> str:
    answer = client.post("/auth/login/code", json={"email": email})
    assert answer.status_code == 202, answer.text
    return str(answer.get_json()["login_attempt"])


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_person_logs_in_by_a_code_in_their_language(
    client: FlaskClient, mailbox: Mailbox, language: str
) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    ask(client, "Minsu@example.kr")
    mail = mailbox.newest(ADDRESS)
    assert mail.message.language == language
    assert "책방" in mail.subject

    answer = client.post("/auth/login/code/verify", json={"email": ADDRESS, "code": mail.code})

    assert answer.status_code == 200, answer.text
    headers = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
    assert client.get("/auth/me", headers=headers).get_json()["username"] == "minsu"
    again = client.post("/auth/login/code/verify", json={"email": ADDRESS, "code": mail.code})
    assert code_of(again) == "invalid_code"


@pytest.mark.requirement("RC-10")
def test_a_code_works_only_in_the_browser_that_asked(
    app: Flask, client: FlaskClient, mailbox: Mailbox
) -> None:
    ask(client)
    body = {"email": ADDRESS, "code": mailbox.newest(ADDRESS).code}
    stranger = app.test_client()
    assert code_of(stranger.post("/auth/login/code/verify", json=body)) == "invalid_code"
    other_attempt = ask(stranger, "nobody@example.kr")
    assert (
        code_of(stranger.post("/auth/login/code/verify", json=body | {"login_attempt": other_attempt}))
        == "invalid_code"
    )

    assert client.post("/auth/login/code/verify", json=body).status_code == 200


def test_a_client_without_cookies_keeps_the_attempt_itself(app: Flask, mailbox: Mailbox) -> None:
    client = app.test_client(use_cookies=False)
    attempt = ask(client)
    body = {"email": ADDRESS, "code": mailbox.newest(ADDRESS).code}
    assert code_of(client.post("/auth/login/code/verify", json=body)) == "invalid_code"

    answer = client.post("/auth/login/code/verify", json=body | {"login_attempt": attempt})

    assert answer.status_code == 200, answer.text


@pytest.mark.requirement("EN-04")
def test_the_answer_is_the_same_for_known_and_unknown_addresses(app: Flask) -> None:
    answers = [
        app.test_client().post("/auth/login/code", json={"email": email})
        for email in (ADDRESS, "nobody@example.kr", "not an address", "")
    ]

    assert {answer.status_code for answer in answers} == {202}
    assert {frozenset(answer.get_json()) for answer in answers} == {
        frozenset({"login_attempt", "expires_in"})
    }
    assert len({tuple(name for name, _ in answer.headers) for answer in answers}) == 1


@pytest.mark.requirement("RC-11")
def test_new_mails_give_no_new_tries(client: FlaskClient, mailbox: Mailbox) -> None:
    for _ in range(5):
        ask(client)
        mail = mailbox.newest(ADDRESS)
        body = {"email": ADDRESS, "code": mail.wrong_code}
        assert code_of(client.post("/auth/login/code/verify", json=body)) == "invalid_code"

    ask(client)
    assert mailbox.newest(ADDRESS).find_code() is None


def test_an_older_code_is_dead(client: FlaskClient, mailbox: Mailbox) -> None:
    ask(client)
    older = mailbox.newest(ADDRESS).code
    ask(client)

    body = {"email": ADDRESS, "code": older}
    assert code_of(client.post("/auth/login/code/verify", json=body)) == "invalid_code"


def test_a_code_is_over_after_ten_minutes(
    client: FlaskClient, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    ask(client)
    body = {"email": ADDRESS, "code": mailbox.newest(ADDRESS).code}
    frozen_clock.tick(minutes=10)

    assert code_of(client.post("/auth/login/code/verify", json=body)) == "invalid_code"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email": "nobody@example.kr", "code": "12345678"}, "invalid_code"),
        ({"email": ADDRESS, "code": ""}, "invalid_code"),
        ({"email": ADDRESS, "code": "１２３４５６７８"}, "invalid_code"),
        ({"email": ADDRESS}, "validation_failed"),
        ({"email": ADDRESS, "code": 12345678}, "validation_failed"),
        ({"email": [ADDRESS], "code": "12345678"}, "validation_failed"),
        ({"email": ADDRESS, "code": "12345678", "next": "/"}, "validation_failed"),
    ],
)
def test_whatever_is_wrong_is_refused_and_echoes_nothing(
    client: FlaskClient, body: dict[str, object], code: str
) -> None:
    ask(client)

    answer = client.post("/auth/login/code/verify", json=body)

    assert answer.get_json()["code"] == code
    for given in ("12345678", "minsu", "nobody"):
        assert given not in answer.get_data(as_text=True)


def test_it_is_off_unless_a_setting_says_so(make_app: MakeApp, outbox: Outbox) -> None:
    client = make_app(Daemun(mailer=outbox), mail_sender="login@shop.example").test_client()

    assert client.post("/auth/login/code", json={"email": ADDRESS}).status_code == 404


@pytest.mark.requirement("MF-07")
def test_a_device_is_trusted_after_a_mailed_code_too(
    app: Flask, client: FlaskClient, mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    phone, person, _ = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    ask(client)
    code = mailbox.newest(ADDRESS).code
    asked = client.post("/auth/login/code/verify", json={"email": ADDRESS, "code": code}).get_json()
    second = {"login_attempt": asked["login_attempt"], "code": phone.code(), "trust_device": True}

    assert client.post("/auth/login/totp", json=second).status_code == 200

    assert len(person.get("/auth/me/trusted-devices").get_json()["trusted_devices"]) == 1
