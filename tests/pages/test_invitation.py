"""Who was invited chooses name and password."""

import pytest
from flask import Flask

from daemun.mail.outbox import Outbox
from tests.builders import PASSWORD
from tests.pages.browser import a_browser, leads_to, link_in


@pytest.fixture
def link(mailing_app: Flask, outbox: Outbox) -> str:
    with mailing_app.app_context():
        mailing_app.extensions["daemun"].invitations.create("minsu@example.kr", roles=["editor"])
    (mail,) = outbox.wait_for()
    return link_in(mail.text)


def test_an_invited_person_is_in_with_a_name_of_their_own(mailing_app: Flask, link: str) -> None:
    browser = a_browser(mailing_app)
    token = link.partition("token=")[2]
    assert link.startswith("/invitation?token=")
    assert f'value="{token}"' in browser.get(link, follow_redirects=True).text

    weak = browser.post("/invitation", data={"token": token, "username": "minsu", "password": "short"})
    assert (weak.status_code, 'id="password-error"' in weak.text) == (422, True)
    assert f'value="{token}"' in weak.text
    accepted = browser.post("/invitation", data={"token": token, "username": "minsu", "password": PASSWORD})

    assert leads_to(accepted) == "/account"
    assert "minsu@example.kr" in browser.get("/account").text


def test_an_invitation_that_is_over_says_so_and_shows_no_form(mailing_app: Flask) -> None:
    browser = a_browser(mailing_app)

    answer = browser.post("/invitation", data={"token": "x" * 43, "username": "minsu", "password": PASSWORD})

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'name="password"' not in answer.text
    assert 'name="password"' not in browser.get("/invitation").text
