"""Every pair of factors over HTTP: one opens the session, each of the others is proven in it again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from daemun.clock import SystemClock
from daemun.virtual_passkey import VirtualPasskey
from tests.features.totp.app import AuthenticatorApp
from tests.journeys.people import PASSWORD, Person
from tests.server_process import Answer, ServerProcess

RACERS = 24


@dataclass
class Everything:
    """Somebody with a password, two authenticator apps, recovery codes and a passkey."""

    person: Person
    apps: list[AuthenticatorApp] = field(default_factory=list)
    recovery_codes: list[str] = field(default_factory=list)
    passkey: VirtualPasskey = field(default_factory=lambda: VirtualPasskey(synced=False))

    @classmethod
    def register(cls, server: ServerProcess, name: str) -> "Everything":
        have = cls(Person.register(server, name))
        for _ in range(2):
            begun = have.person.post("/auth/me/totp").body
            app = AuthenticatorApp(begun["secret"], SystemClock())
            confirmed = have.person.post("/auth/me/totp/confirm", {"id": begun["id"], "code": app.code()})
            assert confirmed.status == 200, confirmed
            have.apps.append(app)
            have.recovery_codes += confirmed.body.get("recovery_codes", [])
            have.person = have.person.holding(confirmed)
        options = have.person.post("/auth/me/passkeys/options").body
        made = have.passkey.create(options, origin=server.url)
        added = have.person.post("/auth/me/passkeys", {"response": made})
        assert added.status == 201, added
        return have

    def code(self) -> dict[str, object]:
        """Of an app whose code of now was taken: the next one."""
        return {"code": self.apps.pop().code(steps_ahead=1)}

    def signed(self, path: str, person: Person | None = None, **body: object) -> dict[str, object]:
        """What the passkey answers to options."""
        server = self.person.server
        token = None if person is None else person.access_token
        options = server.post(f"{path}/options", body or None, token=token).body
        return {"response": self.passkey.get(options, origin=server.url)}

    def log_in(self, way: str) -> Answer:
        """By the passkey alone, or by the password and another factor."""
        server = self.person.server
        if way == "passkey":
            return server.post("/auth/passkey", self.signed("/auth/passkey"))
        asked = server.post("/auth/login", {"username": self.person.name, "password": PASSWORD})
        assert asked.body["factors"] == ["passkey", "totp", "recovery_code"], asked
        step = {"login_attempt": asked.body["login_attempt"]}
        match way:
            case "password and code":
                return server.post("/auth/login/totp", step | self.code())
            case "password and recovery code":
                body = step | {"code": self.recovery_codes.pop()}
                return server.post("/auth/login/recovery-code", body)
            case _:
                return server.post("/auth/login/passkey", step | self.signed("/auth/login/passkey", **step))


@pytest.mark.requirement("MF-04")
@pytest.mark.requirement("MF-05")
@pytest.mark.parametrize("server", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("way", "amr", "acr"),
    [
        ("passkey", ["hwk", "user", "mfa"], "aal3"),
        ("password and passkey", ["pwd", "hwk", "user", "mfa"], "aal3"),
        ("password and code", ["pwd", "otp", "mfa"], "aal2"),
        ("password and recovery code", ["pwd", "otp", "mfa"], "aal2"),
    ],
)
def test_a_session_is_opened_by_each_and_proven_again_by_all(
    server: ServerProcess, name: str, way: str, amr: list[str], acr: str
) -> None:
    have = Everything.register(server, f"{name}{len(way)}")
    opened = have.log_in(way)
    assert opened.status == 200, opened
    person = have.person.holding(opened)
    session = present(person)
    assert (session["amr"], session["acr"]) == (amr, acr)

    for proof in (
        {"password": PASSWORD},
        have.code(),
        {"recovery_code": have.recovery_codes.pop()},
        have.signed("/auth/reauthenticate/passkey", person),
    ):
        before = person
        proven = before.post("/auth/reauthenticate", proof)
        assert proven.status == 200, (proof, proven)
        person = before.holding(proven)
        # What was proven stays proven, and the same session lives on.
        assert set(amr) <= set(present(person)["amr"])
        assert person.session_id == before.session_id
        assert person.refresh().status == 200
        assert person.get("/protected").status == 200

    assert set(present(person)["amr"]) == {"pwd", "otp", "hwk", "user", "mfa"}
    assert person.post("/auth/me/recovery-codes").status == 200
    assert present(person)["acr"] == "aal3"


@pytest.mark.requirement("WA-01")
@pytest.mark.parametrize("server", ["sqlite", "postgresql"], indirect=True)
def test_of_24_uses_of_one_signature_at_four_workers_one_logs_in(server: ServerProcess, name: str) -> None:
    # Copies of a synced passkey do not count: the challenge alone is spent.
    person, passkey = Person.register(server, name), VirtualPasskey(synced=True)
    options = person.post("/auth/me/passkeys/options").body
    made = passkey.create(options, origin=server.url)
    assert person.post("/auth/me/passkeys", {"response": made}).status == 201
    signed = {"response": passkey.get(server.post("/auth/passkey/options").body, origin=server.url)}

    with ThreadPoolExecutor(RACERS) as threads:
        answers = list(threads.map(lambda _: server.post("/auth/passkey", signed), range(RACERS)))

    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.code for answer in answers if answer.status != 200} == {"challenge_ended"}


def present(person: Person) -> dict[str, Any]:
    """The session as it is listed."""
    (session,) = [each for each in person.get("/auth/sessions").body["sessions"] if each["current"]]
    return dict(session)
