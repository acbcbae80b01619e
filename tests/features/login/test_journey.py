"""Password, code, session: over HTTP, with a real second factor, in every order of steps."""

from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from daemun.composition.services import Services
from daemun.features.audit.events import Event, UserLoggedIn
from daemun.features.users.model import User
from daemun.testing import FrozenClock
from tests.builders import PASSWORD, add_user
from tests.features.login.code_card import CodeCards, make_app, with_second_factors
from tests.storage.racing import race

CODES = [f"code-{number}" for number in range(20)]
WRONG = "no-such-code"


@pytest.fixture
def cards() -> CodeCards:
    return CodeCards()


@pytest.fixture
def app(services: Services, cards: CodeCards) -> Flask:
    return make_app(with_second_factors(services, cards), cards)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def minsu(services: Services, cards: CodeCards) -> User:
    user = add_user(services, password=PASSWORD)
    cards.enroll(user.id, CODES)
    return user


def log_in(client: FlaskClient, address: str = "192.0.2.7", **members: object) -> TestResponse:
    body = {"username": "minsu", "password": PASSWORD} | members
    return client.post("/auth/login", json=body, environ_base={"REMOTE_ADDR": address})


def begin(client: FlaskClient, address: str = "192.0.2.7", **members: object) -> str:
    answer = log_in(client, address, **members)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "second_factor_required")
    assert answer.json["factors"] == ["code_card"]
    return str(answer.json["login_attempt"])


def finish(client: FlaskClient, attempt: str, code: str, address: str = "192.0.2.7") -> TestResponse:
    body = {"login_attempt": attempt, "code": code}
    return client.post("/auth/login/code-card", json=body, environ_base={"REMOTE_ADDR": address})


def code_of(answer: TestResponse) -> str:
    return str((answer.json or {}).get("code", answer.status_code))


def bearer(answer: TestResponse) -> dict[str, str]:
    assert answer.json is not None
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def test_a_password_and_a_code_open_a_session(client: FlaskClient, services: Services, minsu: User) -> None:
    done = finish(client, begin(client), CODES[0])

    assert done.status_code == 200
    assert client.get("/vault", headers=bearer(done)).json == {"amr": ["pwd", "otp", "mfa"]}
    [session] = services.sessions.list_live(minsu.id)
    assert (session.acr, session.kinds) == ("aal2", ("knowledge", "possession"))


def test_a_step_is_neither_skipped_repeated_nor_taken_twice(
    client: FlaskClient, services: Services, minsu: User
) -> None:
    attempt = begin(client)

    # The attempt opens nothing by itself, a wrong code does not, and neither does an invented attempt.
    assert client.get("/auth/me", headers={"Authorization": f"Bearer {attempt}"}).status_code == 401
    assert code_of(client.post("/auth/refresh", json={"refresh_token": attempt})) == "session_ended"
    assert code_of(finish(client, attempt, WRONG)) == "invalid_credentials"
    assert code_of(finish(client, "A" * 43, CODES[0])) == "login_attempt_ended"
    assert services.sessions.list_live(minsu.id) == []
    # After a wrong code the same attempt goes on; once it is spent, it is over, with any code.
    assert finish(client, attempt, CODES[1]).status_code == 200
    assert code_of(finish(client, attempt, CODES[1])) == "login_attempt_ended"
    assert code_of(finish(client, attempt, CODES[2])) == "login_attempt_ended"
    # A code is good once, for another attempt too.
    assert code_of(finish(client, begin(client), CODES[1])) == "invalid_credentials"
    assert len(services.sessions.list_live(minsu.id)) == 1


def test_two_attempts_are_finished_in_any_order(client: FlaskClient, services: Services, minsu: User) -> None:
    first, second = begin(client), begin(client)

    assert finish(client, second, CODES[0]).status_code == 200
    assert finish(client, first, CODES[1]).status_code == 200
    assert len(services.sessions.list_live(minsu.id)) == 2


def test_a_code_of_one_user_finishes_no_attempt_of_another(
    client: FlaskClient, services: Services, cards: CodeCards, minsu: User
) -> None:
    jiwoo = add_user(services, "jiwoo", password=PASSWORD)
    cards.enroll(jiwoo.id, ["code-of-jiwoo"])
    hers, his = begin(client, username="jiwoo"), begin(client)

    assert code_of(finish(client, hers, CODES[0])) == "invalid_credentials"
    assert code_of(finish(client, his, "code-of-jiwoo")) == "invalid_credentials"
    assert services.sessions.list_live(minsu.id) == services.sessions.list_live(jiwoo.id) == []


def test_of_16_who_finish_one_attempt_one_logs_in(app: Flask, services: Services, minsu: User) -> None:
    attempt = begin(app.test_client())

    answers = race(16, lambda number: finish(app.test_client(), attempt, CODES[number]).status_code)

    assert answers.count(200) == 1
    assert len(services.sessions.list_live(minsu.id)) == 1


def test_of_4_who_use_one_code_one_logs_in(app: Flask, services: Services, minsu: User) -> None:
    attempts = [begin(app.test_client(), address=f"198.51.100.{number}") for number in range(4)]

    answers = race(4, lambda number: finish(app.test_client(), attempts[number], CODES[0]).status_code)

    assert answers.count(200) == 1
    assert len(services.sessions.list_live(minsu.id)) == 1


@pytest.mark.requirement("TP-05", "RC-11")
def test_a_right_password_makes_up_for_no_wrong_code(
    client: FlaskClient, frozen_clock: FrozenClock, minsu: User
) -> None:
    addresses = (f"198.51.100.{number}" for number in count())
    verified = 0
    for _ in range(12):
        begun = log_in(client, next(addresses))
        attempt = (begun.json or {}).get("login_attempt")
        if attempt is None:
            continue
        tried = [code_of(finish(client, attempt, WRONG, next(addresses))) for _ in range(4)]
        verified += tried.count("invalid_credentials")

    assert verified == 5
    frozen_clock.tick(hours=2)
    assert finish(client, begin(client), CODES[0]).status_code == 200


def test_five_codes_are_tried_in_one_login(client: FlaskClient, services: Services, minsu: User) -> None:
    attempt = begin(client)
    begun = [services.login.count_try(attempt) for _ in range(5)]

    assert [each.tries for each in begun] == [1, 2, 3, 4, 5]
    assert code_of(finish(client, attempt, CODES[0])) == "login_attempt_ended"


@pytest.mark.requirement("TP-05")
def test_a_factor_that_waits_stops_neither_the_password_nor_another_user(
    client: FlaskClient, frozen_clock: FrozenClock, services: Services, cards: CodeCards, minsu: User
) -> None:
    attempt = begin(client)
    for _ in range(5):
        finish(client, attempt, WRONG)
    jiwoo = add_user(services, "jiwoo", password=PASSWORD)
    cards.enroll(jiwoo.id, ["code-of-jiwoo"])

    assert code_of(finish(client, begin(client), CODES[0])) == "too_many_tries"
    assert finish(client, begin(client, username="jiwoo"), "code-of-jiwoo").status_code == 200
    frozen_clock.tick(minutes=15)
    assert finish(client, begin(client), CODES[0]).status_code == 200


def test_a_session_that_opens_forgives_wrong_codes(client: FlaskClient, minsu: User) -> None:
    for number in range(3):
        attempt = begin(client)
        for _ in range(4):
            assert code_of(finish(client, attempt, WRONG)) == "invalid_credentials"
        assert finish(client, attempt, CODES[number]).status_code == 200


@pytest.mark.requirement("TH-04")
def test_a_known_device_is_still_known_after_the_second_step(
    client: FlaskClient, events: list[Event], minsu: User
) -> None:
    first = finish(client, begin(client), CODES[0])
    assert first.json is not None

    finish(client, begin(client, device=first.json["device"]), CODES[1])

    known = [event.known_device for event in events if isinstance(event, UserLoggedIn)]
    assert known == [False, True]


@pytest.mark.requirement("TH-04")
def test_a_client_that_registered_is_known(client: FlaskClient, events: list[Event]) -> None:
    body = {"username": "minsu", "password": PASSWORD}
    registered = client.post("/auth/register", json=body)
    assert registered.json is not None

    assert log_in(client, device=registered.json["device"]).status_code == 200
    assert log_in(client, device="forged").status_code == 200

    known = [event.known_device for event in events if isinstance(event, UserLoggedIn)]
    assert known == [False, True, False]


@pytest.mark.requirement("PW-17")
def test_a_generated_password_is_spent_when_the_session_opens(
    client: FlaskClient, services: Services, cards: CodeCards
) -> None:
    user, password = add_user(services), services.passwords.generate()
    cards.enroll(user.id, CODES)
    until = services.passwords.generated_expires_at()
    with services.store.batches.batch():
        services.passwords.add_generated(user.id, services.passwords.hash(password), expires_at=until)

    first, second = begin(client, password=password), begin(client, password=password)

    assert finish(client, second, CODES[0]).status_code == 200
    assert finish(client, first, CODES[1]).status_code == 401
    assert code_of(log_in(client, password=password)) == "invalid_credentials"
    [session] = services.sessions.list_live(user.id)
    assert session.scope == "password_change"


@pytest.mark.requirement("MF-04")
def test_a_step_up_adds_and_takes_nothing_away(
    client: FlaskClient, frozen_clock: FrozenClock, services: Services, minsu: User
) -> None:
    tokens = finish(client, begin(client), CODES[0])
    frozen_clock.tick(minutes=9)

    again = client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=bearer(tokens))

    assert client.get("/vault", headers=bearer(again)).json == {"amr": ["pwd", "otp", "mfa"]}
    [session] = services.sessions.list_live(minsu.id)
    assert (session.acr, session.authenticated_at) == ("aal2", frozen_clock.now())


@pytest.mark.requirement("MF-04")
def test_a_code_in_a_session_makes_it_stronger(
    client: FlaskClient, services: Services, cards: CodeCards
) -> None:
    user = add_user(services, password=PASSWORD)
    tokens = log_in(client)
    cards.enroll(user.id, CODES)
    assert code_of(client.get("/vault", headers=bearer(tokens))) == "stronger_login_required"

    stronger = client.post("/auth/reauthenticate/code-card", json={"code": CODES[0]}, headers=bearer(tokens))

    assert client.get("/vault", headers=bearer(stronger)).status_code == 200
    refreshed = client.post("/auth/refresh", json={"refresh_token": (stronger.json or {})["refresh_token"]})
    assert client.get("/vault", headers=bearer(refreshed)).status_code == 200
    [session] = services.sessions.list_live(user.id)
    assert (session.amr, session.acr) == (("pwd", "otp", "mfa"), "aal2")


@pytest.mark.requirement("PW-15")
def test_a_password_that_changes_between_the_steps_ends_the_login(
    client: FlaskClient, services: Services, frozen_clock: FrozenClock, minsu: User
) -> None:
    attempt = begin(client)
    tokens = finish(client, begin(client), CODES[0])
    frozen_clock.tick(seconds=1)
    body = {"current_password": PASSWORD, "new_password": "seven-lanterns-over-the-rice"}
    changed = client.post("/auth/me/password", json=body, headers=bearer(tokens))

    assert changed.status_code == 200
    assert client.get("/vault", headers=bearer(changed)).status_code == 200
    assert finish(client, attempt, CODES[1]).status_code == 401
    assert len(services.sessions.list_live(minsu.id)) == 1


@pytest.mark.requirement("PW-19")
def test_a_password_that_others_know_is_no_new_password(
    client: FlaskClient, services: Services, minsu: User
) -> None:
    services.passwords.demand_change(minsu.id)
    tokens = finish(client, begin(client), CODES[0])
    change = {"current_password": PASSWORD, "new_password": PASSWORD}

    refused = client.post("/auth/me/password", json=change, headers=bearer(tokens))

    assert refused.json is not None
    assert code_of(refused) == "password_too_weak"
    assert [each["code"] for each in refused.json["errors"]] == ["unchanged"]
    assert code_of(client.get("/vault", headers=bearer(tokens))) == "password_change_required"


def test_who_must_have_a_second_factor_may_only_enroll_one(services: Services, cards: CodeCards) -> None:
    app = make_app(with_second_factors(services, cards, is_demanded=True), cards)
    client = app.test_client()
    user = add_user(services, password=PASSWORD)

    limited = log_in(client)

    assert code_of(client.get("/auth/me", headers=bearer(limited))) == "factor_enrolment_required"
    assert code_of(client.get("/vault", headers=bearer(limited))) == "factor_enrolment_required"
    assert client.post("/auth/logout", headers=bearer(limited)).status_code == 204
    cards.enroll(user.id, CODES)
    done = finish(client, begin(client), CODES[0])
    assert client.get("/auth/me", headers=bearer(done)).status_code == 200


def test_a_remembered_login_is_remembered_through_its_second_step(
    client: FlaskClient, services: Services, minsu: User
) -> None:
    finish(client, begin(client, remember=True), CODES[0])

    assert [session.remember for session in services.sessions.list_live(minsu.id)] == [True]
