"""A browser in which people use the pages."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import PASSWORD


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
