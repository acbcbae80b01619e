"""The browser's half in a real browser, with an authenticator that the browser emulates."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import PASSWORD
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page, Route

SCRIPT = "/auth/daemun-passkeys.js"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "defaultBackupEligibility": True,
    "defaultBackupState": True,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("server"), workers=1) as server:
        yield server


class Visit:
    """Somebody new at a page of the server, with a device that keeps passkeys."""

    def __init__(self, browser: "Browser", server: ServerProcess, name: str) -> None:
        self.page: Page = browser.new_context().new_page()
        self.page.goto(f"{server.url.replace('127.0.0.1', 'localhost')}/auth/docs")
        self.devtools: CDPSession = self.page.context.new_cdp_session(self.page)
        self.devtools.send("WebAuthn.enable")
        self.authenticator = {
            "authenticatorId": self.devtools.send(
                "WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR}
            )["authenticatorId"]
        }
        self.name = {"username": name, "password": PASSWORD}
        self.token = self.post("register", self.name)["access_token"]

    def post(self, path: str, body: object, *, method: str = "POST") -> dict[str, Any]:
        answer: dict[str, Any] = self.page.evaluate(
            """async ([path, body, method, token]) => {
                const headers = {"Content-Type": "application/json"};
                if (token) headers.Authorization = `Bearer ${token}`;
                const sent = {method, headers, body: body && JSON.stringify(body)};
                const answer = await fetch(`/auth/${path}`, sent);
                return answer.status === 204 ? {} : answer.json();
            }""",
            [path, body, method, getattr(self, "token", None)],
        )
        return answer

    def call(self, expression: str, given: object = None) -> Any:  # noqa: ANN401
        """Evaluate with the script as `passkeys`; a refusal is given as its code."""
        return self.page.evaluate(
            f"""async (given) => {{
                const passkeys = await import("{SCRIPT}");
                try {{ return await ({expression}); }}
                catch (error) {{ return error.problem?.code ?? error.name; }}
            }}""",
            given,
        )

    def add(self) -> dict[str, Any]:
        added: dict[str, Any] = self.call("passkeys.add({token: given})", self.token)
        self.token = added["access_token"]
        return added

    def kept(self) -> int:
        """How many passkeys the device has."""
        return len(self.devtools.send("WebAuthn.getCredentials", self.authenticator)["credentials"])

    def verify(self, verifies: bool) -> None:
        """Whether the device makes sure of its owner."""
        self.devtools.send("WebAuthn.setUserVerified", {**self.authenticator, "isUserVerified": verifies})

    def touch(self, touches: bool) -> None:
        self.devtools.send(
            "WebAuthn.setAutomaticPresenceSimulation", {**self.authenticator, "enabled": touches}
        )


def test_a_passkey_is_added_and_logs_in_alone_by_button_and_by_autofill(
    server: ServerProcess, chromium: "Browser"
) -> None:
    visit = Visit(chromium, server, "minsu")

    added = visit.add()

    assert (added["passkey"]["synced"], len(added["recovery_codes"])) == (True, 10)
    assert visit.call("passkeys.logIn()")["access_token"]
    assert visit.call("passkeys.autofill()")["access_token"]
    # The device has one already.
    assert visit.call("passkeys.add({token: given})", visit.token) == "InvalidStateError"


def test_a_passkey_is_the_second_factor_and_proves_again_who_is_there(
    server: ServerProcess, chromium: "Browser"
) -> None:
    visit = Visit(chromium, server, "jiwoo")
    visit.add()
    asked = visit.post("login", visit.name)

    tokens = visit.call("passkeys.finish(given)", asked["login_attempt"])

    assert asked["factors"] == ["passkey", "recovery_code"]
    assert visit.call("passkeys.reauthenticate({token: given})", tokens["access_token"])["access_token"]


def test_another_call_takes_the_place_of_one_that_waits(server: ServerProcess, chromium: "Browser") -> None:
    visit = Visit(chromium, server, "hana")
    visit.add()
    visit.touch(False)
    visit.page.evaluate(
        f"""async () => {{
            const passkeys = await import("{SCRIPT}");
            window.first = passkeys.logIn();
            // The options are here when the browser begins to wait.
            await new Promise((done) => {{
                const get = navigator.credentials.get.bind(navigator.credentials);
                navigator.credentials.get = (asked) => {{ done(); return get(asked); }};
            }});
        }}"""
    )
    visit.touch(True)

    assert visit.call("passkeys.logIn()")["access_token"]
    assert visit.call("window.first") is None


def test_a_passkey_that_was_removed_is_forgotten_by_the_device(
    server: ServerProcess, chromium: "Browser"
) -> None:
    visit = Visit(chromium, server, "dami")
    passkey = visit.add()["passkey"]
    visit.post(f"me/passkeys/{passkey['id']}", None, method="DELETE")

    assert visit.kept() == 1
    assert visit.call("passkeys.logIn()") == "passkey_refused"
    assert visit.kept() == 0


def test_who_does_not_prove_to_be_the_owner_gets_nothing_and_may_try_again(
    server: ServerProcess, chromium: "Browser"
) -> None:
    visit = Visit(chromium, server, "sora")
    # As when the browser's question is closed: it says no more than that.
    visit.verify(False)
    assert visit.call("passkeys.add({token: given})", visit.token) is None
    assert visit.kept() == 0
    visit.verify(True)
    visit.add()
    asked = visit.post("login", visit.name)

    visit.verify(False)
    assert visit.call("passkeys.logIn()") is None
    assert visit.call("passkeys.autofill()") is None
    visit.verify(True)

    assert visit.call("passkeys.finish(given)", asked["login_attempt"])["access_token"]


@pytest.mark.requirement("WA-02")
def test_a_page_of_another_site_gets_nothing_out_of_the_device(
    server: ServerProcess, chromium: "Browser"
) -> None:
    visit = Visit(chromium, server, "yuna")
    visit.add()
    sent: list[str] = []
    visit.page.on("request", lambda request: sent.append(request.url.rpartition("/auth/")[2]))
    # A false page that hands our own options on; no `/.well-known/webauthn` of ours lists it.
    visit.page.goto(f"{server.url}/auth/docs")
    visit.page.route("**/auth/passkey/options", relayed)

    assert visit.call("passkeys.logIn()") == "SecurityError"
    assert "passkey/options" in sent
    assert "passkey" not in sent


def relayed(route: "Route") -> None:
    options = route.fetch().json()
    assert options["rpId"] == "127.0.0.1"
    route.fulfill(json=options | {"rpId": "localhost"})
