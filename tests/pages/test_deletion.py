"""The end of an account, and the way back."""

from flask.testing import FlaskClient

from tests.builders import PASSWORD
from tests.pages.browser import leads_to, register

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
