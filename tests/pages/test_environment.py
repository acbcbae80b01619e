"""Pages of ours on applications that write their own templates otherwise."""

from collections.abc import Callable

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from daemun.pages.environment import page_environment
from tests.pages.browser import a_browser

Change = Callable[[Flask], object]


def delimit(app: Flask) -> None:
    app.jinja_env.variable_start_string, app.jinja_env.variable_end_string = "[[", "]]"
    app.jinja_env.block_start_string, app.jinja_env.block_end_string = "[%", "%]"


def escape_nothing(app: Flask) -> None:
    app.jinja_env.autoescape = False


def escape_by_name(app: Flask) -> None:
    app.jinja_env.autoescape = lambda name: False


def fail_at_what_is_missing(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined


@pytest.mark.requirement("WB-10")
@pytest.mark.parametrize("change", [delimit, escape_nothing, escape_by_name, fail_at_what_is_missing])
def test_a_page_is_whole_and_escapes_what_was_typed(app: Flask, change: Change) -> None:
    change(app)

    answer = a_browser(app).post("/login", data={"identifier": "<b>minsu", "password": "x"})

    assert answer.status_code == 401
    assert 'value="&lt;b&gt;minsu"' in answer.text
    assert "{{" not in answer.text
    assert "{%" not in answer.text


def test_templates_of_the_application_stay_as_it_writes_them(app: Flask) -> None:
    delimit(app)
    app.add_url_rule("/own", "own", lambda: app.jinja_env.from_string("[[ 1 + 1 ]] {{ }}").render())
    browser = a_browser(app)

    browser.get("/login")

    assert browser.get("/own").text == "2 {{ }}"


def test_pages_share_the_environment_of_an_ordinary_application(app: Flask) -> None:
    assert page_environment(app) is app.jinja_env
