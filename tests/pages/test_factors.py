"""A second factor is removed once that is meant, and a passkey gets another name."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.testing import FrozenClock
from daemun.virtual_passkey import VirtualPasskey
from tests.applications import MakeApp
from tests.features.social_login.elsewhere import Elsewhere
from tests.pages.apps import add_app
from tests.pages.browser import a_browser, leads_to, log_in_with_school, register


def link_to(browser: FlaskClient, action: str) -> str:
    """Where the account page leads to do it."""
    found = re.search(rf'href="(/account/[^"]+/{action})"', browser.get("/account").text)
    assert found is not None
    return found[1]


def add_passkey(browser: FlaskClient) -> None:
    made = VirtualPasskey().create(browser.post("/auth/me/passkeys/options").get_json())
    assert browser.post("/auth/me/passkeys", json={"response": made, "name": "old"}).status_code == 201


def test_a_factor_is_removed_after_one_more_question(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    add_app(browser, frozen_clock)
    question = link_to(browser, "remove")

    page = browser.get(question).text
    assert "my phone" in page
    assert "It is your only second step" in page
    assert "my phone" in browser.get("/account").text
    assert leads_to(browser.post(question)) == "/account?notice=factor_removed"

    assert "my phone" not in browser.get("/account").text
    assert (browser.get(question).status_code, browser.post(question).status_code) == (404, 404)


def test_one_factor_among_others_is_not_called_the_last(
    browser: FlaskClient, frozen_clock: FrozenClock
) -> None:
    register(browser)
    add_app(browser, frozen_clock)
    add_passkey(browser)

    assert "It is your only second step" not in browser.get(link_to(browser, "remove")).text


@pytest.mark.requirement("AC-10")
def test_whoever_has_no_password_is_told_of_none_and_keeps_the_last_way_in(
    provider_app: Flask, elsewhere: Elsewhere
) -> None:
    browser = a_browser(provider_app)
    log_in_with_school(browser, elsewhere)
    add_passkey(browser)
    question = link_to(browser, "remove")
    told = browser.get(question).text
    assert "It is your only second step" in told
    assert "password alone" not in told
    services = provider_app.extensions["daemun"]
    (user,) = services.users.list_page()
    with services.store.batches.batch():
        services.identities.remove_all(user.id)

    refused = browser.post(question)

    assert (refused.status_code, "Last way in" in refused.text) == (409, True)
    assert question in browser.get("/account").text


def test_where_a_factor_is_demanded_nothing_is_said_of_the_password_alone(
    make_app: MakeApp, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(make_app(Daemun(clock=frozen_clock, pages=True), factors_required=True))
    register(browser)
    add_app(browser, frozen_clock)
    question = link_to(browser, "remove")

    assert "password alone" not in browser.get(question).text
    assert browser.post(question).status_code == 409


def test_the_question_needs_a_fresh_login(browser: FlaskClient, frozen_clock: FrozenClock) -> None:
    register(browser)
    add_app(browser, frozen_clock)
    question = link_to(browser, "remove")
    frozen_clock.tick(minutes=11)

    assert leads_to(browser.get(question)) == f"/login/confirm?next={question}"


def test_a_passkey_gets_the_name_that_its_owner_gives_it(browser: FlaskClient) -> None:
    register(browser)
    add_passkey(browser)
    form = link_to(browser, "name")
    assert 'value="old"' in browser.get(form).text

    assert leads_to(browser.post(form, data={"name": " 회사  노트북\n"})) == "/account?notice=passkey_named"

    assert "<strong>회사 노트북</strong>" in browser.get("/account").text
    assert browser.post("/account/passkeys/none-of-mine/name", data={"name": "x"}).status_code == 404
    assert browser.get("/account/passkeys/none-of-mine/name").status_code == 404


@pytest.mark.parametrize("name", ["", " \t\u200b", "x" * 65])
def test_a_name_that_will_not_do_is_told_at_its_field(browser: FlaskClient, name: str) -> None:
    register(browser)
    add_passkey(browser)

    refused = browser.post(link_to(browser, "name"), data={"name": name})

    assert (refused.status_code, 'id="name-error"' in refused.text) == (422, True)
    assert '<a href="#name">Name</a>' in refused.text
