"""Providers that others wrote: npm `oauth2-mock-server`, as false as can be, and `oidc-provider`, as strict
as the standards. Whatever is wrong: a page with a way on, an event, and no half-made account.
"""

import json
import re
import shutil
import socket
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from daemun.composition.services import Services
from daemun.features.audit.provider_events import ProviderFailed
from daemun.mail.outbox import Outbox
from daemun.server import create_app
from tests.features.social_login.elsewhere import CLIENT, SECRET
from tests.npm import node, packages_or_skip
from tests.pages.browser import PAGE_LOAD, a_browser, leads_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAM = Path(__file__).with_name("others.mjs")
REFUSED = "/login?refused=provider_refused&next=/account"
UNAVAILABLE = "/login?refused=provider_unavailable&next=/account"
REFUSED_CODE: dict[str, object] = {"status": 400, "body": {"error": "invalid_grant"}}


@dataclass(frozen=True, slots=True)
class Site:
    """A login server of this process, and the two providers that it knows."""

    app: Flask
    origin: str
    lenient: str
    strict: str

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["daemun"]
        return found

    def make_false(self, **fault: object) -> None:
        sent = urllib.request.Request(
            f"{self.lenient}/fault", json.dumps(fault).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(sent).close()

    def revoked(self) -> int:
        """How often the strict one was told that somebody disconnected."""
        with urllib.request.urlopen(f"{self.lenient}/revoked") as answer:
            return int(answer.read())

    def reasons(self) -> list[object]:
        trail = self.services.store.audit.list_page(limit=500)
        return [each.details["reason"] for each in trail if each.name == ProviderFailed.name]

    def leave(self, browser: FlaskClient, provider: str) -> str:
        """Press the button: where the browser is sent."""
        answer = browser.get(f"/auth/login/with/{provider}?next=/account", headers=PAGE_LOAD)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def come_back(self, browser: FlaskClient, address: str) -> str:
        """Where that leads."""
        assert address.startswith(f"{self.origin}/")
        answer = browser.get(address.removeprefix(self.origin), headers=PAGE_LOAD)
        assert answer.status_code in (302, 303), answer.text
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("others")
    (folder / "node_modules").symlink_to(packages_or_skip())
    shutil.copy(PROGRAM, folder)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://localhost:{listener.getsockname()[1]}"
        with subprocess.Popen(
            [node(), PROGRAM.name, f"{origin}/auth/login/with/strict/callback"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as program:
            assert program.stdout is not None
            issuers = json.loads(program.stdout.readline())
            config = {
                "DAEMUN_DEVELOPMENT": True,
                "DAEMUN_HTTP_ORIGIN": origin,
                "DAEMUN_PROVIDERS": {
                    name: {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "internal": True}
                    for name, issuer in issuers.items()
                },
            }
            app = create_app(instance_path=folder / "instance", config=config, mailer=Outbox())
            server = make_server("localhost", 0, app, threaded=True, fd=listener.fileno())
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield Site(app, origin, **issuers)
            server.shutdown()
            thread.join()
            app.extensions["daemun"].close()
            program.communicate()


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    # A refusal is an answer: however many tests in a row had none, the provider is not left alone.
    site.make_false(**REFUSED_CODE)
    other = a_browser(site.app)
    site.come_back(other, redirected(site.leave(other, "lenient")))
    site.make_false()
    return a_browser(site.app)


HOUR = 3600
FAULTS: dict[str, tuple[dict[str, object], str, str]] = {
    "another issuer": ({"claims": {"iss": "https://evil.example"}}, REFUSED, "wrong_issuer"),
    "another audience": ({"claims": {"aud": "another"}}, REFUSED, "wrong_audience"),
    "another party": ({"claims": {"azp": "another"}}, REFUSED, "wrong_audience"),
    "another nonce": ({"claims": {"nonce": "another"}}, REFUSED, "claim_invalid"),
    "no nonce": ({"without": ["nonce"]}, REFUSED, "claim_invalid"),
    "no subject": ({"without": ["sub"]}, REFUSED, "no_subject"),
    "no signature": ({"algorithm": "none"}, REFUSED, "malformed"),
    "signed with the secret": ({"algorithm": "HS256"}, REFUSED, "algorithm_refused"),
    "a clock an hour ahead": ({"seconds": HOUR}, REFUSED, "not_yet_valid"),
    "a clock two hours behind": ({"seconds": -2 * HOUR}, REFUSED, "expired"),
    "an access token of somebody else": ({"claims": {"at_hash": "AAAA"}}, REFUSED, "claim_invalid"),
    "the answer of another": ({"callback": {"iss": "https://evil.example"}}, REFUSED, "wrong_issuer"),
    "markup in an error": ({"callback": {"error": "<b>no</b>"}}, REFUSED, "error"),
    "a refused code": (REFUSED_CODE, REFUSED, "code_refused"),
    "an error": ({"status": 500, "body": {}}, UNAVAILABLE, "status 500"),
    "a list": ({"status": 200, "body": []}, UNAVAILABLE, "no JSON object"),
    "too much": ({"status": 200, "body": {"id_token": "x" * 300_000}}, UNAVAILABLE, "too large"),
}


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_false_provider_lets_nobody_in(site: Site, browser: FlaskClient, fault: str) -> None:
    what, page, reason = FAULTS[fault]
    site.make_false(**what)
    before, users = site.reasons(), site.services.users.list_page()

    shown = site.come_back(browser, redirected(site.leave(browser, "lenient")))

    assert shown.partition("&")[0] == page.partition("&")[0]
    assert browser.get(shown).status_code == 200
    assert Counter(site.reasons()) - Counter(before) == {reason: 1}
    assert site.services.users.list_page() == users
    assert leads_to(browser.get("/account")).startswith("/login")


@pytest.mark.requirement("OI-09")
def test_text_proves_no_address(site: Site, browser: FlaskClient) -> None:
    site.make_false(claims={"email_verified": "true", "email": "text@example.kr", "sub": "text"})

    site.come_back(browser, redirected(site.leave(browser, "lenient")))

    assert "text@example.kr" not in browser.get("/auth/me").text


@pytest.mark.requirement("OI-08")
def test_a_code_is_good_once_and_for_the_login_that_began(site: Site, browser: FlaskClient) -> None:
    back = agree(site.leave(browser, "strict"), "minsu")
    used = parameters(back)
    other = parameters(agree(site.leave(browser, "strict"), "jisoo"))
    assert site.come_back(browser, back) == "/account"
    attacked = a_browser(site.app)
    own = parameters(agree(site.leave(attacked, "strict"), "attacked"))

    # A code that was used, and one of another login, in the state of this browser.
    for code in (used["code"], other["code"]):
        state = own["state"]
        mixed = f"{site.origin}/auth/login/with/strict/callback?" + urllib.parse.urlencode(
            {"code": code, "state": state, "iss": site.strict}
        )
        assert site.come_back(attacked, mixed) == "/login?refused=provider_refused&next=/account"
        own = parameters(agree(site.leave(attacked, "strict"), "attacked"))
    assert leads_to(attacked.get("/account")).startswith("/login")


@pytest.mark.requirement("OI-08")
def test_what_one_provider_answers_is_none_of_anothers(site: Site, browser: FlaskClient) -> None:
    back = agree(site.leave(browser, "strict"), "minsu")

    mixed = back.replace("/with/strict/", "/with/lenient/")

    assert site.come_back(browser, mixed) == "/login?refused=one_time_token_refused"
    assert site.come_back(browser, back) == "/account"
    # Its own, without the name that it announces to give.
    nameless = re.sub(r"&iss=[^&]*", "", agree(site.leave(browser, "strict"), "minsu"))
    assert site.come_back(a_browser(site.app), nameless) == "/login?refused=one_time_token_refused"
    other = a_browser(site.app)
    nameless = re.sub(r"&iss=[^&]*", "", agree(site.leave(other, "strict"), "minsu"))
    assert site.come_back(other, nameless) == "/login?refused=provider_refused&next=/account"


@pytest.mark.requirement("AC-10")
def test_who_is_here_already_is_asked_there_again(site: Site, browser: FlaskClient) -> None:
    site.come_back(browser, agree(site.leave(browser, "strict"), "nara"))

    again = site.leave(browser, "strict")
    assert {"prompt": "login", "max_age": "0"}.items() <= parameters(again).items()
    # It says when that was.
    assert site.come_back(browser, agree(again, "nara")) == "/account"


def test_who_leaves_is_disconnected_there(site: Site, browser: FlaskClient) -> None:
    site.come_back(browser, agree(site.leave(browser, "strict"), "soyeon"))
    (user,) = [each for each in site.services.users.list_page() if each.email == "soyeon@example.kr"]
    assert site.revoked() == 0

    site.services.users.delete(user.id)
    site.services.grants.wake()

    assert site.services.grants.flush()
    assert site.revoked() == 1


def test_in_a_browser_a_person_logs_in_at_the_provider(site: Site, chromium: "Browser") -> None:
    with chromium.new_context(locale="ko-KR") as context:
        page = context.new_page()
        page.goto(f"{site.origin}/login?next=/account")
        page.locator("a.provider[href*=strict]").click()
        page.locator("[name=login]").fill("jiwoo")
        page.locator("[name=password]").fill("whatever")
        page.locator("button[type=submit]").click()
        page.locator("[name=prompt][value=consent]").wait_for(state="attached")
        page.locator("button[type=submit]").click()
        page.wait_for_url(f"{site.origin}/account")

        assert "jiwoo@example.kr" in page.locator("section[aria-labelledby=identities]").inner_text()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def redirected(url: str, opener: urllib.request.OpenerDirector | None = None, **form: str) -> str:
    """Where a browser is sent from an address; empty: it stays there."""
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        (opener or urllib.request.build_opener(_Stay)).open(url, data).close()
    except urllib.error.HTTPError as redirect:
        redirect.close()
        return urllib.parse.urljoin(url, str(redirect.headers["Location"]))
    return ""


def agree(url: str, login: str) -> str:
    """Log in on the pages of `oidc-provider`, and agree: where the browser is sent back to."""
    opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(CookieJar()))
    forms = iter([{"prompt": "login", "login": login, "password": "whatever"}, {"prompt": "consent"}])
    while "/auth/login/with/" not in urllib.parse.urlsplit(url).path:
        url = redirected(url, opener) or redirected(url, opener, **next(forms))
    return url


def parameters(address: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
