import pytest
from flask import Flask, Response

from daemun.http.kept_secrets import (
    ATTEMPT,
    COMPLETE,
    CONNECT,
    LAST_PROVIDER,
    LOGIN_CODE,
    LOGIN_WITH,
    REGISTRATION,
    RESET_FOR,
    TRUSTED_DEVICE,
    WANTED_PAGE,
    KeptSecret,
)
from daemun.problem import Problem
from tests.applications import MakeApp

ALL = (
    *(REGISTRATION, ATTEMPT, LOGIN_CODE, TRUSTED_DEVICE, LOGIN_WITH),
    *(CONNECT, COMPLETE, LAST_PROVIDER, RESET_FOR.cookie, WANTED_PAGE.cookie),
)


def name_of(app: Flask, kept: KeptSecret) -> str:
    with app.test_request_context():
        return kept.put(Response(), "a-secret", max_age=60).headers["Set-Cookie"].partition("=")[0]


@pytest.mark.requirement("CK-01", "CK-03")
@pytest.mark.parametrize("kept", ALL, ids=lambda kept: kept.purpose)
def test_no_script_and_no_other_host_reads_a_kept_secret(make_app: MakeApp, kept: KeptSecret) -> None:
    with make_app().test_request_context():
        response = kept.put(Response(), "a-secret", max_age=60)

    pair, *attributes = response.headers["Set-Cookie"].split("; ")
    assert pair.startswith("__Host-daemun-")
    assert pair.endswith("=a-secret")
    assert {"HttpOnly", "Secure", "Path=/", "Max-Age=60", f"SameSite={kept.same_site}"} <= set(attributes)


def test_what_was_kept_comes_back_until_it_is_cleared(make_app: MakeApp) -> None:
    app = make_app()
    with app.test_request_context(headers={"Cookie": f"{name_of(app, ATTEMPT)}=a-secret"}):
        assert ATTEMPT.read() == "a-secret"
        assert REGISTRATION.read() is None
        assert "Max-Age=0" in ATTEMPT.clear(Response()).headers["Set-Cookie"]


@pytest.mark.parametrize("text", ["민수; Max-Age=0", "/notes?q=a%20b", "minsu@example.kr"])
def test_a_text_comes_back_as_it_was(make_app: MakeApp, text: str) -> None:
    app = make_app()
    with app.test_request_context():
        cookie = RESET_FOR.put(Response(), text, max_age=60).headers["Set-Cookie"].partition(";")[0]

    with app.test_request_context(headers={"Cookie": cookie}):
        assert RESET_FOR.read() == text
        assert WANTED_PAGE.read() == ""


def test_a_text_that_is_too_long_for_a_cookie_is_not_kept(make_app: MakeApp) -> None:
    with make_app().test_request_context():
        kept = RESET_FOR.put(Response(), "가" * 114, max_age=60)

    assert kept.headers["Set-Cookie"].partition(";")[0].endswith("=")


def test_two_of_one_name_are_refused_because_one_is_somebody_elses(make_app: MakeApp) -> None:
    app = make_app()
    name = name_of(app, ATTEMPT)
    with (
        app.test_request_context(headers={"Cookie": f"{name}=mine; {name}=theirs"}),
        pytest.raises(Problem) as refused,
    ):
        ATTEMPT.read()

    assert refused.value.code == "token_ambiguous"


def test_each_secret_has_a_name_of_its_own(make_app: MakeApp) -> None:
    app = make_app()

    assert len({name_of(app, kept) for kept in ALL}) == len(ALL)
