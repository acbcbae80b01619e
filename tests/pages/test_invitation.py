"""Who was invited chooses name and password, or comes in with an account elsewhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.features.social_login.elsewhere import Answer, Elsewhere
from tests.pages.browser import PAGE_LOAD, a_browser, leads_to, link_in


class Named(BaseModel):
    name: str


@pytest.fixture
def link(mailing_app: Flask, outbox: Outbox) -> str:
    with mailing_app.app_context():
        mailing_app.extensions["daemun"].invitations.create("minsu@example.kr", roles=["editor"])
    (mail,) = outbox.wait_for()
    return link_in(mail.text)


def test_an_invited_person_is_in_with_a_name_of_their_own(mailing_app: Flask, link: str) -> None:
    browser = a_browser(mailing_app)
    token = link.partition("token=")[2]
    assert link.startswith("/invitation?token=")
    assert f'value="{token}"' in browser.get(link, follow_redirects=True).text

    weak = browser.post("/invitation", data={"token": token, "username": "minsu", "password": "short"})
    assert (weak.status_code, 'id="password-error"' in weak.text) == (422, True)
    assert f'value="{token}"' in weak.text
    accepted = browser.post("/invitation", data={"token": token, "username": "minsu", "password": PASSWORD})

    assert leads_to(accepted) == "/account"
    assert "minsu@example.kr" in browser.get("/account").text


def test_an_invitation_that_is_over_says_so_and_shows_no_form(mailing_app: Flask) -> None:
    browser = a_browser(mailing_app)

    answer = browser.post("/invitation", data={"token": "x" * 43, "username": "minsu", "password": PASSWORD})

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'name="password"' not in answer.text
    assert 'name="password"' not in browser.get("/invitation").text


@pytest.mark.parametrize("end", ["used", "withdrawn", "expired", "replaced"])
def test_a_link_that_is_over_says_so_at_once(
    mailing_app: Flask, link: str, end: str, frozen_clock: FrozenClock
) -> None:
    invitations = mailing_app.extensions["daemun"].invitations
    browser = a_browser(mailing_app)
    with mailing_app.app_context():
        match end:
            case "used":
                accept(a_browser(mailing_app), link)
            case "withdrawn":
                invitations.withdraw("minsu@example.kr")
            case "replaced":
                invitations.create("minsu@example.kr")
            case "expired":
                frozen_clock.tick(days=7)

    shown = browser.get(leads_to(browser.get(link)))

    assert (shown.status_code, 'role="alert"' in shown.text) == (400, True)
    assert 'name="password"' not in shown.text
    assert "minsu@example.kr" not in shown.text


def test_looking_at_it_spends_nothing_and_who_has_used_it_is_led_on(mailing_app: Flask, link: str) -> None:
    browser = a_browser(mailing_app)
    page = leads_to(browser.get(f"{link}&next=/account/password"))
    for _ in range(60):
        browser.head(page)
        assert 'value="minsu@example.kr" readonly' in browser.get(page).text

    assert leads_to(accept(browser, link)) == "/account"

    assert leads_to(browser.get(link, follow_redirects=False)).startswith("/invitation")
    assert leads_to(browser.get(page)) == "/account/password"


def accept(browser: FlaskClient, link: str) -> TestResponse:
    fields = {"token": link.partition("token=")[2], "username": "minsu", "password": PASSWORD}
    return browser.post("/invitation", data=fields)


class TestWithAProvider:
    """Who is invited comes in with an account elsewhere, whatever address it has."""

    @pytest.fixture
    def app(
        self, make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock, outbox: Outbox
    ) -> Flask:
        return make_app(
            Daemun(clock=frozen_clock, pages=True, mailer=outbox, providers={"school": elsewhere.settings()}),
            http_origin="https://localhost",
            registration_enabled=False,
        )

    @pytest.fixture
    def token(self, app: Flask, outbox: Outbox) -> str:
        with app.app_context():
            app.extensions["daemun"].invitations.create("minsu@example.kr", roles=["editor"])
        (mail,) = outbox.wait_for()
        return link_in(mail.text).partition("token=")[2]

    def test_they_have_the_address_and_the_roles_of_the_invitation(
        self, app: Flask, elsewhere: Elsewhere, token: str
    ) -> None:
        browser = a_browser(app)
        page = browser.get(f"/invitation?token={token}", follow_redirects=True).text
        assert 'name="provider" value="school"' in page

        back = go_invited(browser, elsewhere, token, sub="minsu-1", email="other@school.example")
        entered = browser.get(back, headers=PAGE_LOAD)

        assert entered.headers["Location"] == "/account"
        services = app.extensions["daemun"]
        (user,) = services.users.list_page()
        assert (user.email, user.email_verified_at is not None) == ("minsu@example.kr", True)
        assert services.roles.list_roles(user.id) == ("editor",)
        assert services.invitations.list() == []
        assert leads_to(browser.get("/invitation")) == "/account"

    def test_who_says_no_there_comes_back_to_the_invitation(
        self, app: Flask, elsewhere: Elsewhere, token: str
    ) -> None:
        browser = a_browser(app)
        browser.get(f"/invitation?token={token}")
        back = go_invited(browser, elsewhere, token, sub="minsu-1").replace(
            "code=", "error=access_denied&was="
        )

        page = leads_to(browser.get(back, headers=PAGE_LOAD))

        assert page == "/invitation?refused=provider_refused&next=/account"
        shown = browser.get(page).text
        assert ('role="alert"' in shown, 'name="password"' in shown) == (True, True)

    def test_one_that_is_over_meanwhile_lets_nobody_in(
        self, app: Flask, elsewhere: Elsewhere, token: str
    ) -> None:
        browser = a_browser(app)
        back = go_invited(browser, elsewhere, token, sub="minsu-1")
        app.extensions["daemun"].invitations.withdraw("minsu@example.kr")

        page = leads_to(browser.get(back, headers=PAGE_LOAD))

        assert page == "/invitation?refused=one_time_token_refused&next=/account"
        assert app.extensions["daemun"].users.list_page() == []
        gone = browser.post("/invitation/with", data={"token": token, "provider": "school"})
        assert (gone.status_code, 'role="alert"' in gone.text) == (400, True)

    def test_what_the_application_asks_besides_is_asked(
        self, make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock, outbox: Outbox
    ) -> None:
        auth = Daemun(
            clock=frozen_clock,
            pages=True,
            mailer=outbox,
            profile=Named,
            providers={"school": elsewhere.settings()},
        )
        app = make_app(auth, http_origin="https://localhost", registration_enabled=False)
        with app.app_context():
            app.extensions["daemun"].invitations.create("minsu@example.kr")
        token = link_in(outbox.wait_for()[0].text).partition("token=")[2]
        browser = a_browser(app)

        page = leads_to(browser.get(go_invited(browser, elsewhere, token, sub="minsu-1"), headers=PAGE_LOAD))
        assert page == "/register/complete?next=/account"
        done = browser.post(page, data={"profile/name": "김민수"})

        assert leads_to(done) == "/account"
        assert "minsu@example.kr" in browser.get("/account").text

    def test_another_site_sends_nobody_off_with_it(self, app: Flask, token: str) -> None:
        browser = a_browser(app)
        sent = {"token": token, "provider": "school"}

        refused = browser.post("/invitation/with", data=sent, headers={"Sec-Fetch-Site": "cross-site"})

        assert refused.status_code == 403

    def test_a_provider_that_is_down_leaves_the_invitation(
        self, app: Flask, elsewhere: Elsewhere, token: str
    ) -> None:
        elsewhere.answers["/discovery"] = Answer(500)
        browser = a_browser(app)
        browser.get(f"/invitation?token={token}")

        page = leads_to(browser.post("/invitation/with", data={"token": token, "provider": "school"}))

        assert page == "/invitation?refused=provider_unavailable"
        assert 'name="password"' in browser.get(page).text


def go_invited(browser: FlaskClient, elsewhere: Elsewhere, token: str, **claims: object) -> str:
    """Press the button on the page of the invitation, agree there: where the browser comes back to."""
    page = browser.post("/invitation/with", data={"token": token, "provider": "school"})
    assert page.status_code == 200, page.text
    return elsewhere.approve(page.headers["Refresh"].partition("url=")[2], **claims)
