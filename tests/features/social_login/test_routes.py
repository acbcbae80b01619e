"""Logging in with a provider, over HTTP, against one that is as strict as the standards."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.features.social_login.login import challenge_of
from daemun.randomness import base64url
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.social_login.browser import MINSU, change, come_back, failures, leave, log_in_with, me
from tests.features.social_login.elsewhere import Elsewhere
from tests.features.totp.app import AuthenticatorApp


def test_a_person_logs_in_and_is_known_the_next_time(client: FlaskClient, elsewhere: Elsewhere) -> None:
    first = log_in_with(client, elsewhere, "?next=/books%3Fpage=2")

    assert (first.status_code, first.headers["Location"]) == (302, "/books?page=2")
    known = me(client).get_json()
    assert (known["email"], known["email_verified"]) == ("minsu@example.kr", True)

    again = client.application.test_client()
    log_in_with(again, elsewhere)
    assert me(again).get_json()["id"] == known["id"]


def test_a_person_without_an_address_gets_in(client: FlaskClient, elsewhere: Elsewhere) -> None:
    log_in_with(client, elsewhere, email=None, email_verified=None)

    assert me(client).get_json()["email"] is None


def test_the_providers_are_listed_for_buttons(client: FlaskClient) -> None:
    answer = client.get("/auth/providers").get_json()

    assert answer == {
        "providers": [{"name": "school", "label": "학교", "login_path": "/auth/login/with/school"}]
    }


def test_a_provider_that_nobody_set_up_is_not_found(client: FlaskClient) -> None:
    assert code_of(client.get("/auth/login/with/other")) == "not_found"
    assert code_of(client.get("/auth/login/with/other/callback")) == "not_found"


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/\\evil.example", "x"])
def test_next_leads_to_no_other_host(client: FlaskClient, elsewhere: Elsewhere, page: str) -> None:
    answer = log_in_with(client, elsewhere, f"?next={page}")

    assert answer.headers["Location"] == "/"


@pytest.mark.requirement("OI-10")
def test_what_one_browser_began_another_does_not_finish(app: Flask, elsewhere: Elsewhere) -> None:
    begun, other = app.test_client(), app.test_client()
    leave(other)
    back = elsewhere.approve(leave(begun), **MINSU)

    assert code_of(come_back(other, back)) == "one_time_token_refused"
    assert code_of(come_back(app.test_client(), back)) == "one_time_token_refused"
    assert code_of(me(other)) == "token_missing"

    assert come_back(begun, back).status_code == 302


@pytest.mark.requirement("OI-08")
def test_a_state_is_good_once_and_for_ten_minutes(
    client: FlaskClient, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    back = elsewhere.approve(leave(client), **MINSU)
    assert come_back(client, back).status_code == 302
    assert code_of(come_back(client, back)) == "one_time_token_refused"

    back = elsewhere.approve(leave(client), **MINSU)
    frozen_clock.tick(minutes=10)
    assert code_of(come_back(client, back)) == "one_time_token_refused"


def test_two_tabs_of_one_browser_both_come_back(client: FlaskClient, elsewhere: Elsewhere) -> None:
    first, second = leave(client), leave(client)

    assert come_back(client, elsewhere.approve(second, **MINSU)).status_code == 302
    assert come_back(client, elsewhere.approve(first, **MINSU)).status_code == 302


def test_a_second_factor_is_still_asked(app: Flask, elsewhere: Elsewhere) -> None:
    client = app.test_client()
    log_in_with(client, elsewhere)
    begun = change(client, "POST", "/me/totp").get_json()
    phone = AuthenticatorApp(begun["secret"], app.extensions["daemun"].web.clock)
    confirmed = change(client, "POST", "/me/totp/confirm", id=begun["id"], code=phone.code())
    assert confirmed.status_code == 200, confirmed.text

    answer = log_in_with(app.test_client(), elsewhere)

    assert code_of(answer) == "second_factor_required"
    assert "totp" in answer.get_json()["factors"]


def test_without_cookies_the_browser_comes_back_with_a_code(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    client = make_app(
        Daemun(clock=frozen_clock, providers={"school": elsewhere.settings()}),
        http_origins="https://app.example",
    ).test_client()
    assert code_of(client.get("/auth/login/with/school")) == "validation_failed"
    assert code_of(client.get("/auth/login/with/other")) == "not_found"
    verifier = base64url(b"v" * 32)
    query = f"?next=https://app.example/in&code_challenge={challenge_of(verifier)}"
    answer = log_in_with(client, elsewhere, query)

    page, _, fragment = answer.headers["Location"].partition("#")
    assert page == "https://app.example/in"
    code = fragment.removeprefix("login=")
    stranger = {"code": code, "verifier": base64url(b"w" * 32)}
    assert code_of(client.post("/auth/login/with/code", json=stranger)) == "one_time_token_refused"
    right = {"code": code, "verifier": verifier}
    tokens = client.post("/auth/login/with/code", json=right)
    assert tokens.status_code == 200, tokens.text
    assert code_of(client.post("/auth/login/with/code", json=right)) == "one_time_token_refused"
    headers = {"Authorization": f"Bearer {tokens.get_json()['access_token']}"}
    assert client.get("/auth/me", headers=headers).get_json()["email"] == "minsu@example.kr"


@pytest.mark.requirement("AC-09")
def test_an_account_with_the_address_is_connected_by_its_owner_alone(
    app: Flask, elsewhere: Elsewhere
) -> None:
    minsu = add_user(app.extensions["daemun"], password=PASSWORD)
    client = app.test_client()

    answer = log_in_with(client, elsewhere)
    assert code_of(answer) == "account_exists"
    assert code_of(me(client)) == "token_missing"

    change(client, "POST", "/login", username="minsu", password=PASSWORD)
    connected = change(client, "POST", "/me/identities/school?next=/books")
    assert connected.get_json() == {"redirect_to": "/books"}

    again = app.test_client()
    log_in_with(again, elsewhere)
    assert me(again).get_json()["id"] == minsu.id


def test_somebody_else_who_logs_in_there_connects_nothing(app: Flask, elsewhere: Elsewhere) -> None:
    add_user(app.extensions["daemun"], password=PASSWORD)
    add_user(app.extensions["daemun"], "jisoo", password=PASSWORD)
    client = app.test_client()
    log_in_with(client, elsewhere)
    change(client, "POST", "/login", username="jisoo", password=PASSWORD)

    answer = change(client, "POST", "/me/identities/school").get_json()

    assert answer["redirect_to"].startswith(elsewhere.issuer)
    assert client.get("/auth/me/identities", base_url="https://shop.example").get_json() == {"identities": []}


@pytest.mark.requirement("OI-08")
def test_beginning_is_counted_before_anything_is_kept(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    client = make_app(
        Daemun(clock=frozen_clock, providers={"school": elsewhere.settings()}),
        transport_cookies=True,
        lockout_provider_logins_per_hour=3,
    ).test_client()
    back = elsewhere.approve(leave(client), **MINSU)
    leave(client)
    # What comes back with nothing that is known counts, too; a right one does not.
    assert code_of(come_back(client, "/auth/login/with/school/callback?state=x")) == "one_time_token_refused"

    assert code_of(client.get("/auth/login/with/school")) == "too_many_tries"
    assert code_of(come_back(client, "/auth/login/with/school/callback?state=x")) == "too_many_tries"
    assert come_back(client, back).status_code == 302
    frozen_clock.tick(minutes=61)
    leave(client)


def test_a_state_that_is_not_known_leaves_an_event(client: FlaskClient) -> None:
    come_back(client, "/auth/login/with/school/callback?state=x&code=y")
    come_back(client, "/auth/login/with/school/callback?error=access_denied")

    assert set(failures(client.application)) == {"state_refused", "access_denied"}
