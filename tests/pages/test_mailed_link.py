"""The link of a mail: once it was followed, its secret is in no address."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.mail.outbox import Outbox
from tests.builders import PASSWORD
from tests.pages.apps import typed
from tests.pages.browser import a_browser, leads_to, link_in

NEW = "bom-sandal-gureum-1357"


@pytest.mark.requirement("RC-04")
def test_the_link_of_a_mail_bears_reloading_and_stays_in_no_address(
    mailing_app: Flask, outbox: Outbox
) -> None:
    browser = a_browser(mailing_app)
    with mailing_app.app_context():
        users = mailing_app.extensions["daemun"].host_users
        user = users.create(username="minsu", email="minsu@example.kr", password=PASSWORD)
        mailing_app.extensions["daemun"].users.prove_email(user)
    browser.post("/forgot-password", data={"identifier": "minsu"})
    (mail,) = outbox.wait_for()

    hop = browser.get(link_in(mail.text))
    assert (leads_to(hop), hop.headers.get("Referrer-Policy")) == ("/reset-password", "no-referrer")
    first, reloaded = (typed(browser.get("/reset-password").text, "token") for _ in range(2))
    assert first == reloaded
    weak = browser.post("/reset-password", data={"token": first, "new_password": "short"})
    assert typed(weak.text, "token") == first
    assert leads_to(browser.post("/reset-password", data={"token": first, "new_password": NEW})) == (
        "/login?notice=password_reset"
    )
    twice = browser.post("/reset-password", data={"token": first, "new_password": NEW})
    assert (twice.status_code, 'name="token"' in twice.text, 'name="code"' in twice.text) == (
        400,
        False,
        True,
    )
    assert 'name="token"' not in browser.get("/reset-password").text


@pytest.mark.parametrize("token", ["", "x;y", "가", "x" * 5000, "a\r\nSet-Cookie: b=c"])
def test_what_no_mail_says_is_not_kept(browser: FlaskClient, token: str) -> None:
    answer = browser.get("/invitation", query_string={"token": token})

    assert leads_to(answer) == "/invitation"
    assert "open the link in the e‑mail" in browser.get("/invitation").text
