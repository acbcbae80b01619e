"""What is read from a form, and what is refused."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pages.browser import a_browser


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"identifier": "a\x00b"}, 422), ({"identifier": "x" * 1025}, 422), ({"identifier": "x" * 70_000}, 413)],
)
def test_forms_that_nobody_types_are_refused(
    browser: FlaskClient, typed: dict[str, str], status: int
) -> None:
    answer = browser.post("/login", data={"password": "x", **typed})

    assert answer.status_code == status
    # One of our pages, with all that keeps it safe.
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_second_step_reads_no_more_than_any_form(browser: FlaskClient) -> None:
    assert browser.post("/login/second-factor", data={"recovery_code": "x" * 70_000}).status_code == 413


def test_a_form_without_its_fields_is_refused_as_a_wrong_one(browser: FlaskClient) -> None:
    assert browser.post("/login").status_code == 401
    assert browser.post("/register").status_code == 422


@pytest.mark.parametrize("path", ["/login", "/register", "/forgot-password", "/reset-password"])
def test_what_is_no_form_is_refused_by_a_page(mailing_app: Flask, path: str) -> None:
    answer = a_browser(mailing_app).post(path, json={"identifier": "minsu"})

    assert (answer.status_code, answer.mimetype) == (415, "text/html")
