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


def test_a_link_in_the_same_browser_leads_on_to_where_the_person_wanted_to_be(
    mailing_app: Flask, outbox: Outbox
) -> None:
    browser, wanted = a_browser(mailing_app), "/orders?page=2"
    sent = {"email": "minsu@example.kr", "password": PASSWORD, "next": wanted}
    browser.post("/register", data=sent)
    page = leads_to(browser.get(link_in(outbox.wait_for()[0].text)))
    assert page == "/verify-email?next=/orders?page%3D2"
    form = {name: typed(browser.get(page).text, name) for name in ("token", "next")}
    login = leads_to(browser.post("/verify-email", data=form))
    assert login == "/login?notice=verified&next=/orders?page%3D2"
    outbox.clear()

    browser.post("/forgot-password", data={"identifier": "minsu@example.kr", "next": wanted})
    page = leads_to(browser.get(link_in(outbox.wait_for()[0].text)))
    form = {name: typed(browser.get(page).text, name) for name in ("token", "next")}
    login = leads_to(browser.post("/reset-password", data={**form, "new_password": NEW}))
    assert login == "/login?notice=password_reset&next=/orders?page%3D2"

    # Who asks again and wants to be nowhere is led nowhere.
    browser.post("/forgot-password", data={"identifier": "minsu@example.kr"})
    assert leads_to(browser.get(f"/reset-password?token={'x' * 43}")) == "/reset-password"


def test_another_site_is_not_where_a_link_leads_on(mailing_app: Flask) -> None:
    browser = a_browser(mailing_app)
    browser.set_cookie("__Host-daemun-next", "https%3A%2F%2Fevil.example%2F", secure=True)

    assert leads_to(browser.get(f"/reset-password?token={'x' * 43}")) == "/reset-password"


@pytest.mark.parametrize("page", ["/reset-password", "/verify-email", "/restore-email"])
def test_a_link_that_is_over_says_so_at_once(mailing_app: Flask, page: str) -> None:
    browser = a_browser(mailing_app)
    browser.get(f"{page}?token={'x' * 43}")

    shown = browser.get(page)

    assert (shown.status_code, 'role="alert"' in shown.text) == (400, True)
    assert 'name="token"' not in shown.text
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("token", ["", "x;y", "가", "x" * 5000, "a\r\nSet-Cookie: b=c"])
def test_what_no_mail_says_is_not_kept(browser: FlaskClient, token: str) -> None:
    answer = browser.get("/invitation", query_string={"token": token})

    assert leads_to(answer) == "/invitation"
    assert "open the link in the email" in browser.get("/invitation").text
