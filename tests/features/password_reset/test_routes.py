import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.mails.mailbox import Mailbox

NEW = "a-kettle-beside-nine-pines"
TOKEN = "x" * 43


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    app = make_app(
        Daemun(clock=frozen_clock, mailer=outbox),
        mail_sender="책방 <login@shop.example>",
        mail_links_reset="https://shop.example/reset",
    )
    add_user(app.extensions["daemun"], password=PASSWORD)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def mailbox(app: Flask, outbox: Outbox) -> Mailbox:
    return Mailbox(app.extensions["daemun"], outbox)


@pytest.mark.requirement("EN-04")
@pytest.mark.parametrize("mails", [True, False])
def test_the_answer_is_the_same_for_known_and_unknown_addresses(
    client: FlaskClient, make_app: MakeApp, frozen_clock: FrozenClock, mails: bool
) -> None:
    if not mails:
        client = make_app(Daemun(clock=frozen_clock)).test_client()

    answers = [
        client.post("/auth/password/forgot", json=body)
        for body in (
            {"email": "minsu@example.kr"},
            {"email": "nobody@example.kr"},
            {"identifier": "minsu"},
            {"identifier": "nobody"},
            {"email": "not an address"},
        )
    ]

    assert {answer.status_code for answer in answers} == {202}
    assert {answer.get_data() for answer in answers} == {b""}
    assert len({tuple(name for name, _ in answer.headers) for answer in answers}) == 1


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_person_recovers_by_the_link_in_their_language(
    client: FlaskClient, mailbox: Mailbox, language: str
) -> None:
    headers = {"Accept-Language": language}
    client.post("/auth/password/forgot", json={"email": "Minsu@example.kr"}, headers=headers)
    mail = mailbox.newest()

    answer = client.post("/auth/password/reset", json={"token": mail.token, "new_password": NEW})

    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert "Set-Cookie" not in answer.headers
    assert mail.message.language == language
    assert "책방" in mail.subject
    assert client.post("/auth/login", json={"username": "minsu", "password": NEW}).status_code == 200


def test_a_person_recovers_by_the_code(client: FlaskClient, mailbox: Mailbox) -> None:
    client.post("/auth/password/forgot", json={"identifier": "minsu"})
    code = mailbox.newest().code

    body = {"email": "minsu@example.kr", "code": f"{code[:4]} {code[4:]}", "new_password": NEW}
    assert client.post("/auth/password/reset", json=body).status_code == 204

    again = client.post("/auth/password/reset", json=body)
    assert (again.status_code, again.get_json()["code"]) == (401, "invalid_code")


@pytest.mark.requirement("RC-03")
def test_the_link_is_the_same_whatever_host_the_request_names(client: FlaskClient, mailbox: Mailbox) -> None:
    client.post(
        "/auth/password/forgot",
        json={"identifier": "minsu"},
        headers=dict.fromkeys(("Host", "X-Forwarded-Host", "X-Host"), "evil.example"),
    )

    mail = mailbox.newest()
    assert mail.text.count("https://") == 1
    assert f"https://shop.example/reset?token={mail.token}" in mail.text
    assert "evil" not in mail.text + (mail.message.html or "")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"token": TOKEN, "new_password": NEW}, "one_time_token_refused"),
        ({"token": "", "new_password": NEW}, "one_time_token_refused"),
        ({"email": "minsu@example.kr", "code": "12345678", "new_password": NEW}, "invalid_code"),
        ({"email": "nobody@example.kr", "code": "12345678", "new_password": NEW}, "invalid_code"),
        ({"email": "minsu@example.kr", "code": "", "new_password": NEW}, "invalid_code"),
        ({"token": TOKEN, "email": "minsu@example.kr", "new_password": NEW}, "validation_failed"),
        ({"token": TOKEN, "code": "12345678", "new_password": NEW}, "validation_failed"),
        ({"email": "minsu@example.kr", "new_password": NEW}, "validation_failed"),
        ({"code": "12345678", "new_password": NEW}, "validation_failed"),
        ({"new_password": NEW}, "validation_failed"),
        ({"token": TOKEN}, "validation_failed"),
        ({"token": 7, "new_password": NEW}, "validation_failed"),
        ({"token": [TOKEN], "new_password": NEW}, "validation_failed"),
        ({"token": "x" * 129, "new_password": NEW}, "validation_failed"),
    ],
)
def test_whatever_is_wrong_is_refused_with_a_code_and_echoes_nothing(
    client: FlaskClient, body: dict[str, object], code: str
) -> None:
    answer = client.post("/auth/password/reset", json=body)

    assert answer.get_json()["code"] == code
    for secret in (TOKEN, "12345678", "minsu", NEW):
        assert secret not in answer.get_data(as_text=True)


@pytest.mark.parametrize("body", [{}, {"email": "a@example.kr", "identifier": "a"}, {"email": 7}])
def test_asking_for_a_mail_needs_one_name(client: FlaskClient, body: dict[str, object]) -> None:
    answer = client.post("/auth/password/forgot", json=body)

    assert answer.get_json()["code"] == "validation_failed"


@pytest.mark.requirement("RC-02")
def test_no_get_spends_anything(client: FlaskClient, mailbox: Mailbox) -> None:
    client.post("/auth/password/forgot", json={"identifier": "minsu"})
    token = mailbox.newest().token

    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        client.open(f"/auth/password/reset?token={token}", method=method)

    body = {"token": token, "new_password": NEW}
    assert client.post("/auth/password/reset", json=body).status_code == 204
