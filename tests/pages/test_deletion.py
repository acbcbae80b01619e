"""The end of an account, and the way back."""

from flask import Flask
from flask.testing import FlaskClient

from daemun.features.audit.service import SYSTEM
from daemun.mail.outbox import Outbox
from tests.builders import PASSWORD, add_user
from tests.features.mails.mailbox import Mailbox
from tests.pages.browser import a_browser, leads_to, link_in, register

CREDENTIALS = {"identifier": "minsu", "password": PASSWORD}


def test_who_comes_back_in_time_is_asked_and_goes_on(browser: FlaskClient) -> None:
    register(browser)
    assert leads_to(browser.post("/account/delete")) == "/login?notice=deleted"
    assert leads_to(browser.get("/account")) == "/login?next=/account"

    question = leads_to(browser.post("/login", data={**CREDENTIALS, "next": "/orders"}))
    assert question == "/account/undelete?next=/orders"
    page = browser.get(question).text
    assert 'datetime="' in page
    assert leads_to(browser.post("/account/undelete", data={"next": "/orders"})) == "/orders"

    assert "/account/undelete" not in browser.get("/account").text
    assert leads_to(browser.get(question)) == "/orders"


def test_the_account_itself_says_that_it_ends(browser: FlaskClient) -> None:
    register(browser)
    browser.post("/account/delete")
    browser.post("/login", data=CREDENTIALS)

    assert 'action="/account/undelete"' in browser.get("/account").text
    assert leads_to(browser.post("/account/undelete")) == "/account?notice=undeleted"


def test_the_mail_leads_to_the_way_back_and_on_to_the_account(mailing_app: Flask, outbox: Outbox) -> None:
    services = mailing_app.extensions["daemun"]
    user = add_user(services, password=PASSWORD)
    with mailing_app.test_request_context():
        services.account_deletion.ask(user.id, SYSTEM)
    browser = a_browser(mailing_app)

    link = link_in(Mailbox(services, outbox).newest().text)
    assert link == "/account/undelete"
    login = leads_to(browser.get(link, headers={"Accept": "text/html"}))
    assert login == "/login?next=/account/undelete"
    question = leads_to(browser.post(login, data=CREDENTIALS))
    question = leads_to(browser.get(question))
    assert 'href="/account"' in browser.get(question).text

    assert services.account_deletion.due_at(user.id) is not None
    assert leads_to(browser.post(question)) == "/account?notice=undeleted"
    assert services.account_deletion.due_at(user.id) is None
    assert leads_to(browser.get(link)) == "/account"
