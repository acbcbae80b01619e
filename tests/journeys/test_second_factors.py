"""Second factors over HTTP, against four workers of the real server, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from daemun.clock import SystemClock
from tests.features.totp.app import AuthenticatorApp
from tests.journeys.people import PASSWORD, Person
from tests.server_process import Answer, ServerProcess

RACERS = 24


@dataclass
class Protected:
    """Somebody with an authenticator app. The code of now was taken, that of the next step was not."""

    person: Person
    phone: AuthenticatorApp
    recovery_codes: list[str]

    @classmethod
    def register(cls, server: ServerProcess, name: str) -> "Protected":
        person = Person.register(server, name)
        begun = person.post("/auth/me/totp", {"name": "my phone"}).body
        phone = AuthenticatorApp(begun["secret"], SystemClock())
        confirmed = person.post("/auth/me/totp/confirm", {"id": begun["id"], "code": phone.code()})
        assert confirmed.status == 200, confirmed
        return cls(person.holding(confirmed), phone, confirmed.body["recovery_codes"])

    def attempt(self) -> str:
        asked = self.person.server.post("/auth/login", {"username": self.person.name, "password": PASSWORD})
        assert asked.code == "second_factor_required", asked
        return str(asked.body["login_attempt"])

    def finish(self, way: str, attempt: str, code: str) -> Answer:
        body = {"login_attempt": attempt, "code": code}
        return self.person.server.post(f"/auth/login/{way}", body)


@pytest.mark.parametrize("way", ["totp", "recovery-code"])
def test_a_person_logs_in_with_two_factors_and_lives_on(server: ServerProcess, name: str, way: str) -> None:
    mina = Protected.register(server, f"{name}{len(way)}")
    code = mina.phone.code(steps_ahead=1) if way == "totp" else mina.recovery_codes[0]

    done = mina.finish(way, mina.attempt(), code)

    there = mina.person.holding(done)
    assert there.get("/protected").status == 200
    (session,) = [each for each in there.get("/auth/sessions").body["sessions"] if each["current"]]
    assert session["amr"] == ["pwd", "otp", "mfa"]
    assert there.refresh().status == 200
    listed = there.get("/auth/me/factors").body
    assert ([each["name"] for each in listed["factors"]], listed["required"]) == (["my phone"], False)
    assert listed["recovery_codes"] == (10 if way == "totp" else 9)


@pytest.mark.requirement("TP-03")
@pytest.mark.requirement("RV-01")
@pytest.mark.parametrize("way", ["totp", "recovery-code"])
def test_of_24_logins_at_four_workers_one_gets_in_with_a_code(
    server: ServerProcess, name: str, way: str
) -> None:
    mina = Protected.register(server, f"{name}{len(way)}")
    # Four attempts, as many as the password alone may begin; each takes five codes.
    attempts = [mina.attempt() for _ in range(4)]
    code = mina.phone.code(steps_ahead=1) if way == "totp" else mina.recovery_codes[0]

    with ThreadPoolExecutor(RACERS) as threads:
        answers = list(
            threads.map(
                lambda number: mina.finish(way, attempts[number % len(attempts)], code), range(RACERS)
            )
        )

    assert [answer.status for answer in answers].count(200) == 1
    refused = {answer.code for answer in answers if answer.status != 200}
    assert refused <= {"invalid_code", "login_attempt_ended", "too_many_tries"}


def test_a_lost_phone_is_replaced_by_a_recovery_code(server: ServerProcess, name: str) -> None:
    mina = Protected.register(server, name)
    there = mina.person.holding(mina.finish("recovery-code", mina.attempt(), mina.recovery_codes[0]))

    begun = there.post("/auth/me/totp", {"name": "new phone"}).body
    new = AuthenticatorApp(begun["secret"], SystemClock())
    confirmed = there.post("/auth/me/totp/confirm", {"id": begun["id"], "code": new.code()})
    there = there.holding(confirmed)
    (lost, _) = there.get("/auth/me/factors").body["factors"]
    removed = server.call("DELETE", f"/auth/me/totp/{lost['id']}", token=there.access_token)

    assert removed.status == 204
    assert mina.finish("totp", mina.attempt(), mina.phone.code(steps_ahead=1)).code == "invalid_code"
    assert mina.finish("totp", mina.attempt(), new.code(steps_ahead=1)).status == 200


def test_a_session_is_stepped_up_and_down_by_nothing(server: ServerProcess, name: str) -> None:
    mina = Protected.register(server, name)
    stepped = mina.person.post("/auth/reauthenticate", {"code": mina.phone.code(steps_ahead=1)})
    assert stepped.status == 200, stepped

    again = mina.person.holding(stepped).post("/auth/reauthenticate", {"password": PASSWORD})

    (session,) = mina.person.holding(again).get("/auth/sessions").body["sessions"]
    assert session["amr"] == ["pwd", "otp", "mfa"]
