"""In by a mailed code."""

from flask import Flask

from daemun import Daemun
from daemun.mail.outbox import Outbox
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.pages.browser import a_browser, code_in, leads_to


def an_app(make_app: MakeApp, outbox: Outbox) -> Flask:
    app = make_app(Daemun(pages=True, mailer=outbox), mailed_codes_enabled=True)
    with app.app_context():
        app.extensions["daemun"].host_users.create(
            username="minsu", email="minsu@example.kr", password=PASSWORD
        )
    return app


def test_the_code_of_the_mail_logs_in_and_goes_on(make_app: MakeApp, outbox: Outbox) -> None:
    browser = a_browser(an_app(make_app, outbox))
    assert 'href="/login/code?next=/orders"' in browser.get("/login?next=/orders").text

    asked = browser.post("/login/code", data={"email": "minsu@example.kr", "next": "/orders"})
    assert 'autocomplete="one-time-code"' in asked.text
    (mail,) = outbox.wait_for()
    sent = {"email": "minsu@example.kr", "next": "/orders"}
    wrong = browser.post("/login/code/verify", data={**sent, "code": "00000000"})
    assert (wrong.status_code, 'id="code-error"' in wrong.text) == (401, True)
    right = browser.post("/login/code/verify", data={**sent, "code": code_in(mail.text)})

    assert leads_to(right) == "/orders"
    assert "minsu@example.kr" in browser.get("/account").text


def test_the_answer_is_the_same_for_an_address_that_nobody_has(make_app: MakeApp, outbox: Outbox) -> None:
    browser = a_browser(an_app(make_app, outbox))

    known = browser.post("/login/code", data={"email": "minsu@example.kr"}).text
    unknown = browser.post("/login/code", data={"email": "nobody@example.kr"}).text

    assert known.replace("minsu@", "nobody@") == unknown


def test_an_address_that_is_missing_is_asked_for(make_app: MakeApp, outbox: Outbox) -> None:
    refused = a_browser(an_app(make_app, outbox)).post("/login/code", data={})

    assert (refused.status_code, 'id="email-error"' in refused.text) == (422, True)


def test_where_codes_are_off_there_is_no_such_page(make_app: MakeApp) -> None:
    browser = a_browser(make_app(Daemun(pages=True)))

    assert browser.get("/login/code").status_code == 404
    assert "/login/code" not in browser.get("/login").text
