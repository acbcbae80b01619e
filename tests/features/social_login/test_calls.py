"""A provider that is down, slow, broken or something else altogether."""

import pytest
from flask import Flask

from daemun.features.audit.provider_events import ProviderFailed
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.features.social_login.browser import MINSU, come_back, leave, log_in_with, me
from tests.features.social_login.elsewhere import Answer, Elsewhere, json_answer

HTML = Answer(200, b"<html><body>We are <b>down</b></body></html>", {"Content-Type": "text/html"})
FAULTS = {
    "an error": Answer(500, b"oops"),
    "an error as JSON": json_answer({"error": "server_error"}, status=503),
    "a page": HTML,
    "a page with an error": Answer(400, HTML.body),
    "nothing": Answer(200),
    "half of it": Answer(200, b'{"issuer": "http'),
    "a list": Answer(200, b"[]"),
    "too much": Answer(200, b'{"a": "' + b"x" * 300_000 + b'"}'),
    "too deep": Answer(200, b'{"a":' * 2000 + b"1" + b"}" * 2000),
    "twice the same": Answer(200, b'{"issuer": "a", "issuer": "b"}'),
    "no UTF-8": Answer(200, b'{"a": "\xff"}'),
    "a redirect": Answer(302, b"", {"Location": "http://169.254.169.254/latest/meta-data"}),
}


@pytest.mark.requirement("NT-01")
@pytest.mark.parametrize("path", ["/discovery", "/token", "/keys", "/userinfo"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_provider_is_told_and_nobody_is_made(
    app: Flask, elsewhere: Elsewhere, path: str, fault: str
) -> None:
    elsewhere.answers[path] = FAULTS[fault]
    client = app.test_client()

    if path == "/discovery":
        answer = client.get("/auth/login/with/school", base_url="https://shop.example")
    else:
        # Without an address in the ID token, it is asked for.
        back = elsewhere.approve(leave(client), sub="minsu-1")
        answer = come_back(client, back)

    assert (answer.status_code, code_of(answer)) == (503, "provider_unavailable")
    assert answer.headers["Retry-After"] == "10"
    services = app.extensions["daemun"]
    assert services.users.list_page() == []
    failed = [each for each in services.store.audit.list_page() if each.name == ProviderFailed.name]
    assert [each.details["provider"] for each in failed] == ["school"]
    assert code_of(me(client)) == "token_missing"


def test_after_three_failures_it_is_left_alone_for_ten_seconds(
    app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    client = app.test_client()
    elsewhere.answers["/discovery"] = Answer(500)
    for _ in range(5):
        assert client.get("/auth/login/with/school").status_code == 503
    assert len(elsewhere.requests) == 3

    del elsewhere.answers["/discovery"]
    assert client.get("/auth/login/with/school").status_code == 503
    frozen_clock.tick(seconds=10)
    assert log_in_with(client, elsewhere).status_code == 302


def test_what_it_published_serves_while_it_is_down(
    app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    client = app.test_client()
    log_in_with(client, elsewhere)
    frozen_clock.tick(hours=2)
    elsewhere.answers = {"/discovery": HTML, "/keys": HTML}

    assert log_in_with(client, elsewhere).status_code == 302


def test_the_code_works_no_more_after_a_failure_and_a_new_login_does(
    app: Flask, elsewhere: Elsewhere
) -> None:
    client = app.test_client()
    elsewhere.answers["/token"] = HTML
    back = elsewhere.approve(leave(client), **MINSU)
    assert code_of(come_back(client, back)) == "provider_unavailable"
    elsewhere.answers.clear()

    assert code_of(come_back(client, back)) == "one_time_token_refused"
    assert log_in_with(client, elsewhere).status_code == 302
