"""Connected accounts on the pages, and what is asked of who comes from a provider."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel

from daemun import Daemun
from daemun.features.users.model import User
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.mails.mailbox import Mailbox
from tests.features.social_login.elsewhere import Elsewhere
from tests.pages.apps import add_app
from tests.pages.browser import MINSU, PAGE_LOAD, a_browser, go, leads_to, log_in_with_school


@pytest.fixture
def app(provider_app: Flask) -> Flask:
    return provider_app


@pytest.fixture
def minsu(app: Flask) -> User:
    """Has a password, and an address that is proven."""
    services = app.extensions["daemun"]
    user = add_user(services, password=PASSWORD)
    with services.store.batches.batch():
        services.users.prove_email(user)
    return user


def log_in(browser: FlaskClient, *, next_page: str = "/account") -> str:
    typed = {"identifier": "minsu", "password": PASSWORD, "next": next_page}
    return leads_to(browser.post("/login", data=typed))


def leave(browser: FlaskClient) -> str:
    """Ask for the connection: where the page leads."""
    page = browser.post("/account/identities/school/connect")
    assert page.status_code == 200, page.text
    address = page.headers["Refresh"].removeprefix("0; url=")
    assert f'href="{address.replace("&", "&amp;")}"' in page.text
    return address


@pytest.mark.requirement("AC-10")
def test_a_person_connects_and_disconnects_and_hears_of_both(
    app: Flask, elsewhere: Elsewhere, minsu: User, outbox: Outbox
) -> None:
    browser = a_browser(app)
    log_in(browser)
    assert "Connect 학교" in browser.get("/account").text

    back = browser.get(elsewhere.approve(leave(browser), **MINSU), headers=PAGE_LOAD)
    assert back.headers["Location"] == "/account?notice=identity_added"

    page = browser.get("/account").text
    assert "minsu@example.kr" in page
    assert "Connect 학교" not in page
    mailbox = Mailbox(app.extensions["daemun"], outbox)
    assert "was connected" in mailbox.newest().subject
    assert "An account at 학교 was connected" in mailbox.newest().text
    remove = re.search(r'action="(/account/identities/[^"]+/remove)"', page)
    assert remove is not None
    assert leads_to(browser.post(remove[1])) == "/account?notice=identity_removed"
    assert "was disconnected" in mailbox.newest().subject
    assert app.extensions["daemun"].identities.list_of(minsu.id) == []


@pytest.mark.requirement("AC-10")
def test_the_last_way_in_stays_and_a_page_says_why(app: Flask, elsewhere: Elsewhere, outbox: Outbox) -> None:
    browser = a_browser(app)
    log_in_with_school(browser, elsewhere)
    remove = re.search(r'action="(/account/identities/[^"]+/remove)"', browser.get("/account").text)
    assert remove is not None

    refused = browser.post(remove[1])

    assert (refused.status_code, 'href="/account"' in refused.text) == (409, True)
    assert remove[1] in browser.get("/account").text
    # The user was made with it: nobody is told of a connection.
    mails = Mailbox(app.extensions["daemun"], outbox).all()
    assert [mail.subject for mail in mails if "connected" in mail.subject] == []


def test_whoever_has_no_password_proves_it_at_the_provider(
    app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    services = app.extensions["daemun"]
    browser = a_browser(app)
    log_in_with_school(browser, elsewhere)
    frozen_clock.tick(minutes=11)
    asked = leads_to(browser.get("/account/delete"))
    assert 'type="password"' not in browser.get(asked).text
    button = re.search(r'class="provider[^"]*" href="([^"]+)"', browser.get(asked).text)
    assert button is not None

    address = browser.get(button[1].replace("&amp;", "&"), headers=PAGE_LOAD).headers["Location"]
    back = browser.get(elsewhere.approve(address, **MINSU), headers=PAGE_LOAD)

    assert back.headers["Location"] == "/account/delete"
    assert browser.get("/account/delete").status_code == 200
    (user,) = services.users.list_page()
    assert len(services.sessions.list_live(user.id)) == 1


def test_who_was_not_asked_again_is_asked_here(
    app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    browser = a_browser(app)
    log_in_with_school(browser, elsewhere)
    frozen_clock.tick(minutes=11)

    asked = leads_to(browser.get(go(browser, elsewhere, auth_time=1), headers=PAGE_LOAD))

    assert asked.startswith("/login/confirm?")
    assert "did not ask you again" in browser.get(asked).text
    assert "/login/confirm" in leads_to(browser.get("/account/delete"))


@pytest.mark.requirement("SE-11")
@pytest.mark.parametrize("is_known", [False, True])
def test_another_account_proves_nothing_opens_no_session_and_makes_no_user(
    app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock, is_known: bool
) -> None:
    other = {"sub": "jiwoo-1", "email": "jiwoo@example.kr"}
    if is_known:
        log_in_with_school(a_browser(app), elsewhere, **other)
    services = app.extensions["daemun"]

    def sessions() -> dict[str, int]:
        users = services.users.list_page()
        return {str(each.email): len(services.sessions.list_live(each.id)) for each in users}

    browser = a_browser(app)
    log_in_with_school(browser, elsewhere)
    before = sessions()
    frozen_clock.tick(minutes=11)

    back = browser.get(go(browser, elsewhere, **other), headers=PAGE_LOAD)

    assert (back.status_code, "not the account you are logged in with" in back.text) == (409, True)
    assert "minsu@example.kr" in browser.get("/account").text
    assert "/login/confirm" in leads_to(browser.get("/account/delete"))
    assert sessions() == before


@pytest.mark.requirement("AC-09")
def test_the_owner_of_the_address_logs_in_on_the_spot_and_connects(
    app: Flask, elsewhere: Elsewhere, minsu: User, frozen_clock: FrozenClock
) -> None:
    phone_of = a_browser(app)
    log_in(phone_of)
    phone = add_app(phone_of, frozen_clock)
    browser = a_browser(app)

    asked = leads_to(log_in_with_school(browser, elsewhere))
    shown = browser.get(asked)
    assert (shown.status_code, 'class="refusal"' in shown.text) == (200, True)
    connect = "/login/connect?next=/account/password"
    second = log_in(browser, next_page=connect)
    assert second == "/login/second-factor?next=/login/connect?next%3D/account/password"
    code = {"code": phone.at(frozen_clock.now()), "next": connect}
    assert leads_to(browser.post("/login/second-factor", data=code)) == connect

    page = browser.get(connect).text
    assert "minsu@example.kr" in page
    assert app.extensions["daemun"].identities.list_of(minsu.id) == []
    assert leads_to(browser.post("/login/connect", data={"next": "/account/password"})) == "/account/password"
    assert [each.subject for each in app.extensions["daemun"].identities.list_of(minsu.id)] == ["minsu-1"]
    assert browser.get(connect).status_code == 303


def test_somebody_else_is_offered_nothing_to_connect(app: Flask, elsewhere: Elsewhere, minsu: User) -> None:
    services = app.extensions["daemun"]
    jisoo = add_user(services, "jisoo", password=PASSWORD)
    browser = a_browser(app)
    log_in_with_school(browser, elsewhere)
    browser.post("/login", data={"identifier": "jisoo", "password": PASSWORD})

    assert leads_to(browser.get("/login/connect?next=/account")) == "/account"
    assert leads_to(browser.post("/login/connect")) == "/account"
    assert services.identities.list_of(jisoo.id) == services.identities.list_of(minsu.id) == []


class Member(BaseModel):
    name: str
    shoe_size: int


def test_what_the_provider_does_not_say_is_asked_in_a_form(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    app = make_app(
        Daemun(
            clock=frozen_clock,
            pages=True,
            profile=Member,
            providers={"school": elsewhere.settings(label="학교")},
        ),
        http_origin="https://localhost",
    )
    services = app.extensions["daemun"]
    browser = a_browser(app)

    form = leads_to(log_in_with_school(browser, elsewhere, name="김민수"))
    assert form == "/register/complete?next=/account/password"
    assert 'value="김민수"' in browser.get(form).text
    assert services.users.list_page() == []

    typed = {"profile/name": "김민수", "profile/shoe_size": "large", "next": "/account/password"}
    wrong = browser.post("/register/complete", data=typed)
    assert (wrong.status_code, 'id="profile/shoe_size-error"' in wrong.text) == (422, True)
    right = browser.post("/register/complete", data=typed | {"profile/shoe_size": "265"})
    assert leads_to(right) == "/account/password"

    (user,) = services.users.list_page()
    assert (user.email, dict(user.profile)) == ("minsu@example.kr", {"name": "김민수", "shoe_size": 265})
    again = browser.post("/register/complete", data=typed | {"profile/shoe_size": "265"})
    assert again.status_code in (303, 400)
    assert len(services.users.list_page()) == 1


def test_without_what_is_held_back_there_is_no_form(app: Flask) -> None:
    browser = a_browser(app)

    for answer in (browser.get("/register/complete"), browser.post("/register/complete")):
        assert leads_to(answer) == "/login?refused=one_time_token_refused"
