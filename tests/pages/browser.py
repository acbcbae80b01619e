"""A browser in which people use the pages."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import PASSWORD
from tests.features.social_login.elsewhere import Elsewhere

PAGE_LOAD = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}
MINSU = {"sub": "minsu-1", "email": "minsu@example.kr", "email_verified": True}


def a_browser(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base.update({"wsgi.url_scheme": "https", "HTTP_SEC_FETCH_SITE": "same-origin"})
    return client


def register(browser: FlaskClient, username: str = "minsu") -> TestResponse:
    return browser.post("/register", data={"username": username, "password": PASSWORD})


def code_in(text: str) -> str:
    """The code of a mail."""
    found = re.search(r"\b\d{4} ?\d{4}\b", text)
    assert found is not None
    return found[0]


def link_in(text: str) -> str:
    """The link of a mail, below the host."""
    return text.partition("https://localhost")[2].split()[0]


def leads_to(answer: TestResponse) -> str:
    assert answer.status_code == 303
    return answer.headers["Location"]


def go(browser: FlaskClient, elsewhere: Elsewhere, **claims: object) -> str:
    """Press the button, agree there: where the browser comes back to."""
    answer = browser.get("/auth/login/with/school?next=/account/password", headers=PAGE_LOAD)
    assert answer.status_code == 302, answer.text
    return elsewhere.approve(answer.headers["Location"], **(MINSU | claims))


def log_in_with_school(browser: FlaskClient, elsewhere: Elsewhere, **claims: object) -> TestResponse:
    """All of it."""
    return browser.get(go(browser, elsewhere, **claims), headers=PAGE_LOAD)
