"""Recovery codes over HTTP: from the first second factor to the last code."""

import pytest
from flask import Flask

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock, LogInAs
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.factors.people import add_app, as_bearer, attempt_of, begin_login, factors_of
from tests.features.mails.mailbox import Mailbox


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    app = make_app(Daemun(clock=frozen_clock, mailer=outbox), mail_sender="책방 <login@shop.example>")
    add_user(app.extensions["daemun"], password=PASSWORD)
    return app


@pytest.fixture
def mailbox(app: Flask, outbox: Outbox) -> Mailbox:
    return Mailbox(app.extensions["daemun"], outbox)


@pytest.fixture
def codes(app: Flask, frozen_clock: FrozenClock) -> list[str]:
    _, _, confirmed = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    made: list[str] = confirmed["recovery_codes"]
    return made


@pytest.mark.requirement("RV-02")
def test_ten_codes_come_with_the_first_second_factor_and_never_again(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    _, person, first = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    _, person, second = add_app(app, person, frozen_clock)

    assert len(first["recovery_codes"]) == 10
    assert "recovery_codes" not in second
    listing = person.get("/auth/me/factors")
    assert listing.get_json()["recovery_codes"] == 10
    seen = listing.text + person.get("/auth/me/export").text
    assert not any(code in seen or code.replace("-", "")[4:] in seen for code in first["recovery_codes"])


@pytest.mark.requirement("RV-01")
@pytest.mark.requirement("RV-02")
def test_a_code_finishes_one_login_and_its_owner_hears_of_it(
    app: Flask, codes: list[str], mailbox: Mailbox, frozen_clock: FrozenClock
) -> None:
    client = app.test_client()
    body = {"login_attempt": attempt_of(app), "code": codes[0].lower().replace("-", " ")}

    done = client.post("/auth/login/recovery-code", json=body)

    assert done.get_json()["recovery_codes_left"] == 9
    (session, *_) = as_bearer(app, done).get("/auth/sessions").get_json()["sessions"]
    assert session["amr"] == ["pwd", "otp", "mfa"]
    assert mailbox.newest().subject == "A recovery code was used on 책방"
    assert "Codes left: 9\n\n  Time:" in mailbox.newest().text
    assert "create new ones" not in mailbox.newest().text
    again = client.post(
        "/auth/login/recovery-code", json={"login_attempt": attempt_of(app), "code": codes[0]}
    )
    assert (again.status_code, code_of(again)) == (401, "invalid_code")


def test_the_mail_asks_for_new_ones_when_two_are_left(app: Flask, codes: list[str], mailbox: Mailbox) -> None:
    for code in codes[:8]:
        body = {"login_attempt": attempt_of(app), "code": code}
        assert app.test_client().post("/auth/login/recovery-code", json=body).status_code == 200

    assert "Codes left: 2\n\nPlease create new ones" in mailbox.newest().text
    assert "that works.\n\n  Time:" in mailbox.newest().text


@pytest.mark.requirement("RV-01")
def test_a_new_set_voids_the_old_one_and_is_told(app: Flask, codes: list[str], mailbox: Mailbox) -> None:
    body = {"login_attempt": attempt_of(app), "code": codes[0]}
    person = as_bearer(app, app.test_client().post("/auth/login/recovery-code", json=body))

    answer = person.post("/auth/me/recovery-codes")

    assert answer.headers["Cache-Control"] == "no-store"
    new = answer.get_json()["recovery_codes"]
    assert len(set(new) - set(codes)) == 10
    assert mailbox.newest().subject == "New recovery codes for your account on 책방"
    body = {"login_attempt": attempt_of(app), "code": codes[1]}
    assert code_of(app.test_client().post("/auth/login/recovery-code", json=body)) == "invalid_code"
    body |= {"code": new[0]}
    assert app.test_client().post("/auth/login/recovery-code", json=body).status_code == 200


@pytest.mark.requirement("RV-02")
def test_who_only_knows_the_password_or_came_long_ago_gets_no_codes(
    app: Flask, codes: list[str], log_in_as: LogInAs, frozen_clock: FrozenClock
) -> None:
    user = app.extensions["daemun"].users.find_by_username("minsu")
    only_password, proven = log_in_as(user), log_in_as(user, amr=("pwd", "otp"))

    assert code_of(only_password.post("/auth/me/recovery-codes")) == "stronger_login_required"
    frozen_clock.tick(minutes=9, seconds=59)
    assert proven.post("/auth/me/recovery-codes").status_code == 200
    frozen_clock.tick(seconds=1)
    refused = proven.post("/auth/me/recovery-codes")
    assert code_of(refused) in ("fresh_login_required", "token_expired")


def test_without_a_second_factor_there_are_no_codes(app: Flask) -> None:
    person = as_bearer(app, begin_login(app))

    refused = person.post("/auth/me/recovery-codes")

    assert (refused.status_code, code_of(refused)) == (409, "factor_required")


def test_with_the_last_factor_the_codes_go(app: Flask, codes: list[str]) -> None:
    body = {"login_attempt": attempt_of(app), "code": codes[0]}
    person = as_bearer(app, app.test_client().post("/auth/login/recovery-code", json=body))

    assert person.delete(f"/auth/me/totp/{factors_of(person)[0]['id']}").status_code == 204

    assert person.get("/auth/me/factors").get_json()["recovery_codes"] == 0
    assert begin_login(app).status_code == 200


@pytest.mark.requirement("TP-05")
def test_guessing_stops_the_codes_and_not_the_app(app: Flask, frozen_clock: FrozenClock) -> None:
    phone, _, confirmed = add_app(app, as_bearer(app, begin_login(app)), frozen_clock)
    client = app.test_client()
    body = {"login_attempt": attempt_of(app)}
    guess = "A" * 20
    for _ in range(4):
        assert (
            code_of(client.post("/auth/login/recovery-code", json={**body, "code": guess})) == "invalid_code"
        )
    body = {"login_attempt": attempt_of(app)}
    client.post("/auth/login/recovery-code", json={**body, "code": guess})

    stopped = client.post("/auth/login/recovery-code", json={**body, "code": confirmed["recovery_codes"][0]})

    assert (stopped.status_code, code_of(stopped)) == (429, "too_many_tries")
    assert client.post("/auth/login/totp", json={**body, "code": phone.code()}).status_code == 200
