"""What another site posted here comes once more, from our own page."""

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.http.form_post import post_from_our_page, read_posted
from tests.applications import MakeApp

NAMES = ("state", "user")


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    app: Flask = make_app(Daemun(), http_origins="https://app.example")

    @app.post("/back")
    def back() -> Response | dict[str, str]:
        posted = read_posted(NAMES)
        return post_from_our_page(NAMES) if posted is None else dict(posted)

    return app.test_client()


@pytest.mark.requirement("WB-03")
def test_fields_are_written_into_the_page_as_text(client: FlaskClient) -> None:
    page = client.post("/back", data={"state": '"><script>alert(1)</script>', "user": "{'김'}", "other": "x"})

    assert '<form method="post" action="/back">' in page.text
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page.text
    assert "other" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'sha256-" in policy
    assert "form-action 'self' https://app.example; frame-ancestors 'none'" in policy
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("language", "button"), [("ko", "계속하기"), ("en", "Continue")])
def test_without_scripts_there_is_a_button(client: FlaskClient, language: str, button: str) -> None:
    page = client.post("/back", data={"state": "s"}, headers={"Accept-Language": language})

    assert f"<button>{button}</button>" in page.text
    assert page.headers["Content-Language"] == language


def test_what_comes_from_our_page_is_read(client: FlaskClient) -> None:
    answer = client.post("/back", data={"state": "s", "other": "x", "from_our_page": "1"})

    assert answer.get_json() == {"state": "s"}


def test_a_form_has_a_limit(client: FlaskClient) -> None:
    assert client.post("/back", data={"state": "s" * 70_000}).status_code == 413
