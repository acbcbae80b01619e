"""What is sent to a provider, and what its answers about a person may be."""

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.features.social_login.browser import come_back, leave, log_in_with, me
from tests.features.social_login.elsewhere import Answer, Elsewhere, json_answer


def test_an_address_outside_the_id_token_is_asked_for(app: Flask, elsewhere: Elsewhere) -> None:
    elsewhere.userinfo = {"sub": "minsu-1", "email": "minsu@example.kr", "email_verified": True}
    client = app.test_client()

    come_back(client, elsewhere.approve(leave(client), sub="minsu-1"))

    assert me(client).get_json()["email"] == "minsu@example.kr"


@pytest.mark.parametrize("subject", ["another", None, 17])
def test_what_is_said_of_another_person_is_refused(app: Flask, elsewhere: Elsewhere, subject: object) -> None:
    elsewhere.userinfo = {"sub": subject, "email": "minsu@example.kr", "email_verified": True}
    client = app.test_client()

    answer = come_back(client, elsewhere.approve(leave(client), sub="minsu-1"))

    assert code_of(answer) == "provider_refused"
    assert app.extensions["daemun"].users.list_page() == []


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (json_answer({"error": "invalid_grant"}, status=400), 403, "provider_refused"),
        (json_answer({"error": "bad_verification_code"}), 403, "provider_refused"),
        (json_answer({}), 403, "provider_refused"),
        (json_answer({"id_token": None, "access_token": "a\r\nb"}), 403, "provider_refused"),
        (json_answer({"error": "invalid_client"}, status=401), 503, "provider_unavailable"),
        (json_answer({"error": ["x"]}, status=400), 403, "provider_refused"),
    ],
)
def test_what_the_token_endpoint_refuses(
    app: Flask, elsewhere: Elsewhere, answer: Answer, status: int, code: str
) -> None:
    elsewhere.answers["/token"] = answer

    refused = log_in_with(app.test_client(), elsewhere)

    assert (refused.status_code, code_of(refused)) == (status, code)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("error=access_denied", 403, "provider_refused"),
        ("error=<script>alert(1)</script>", 403, "provider_refused"),
        ("error=temporarily_unavailable", 503, "provider_unavailable"),
        ("error=access_denied&code=stolen", 403, "provider_refused"),
        ("code=", 403, "provider_refused"),
        ("code=invented", 403, "provider_refused"),
        (f"code={'x' * 5000}", 403, "provider_refused"),
        ("", 403, "provider_refused"),
    ],
)
def test_whoever_comes_back_without_a_code_is_told_so_and_may_try_again(
    app: Flask, elsewhere: Elsewhere, query: str, status: int, code: str
) -> None:
    client = app.test_client()
    back = elsewhere.approve(leave(client), sub="1")
    address, _, rest = back.partition("?")
    state = rest.partition("state=")[2]

    answer = come_back(client, f"{address}?state={state}&{query}&error_description=<b>markup</b>")

    assert (answer.status_code, code_of(answer)) == (status, code)
    assert "<" not in answer.get_data(as_text=True)
    assert log_in_with(client, elsewhere).status_code == 302


@pytest.mark.requirement("OI-08")
def test_a_code_of_another_login_is_of_no_use(app: Flask, elsewhere: Elsewhere) -> None:
    attacker, victim = app.test_client(), app.test_client()
    stolen = elsewhere.approve(leave(attacker), sub="attacker").partition("code=")[2].partition("&")[0]
    back = elsewhere.approve(leave(victim), sub="victim")
    own = back.partition("code=")[2].partition("&")[0]

    answer = come_back(victim, back.replace(own, stolen))

    assert code_of(answer) == "provider_refused"


@pytest.mark.requirement("OI-08")
def test_two_providers_cannot_be_mixed_up(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    with Elsewhere(now=elsewhere.now) as evil:
        providers = {"school": elsewhere.settings(), "evil": evil.settings()}
        app = make_app(Daemun(clock=frozen_clock, providers=providers), transport_cookies=True)
        client = app.test_client()
        back = elsewhere.approve(leave(client), sub="1")

        answer = come_back(client, back.replace("/with/school/", "/with/evil/"))

        assert code_of(answer) == "one_time_token_refused"
        assert evil.requests == []


def test_the_secret_may_go_into_the_body(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    forms: list[dict[str, str]] = []

    def take(form: dict[str, str], _authorization: str) -> Answer:
        forms.append(form)
        return json_answer({"error": "invalid_grant"}, status=400)

    elsewhere.give_tokens = take  # type: ignore[method-assign,assignment]
    app = make_app(
        Daemun(clock=frozen_clock, providers={"school": elsewhere.settings(client_auth="post")}),
        transport_cookies=True,
    )

    log_in_with(app.test_client(), elsewhere)

    assert forms[0]["client_secret"] == elsewhere.settings()["client_secret"]
