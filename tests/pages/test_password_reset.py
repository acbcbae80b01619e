"""A forgotten password, by a link and by a code."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.mail.outbox import Outbox
from tests.builders import PASSWORD, add_user
from tests.pages.browser import a_browser, code_in, leads_to

NEW = "bom-sandal-gureum-1357"


@pytest.fixture
def forgetful(mailing_app: Flask) -> FlaskClient:
    with mailing_app.app_context():
        add_user(mailing_app.extensions["daemun"], password=PASSWORD)
    return a_browser(mailing_app)


def test_the_answer_is_the_same_for_a_name_that_nobody_has(forgetful: FlaskClient) -> None:
    known = forgetful.post("/forgot-password", data={"identifier": "minsu"})
    unknown = forgetful.post("/forgot-password", data={"identifier": "nobody"})

    assert leads_to(known) == leads_to(unknown) == "/reset-password?sent=1"
    assert forgetful.get("/reset-password?sent=1").status_code == 200


def test_the_name_is_asked_once_and_stands_in_no_address(forgetful: FlaskClient, outbox: Outbox) -> None:
    name = "김 민수@예시.한국"
    asked = leads_to(forgetful.post("/forgot-password", data={"identifier": name}))

    assert asked == "/reset-password?sent=1"
    assert f'value="{name}"' in forgetful.get(asked).text
    assert f'value="{name}"' in forgetful.get("/forgot-password").text
    forgetful.post("/forgot-password", data={"identifier": "minsu"})
    proof = {"identifier": "minsu", "code": code_in(outbox.wait_for()[0].text), "new_password": NEW}
    leads_to(forgetful.post("/reset-password", data=proof))
    assert 'value="minsu"' not in forgetful.get("/reset-password").text


def test_the_code_sets_a_new_password(forgetful: FlaskClient, outbox: Outbox) -> None:
    forgetful.post("/forgot-password", data={"identifier": "minsu"})
    (mail,) = outbox.wait_for()
    proof = {"identifier": "minsu", "code": code_in(mail.text)}

    weak = forgetful.post("/reset-password", data={**proof, "new_password": "short"})
    assert (weak.status_code, 'id="new_password-error"' in weak.text) == (422, True)
    assert f'value="{proof["code"]}"' in weak.text
    done = forgetful.post("/reset-password", data={**proof, "new_password": NEW})

    assert leads_to(done) == "/login?notice=password_reset"
    assert leads_to(forgetful.post("/login", data={"identifier": "minsu", "password": NEW})) == "/account"


def test_opening_the_link_spends_nothing_and_the_form_spends_it_once(
    forgetful: FlaskClient, outbox: Outbox
) -> None:
    forgetful.post("/forgot-password", data={"identifier": "minsu"})
    (mail,) = outbox.wait_for()
    address = mail.text.partition("https://localhost")[2].split()[0]
    token = address.partition("token=")[2]

    assert address.startswith("/reset-password?token=")
    assert all(f'value="{token}"' in forgetful.get(address, follow_redirects=True).text for _ in range(2))
    answers = [
        forgetful.post("/reset-password", data={"token": token, "new_password": NEW}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 400]
    assert 'name="code"' in answers[1].text


def test_without_mails_the_page_says_whom_to_ask_and_nothing_says_that_a_mail_comes(
    browser: FlaskClient,
) -> None:
    assert "<form" not in browser.get("/forgot-password").text
    assert "/forgot-password" not in browser.get("/login").text
    for name in ("minsu", "nobody"):
        asked = browser.post("/forgot-password", data={"identifier": name, "next": "/orders"})
        assert leads_to(asked) == "/forgot-password?next=/orders"
    assert leads_to(browser.get("/reset-password")) == "/forgot-password"
    assert leads_to(browser.get("/reset-password?sent=1")) == "/forgot-password"


def test_a_name_that_is_missing_is_asked_for(forgetful: FlaskClient) -> None:
    refused = forgetful.post("/forgot-password", data={"identifier": " "})

    assert (refused.status_code, 'id="identifier-error"' in refused.text) == (422, True)
