"""What is kept between leaving for a provider and coming back."""

import pytest
from flask import Flask

from daemun.features.login.model import FactorRequired, LoginRequest
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.social_login.login import SocialLogin, challenge_of
from daemun.features.social_login.model import CodeGiven, Entered, Returned, Wish
from tests.builders import HOME
from tests.features.social_login.elsewhere import Elsewhere
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
