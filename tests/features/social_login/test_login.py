"""What is kept between leaving for a provider and coming back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun import Daemun
from daemun.features.login.model import FactorRequired, LoginRequest
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.social_login.login import SocialLogin, challenge_of
from daemun.features.social_login.model import CodeGiven, Entered, Returned, Wish
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.attacks.site import hash_of
from tests.builders import HOME, PASSWORD
from tests.features.social_login.browser import change, come_back, leave, log_in_with, me
from tests.features.social_login.elsewhere import Elsewhere
from tests.features.social_login.posting import go
from tests.features.social_login.shapes import SHAPES
from tests.features.social_login.stand_in import StandIn, as_address
from tests.storage.racing import race

BACK = "https://shop.example/back"


def begin(app: Flask, elsewhere: Elsewhere, *, challenge: str | None = None) -> tuple[str, Returned]:
    social_login: SocialLogin = app.extensions["daemun"].social_login
    begun = social_login.begin("school", Wish(BACK, "/", challenge), HOME, browser=None)
    back = elsewhere.approve(begun.url, sub="1")
    code, _, state = back.partition("code=")[2].partition("&state=")
    return begun.browser, Returned(state, code)


@pytest.mark.requirement("OI-08")
@pytest.mark.requirement("RL-02")
def test_of_eight_racers_with_one_state_one_gets_in(app: Flask, elsewhere: Elsewhere) -> None:
    social_login = app.extensions["daemun"].social_login
    browser, returned = begin(app, elsewhere)

    def finish(_: int) -> bool:
        try:
            outcome = social_login.finish("school", returned, HOME, browser=browser, request=LoginRequest())
        except OneTimeTokenRefused:
            return False
        assert isinstance(outcome, Entered)
        return not isinstance(outcome.outcome, FactorRequired)

    assert sum(race(8, finish)) == 1
    assert elsewhere.requests.count("/token") == 1


@pytest.mark.requirement("RL-02")
def test_of_eight_racers_with_one_code_one_gets_in(app: Flask, elsewhere: Elsewhere) -> None:
    social_login = app.extensions["daemun"].social_login
    browser, returned = begin(app, elsewhere, challenge=challenge_of("v"))
    given = social_login.finish("school", returned, HOME, browser=browser, request=LoginRequest())
    assert isinstance(given, CodeGiven)

    def exchange(_: int) -> bool:
        try:
            social_login.log_in_by_code(given.code, "v", HOME, request=LoginRequest())
        except OneTimeTokenRefused:
            return False
        return True

    assert sum(race(8, exchange)) == 1


def test_a_browser_keeps_its_secret_over_several_tabs(app: Flask) -> None:
    social_login = app.extensions["daemun"].social_login
    first = social_login.begin("school", Wish(BACK, "/"), HOME, browser=None)

    assert social_login.begin("school", Wish(BACK, "/"), HOME, browser=first.browser).browser == first.browser
    assert social_login.begin("school", Wish(BACK, "/"), HOME, browser="short").browser != "short"


@pytest.fixture
def all_of_them(make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock) -> Flask:
    providers = {name: stand_in.settings(name) for name in SHAPES}
    return make_app(Daemun(clock=frozen_clock, providers=providers), transport_cookies=True)


def log_in_long_ago(app: Flask, stand_in: StandIn, name: str, clock: FrozenClock) -> FlaskClient:
    """As somebody who has to prove once more who they are."""
    client = app.test_client()
    go(client, stand_in, name)
    for _ in range(2):
        clock.tick(minutes=9)
        change(client, "POST", "/refresh")
    assert code_of(export(client)) == "fresh_login_required"
    return client


def give_password(app: Flask, user_id: str) -> None:
    services = app.extensions["daemun"]
    with services.store.batches.batch():
        services.passwords.add(user_id, hash_of(PASSWORD))


def export(client: FlaskClient) -> TestResponse:
    return client.get("/auth/me/export", base_url="https://shop.example")


@pytest.mark.parametrize("has_password", [False, True])
@pytest.mark.parametrize("name", SHAPES)
def test_who_has_a_password_proves_anew_with_those_who_say_that_they_asked(
    all_of_them: Flask, stand_in: StandIn, frozen_clock: FrozenClock, name: str, has_password: bool
) -> None:
    client = log_in_long_ago(all_of_them, stand_in, name, frozen_clock)
    if has_password:
        give_password(all_of_them, me(client).get_json()["id"])

    answer = go(client, stand_in, name)

    if has_password and name not in ("apple", "kakao", "line"):
        assert code_of(answer) == "proof_too_old"
        assert code_of(export(client)) == "fresh_login_required"
    else:
        assert answer.status_code == 302
        assert export(client).status_code == 200


@pytest.mark.parametrize(("name", "asked"), [("kakao", "&prompt=login"), ("line", "&max_age=0")])
def test_who_leaves_out_of_the_address_what_has_them_asked_proves_nothing(
    all_of_them: Flask, stand_in: StandIn, frozen_clock: FrozenClock, name: str, asked: str
) -> None:
    client = log_in_long_ago(all_of_them, stand_in, name, frozen_clock)
    url = leave(client, provider=name)
    assert asked in url

    answer = come_back(client, as_address(stand_in.agree(url.replace(asked, ""))))

    assert code_of(answer) == "proof_too_old"
    assert code_of(export(client)) == "fresh_login_required"


def test_any_openid_provider_is_asked_to_ask_again(
    app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    client = app.test_client()
    assert "max_age" not in leave(client)
    log_in_with(client, elsewhere)
    frozen_clock.tick(minutes=9)
    change(client, "POST", "/refresh")
    frozen_clock.tick(minutes=9)
    change(client, "POST", "/refresh")
    left = leave(client)
    assert "&prompt=login&max_age=0" in left

    for said in (None, "now", True, int(elsewhere.now()) - 3600):
        answer = log_in_with(client, elsewhere, auth_time=said)
        assert code_of(answer) == "proof_too_old"
        assert code_of(export(client)) == "fresh_login_required"
    assert log_in_with(client, elsewhere).status_code == 302
    assert export(client).status_code == 200
