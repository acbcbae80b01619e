"""A walk through every page in a real browser, each in its states."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
from flask import Flask
from werkzeug.serving import make_server

from daemun.composition.services import Services
from daemun.mail.outbox import Outbox
from daemun.origin import Origin
from daemun.server import create_app
from tests.builders import PASSWORD
from tests.server_process import ROOMY_LIMITS
from tests.storage.records import a_passkey

if TYPE_CHECKING:
    from playwright.sync_api import Page

WRONG = "not-the-right-password"
LONG_NAME = "회사에서 쓰는 노트북의 지문 인식 패스키 by a name that is long"


@dataclass(frozen=True, slots=True)
class Site:
    """A server of this process, with pages."""

    app: Flask
    address: str

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["daemun"]
        return found


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """Serve on a free port of localhost, whose Secure cookies browsers keep without TLS."""
    # Many walk from one address, and each mistypes.
    config = {
        **ROOMY_LIMITS,
        "DAEMUN_DEVELOPMENT": True,
        "DAEMUN_MAILED_CODES_ENABLED": True,
        "DAEMUN_PAGES_TERMS_URL": "/terms",
        "DAEMUN_PAGES_PRIVACY_URL": "/privacy",
    }
    app = create_app(instance_path=folder, config=config, mailer=Outbox())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(app, f"http://localhost:{server.port}")
    finally:
        server.shutdown()
        thread.join()
        services: Services = app.extensions["daemun"]
        services.close()


def walk(site: Site, page: "Page", person: str) -> Iterator[str]:
    """Go everywhere as this new person; the name of each state while the browser shows it."""
    yield from _strangers(site, page, person)
    services = site.services
    with site.app.app_context():
        user = services.host_users.create(username=person, email=f"{person}@example.kr", password=PASSWORD)
        services.users.prove_email(user)
    _go(site, page, "/login?next=/account")
    _fill(page, identifier=person, password=PASSWORD)
    yield from _account(site, page, person)
    secret = page.locator("[name=uri]").get_attribute("value") or ""
    app = pyotp.parse_uri(secret)
    assert isinstance(app, pyotp.TOTP)
    _fill(page, code=app.now())
    yield "recovery-codes"
    _use_elsewhere(site, person)
    _go(site, page, "/account?notice=factor_added")
    yield "account-with-app"
    page.locator("a[href$='/remove']").first.click()
    yield "factor-remove"
    _go(site, page, "/account")
    page.locator("a[href$='/name']").first.click()
    yield "passkey-name"
    _go(site, page, "/account/recovery-codes")
    yield "recovery-codes-new"
    page.context.clear_cookies()
    _go(site, page, "/login")
    _fill(page, identifier=person, password=PASSWORD)
    yield "second-factor"
    _fill(page, code="000000")
    yield "second-factor-refused"
    page.locator("a[href*=recovery_code]").click()
    yield "second-factor-spare"
    page.context.clear_cookies()


def _strangers(site: Site, page: "Page", person: str) -> Iterator[str]:
    for name, path in {
        "no-cookies": "/login/cookies",
        "login": "/login",
        "login-out": "/login?notice=logged_out",
        "register": "/register",
        "forgot-password": "/forgot-password",
        "reset-password": "/reset-password?sent=1",
        "reset-password-link": "/reset-password?token=x",
        "verify-email": "/verify-email?token=x",
        "restore-email": "/restore-email?token=x",
        "invitation": "/invitation?token=x",
        "login-code": "/login/code",
        "not-found": "/nothing",
    }.items():
        _go(site, page, path)
        yield name
    _go(site, page, "/login")
    _fill(page, identifier=person, password=WRONG)
    yield "login-refused"
    _go(site, page, "/register")
    _fill(page, username="a b", email="nowhere@x", password="short")
    yield "register-refused"
    _fill(page, username="", email=f"new-{person}@example.kr", password=PASSWORD)
    yield "register-confirm"
    _go(site, page, "/login/code")
    _fill(page, email=f"{person}@example.kr")
    yield "login-code-sent"


def _account(site: Site, page: "Page", person: str) -> Iterator[str]:
    yield "account"
    for name, path in {
        "password": "/account/password",
        "confirm": "/login/confirm?next=/account",
        "logout": "/logout",
        "delete": "/account/delete",
        "passkeys": "/account/passkeys",
        "email": "/account/email",
    }.items():
        _go(site, page, path)
        yield name
    _go(site, page, "/account/password")
    _fill(page, current_password=WRONG, new_password=PASSWORD)
    yield "password-refused"
    _go(site, page, "/account/email")
    _fill(page, email=f"another-{person}@example.kr")
    yield "email-confirm"
    _go(site, page, "/account/totp")
    yield "totp"
    _fill(page, name="아이폰")
    yield "totp-secret"


def _use_elsewhere(site: Site, person: str) -> None:
    """Log in on other devices, and add a passkey whose name is as long as names are."""
    with site.app.app_context():
        user = site.services.host_users.find_by_username(person)
        assert user is not None
        address = "2001:db8::8a2e:370:7334"
        for device in ("Mozilla/5.0 (iPhone) Safari/604.1", "curl/8.5.0 " + "x" * 60):
            site.services.sessions.open_for(user, origin=Origin(address=address, user_agent=device))
        site.services.store.passkeys.add(replace(a_passkey(user, person), name=LONG_NAME))


def _go(site: Site, page: "Page", path: str) -> None:
    page.goto(site.address + path)


def _fill(page: "Page", **fields: str) -> None:
    """Fill the form in and send it."""
    for name, text in fields.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("main form button:not([type])").last.click()
    page.wait_for_load_state()
