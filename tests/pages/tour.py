"""A walk through every page in a real browser, each in its states."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pyotp

from daemun.features.email_change import service as email_change
from daemun.features.email_verification import service as email_verification
from daemun.features.invitations import service as invitations
from daemun.features.one_time_tokens.model import Purpose
from daemun.features.password_reset import service as password_reset
from daemun.features.users.model import User
from daemun.origin import Origin
from tests.builders import PASSWORD
from tests.pages.site import DEMANDING, Site
from tests.storage.records import a_passkey

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

WRONG = "not-the-right-password"
LONG_NAME = "회사에서 쓰는 노트북의 지문 인식 패스키 by a name that is long"


def walk(site: Site, page: "Page", person: str) -> Iterator[str]:
    """Go everywhere as this new person; the name of each state while the browser shows it."""
    yield from _strangers(site, page, person)
    yield from _by_provider(site, page, person)
    yield from _limited(site, page, person)
    user = _add(site, person)
    _log_in(site, page, person, "/account")
    yield from _account(site, page, person)
    yield from _factors(site, page, user)
    yield from _second_step(site, page, person)
    yield from _leaving(site, page, f"{person}-gone")


def _strangers(site: Site, page: "Page", person: str) -> Iterator[str]:
    for name, path in {
        "no-cookies": "/login/cookies",
        "login": "/login",
        "login-out": "/login?notice=logged_out",
        "register": "/register",
        "forgot-password": "/forgot-password",
        "reset-password-link": f"/reset-password?token={_secret(site, password_reset.PURPOSE)}",
        "reset-password-over": "/reset-password?token=x",
        "verify-email": f"/verify-email?token={_secret(site, email_verification.PURPOSE)}",
        "verify-email-over": "/verify-email?token=x",
        "restore-email": f"/restore-email?token={_secret(site, email_change.RESTORE)}",
        "restore-email-over": "/restore-email?token=x",
        "invitation": f"/invitation?token={_secret(site, invitations.PURPOSE)}",
        "invitation-over": "/invitation?token=x",
        "login-code": "/login/code",
    }.items():
        _go(site, page, path)
        yield name
    _go(site, page, "/forgot-password")
    _fill(page, identifier=f"{person}@example.kr")
    yield "reset-password"
    _fill(page, code="12345678", new_password="short")
    yield "reset-password-refused"
    page.context.clear_cookies()
    _go(site, page, "/verify-email")
    yield "verify-email-without-link"
    _go(site, page, "/login")
    _fill(page, identifier=person, password=WRONG)
    yield "login-refused"
    _go(site, page, "/register")
    _fill(page, username="a b", email="nowhere@x", password="short", **{"profile/name": "김"})
    yield "register-refused"
    _fill(
        page, username="", email=f"new-{person}@example.kr", password=PASSWORD, **{"profile/name": "김민수"}
    )
    yield "register-confirm"
    _fill(page, code="00000000")
    yield "register-confirm-refused"
    _go(site, page, "/login/code")
    _fill(page, email=f"{person}@example.kr")
    yield "login-code-sent"


def _by_provider(site: Site, page: "Page", person: str) -> Iterator[str]:
    """Who has an account at a school: a new person, and one whose address is known."""
    address = f"{person}-student@school.example"
    _come_from_school(site, page, sub=person, email=address, email_verified=True)
    yield "complete"
    _fill(page, **{"profile/name": "김"})
    yield "complete-refused"
    _fill(page, **{"profile/name": "김민수"})
    yield "account-by-provider"
    _go(site, page, "/account/password")
    yield "password-first"
    _go(site, page, "/login/confirm?next=/account")
    yield "confirm-by-provider"
    page.context.clear_cookies()
    _come_from_school(site, page, sub=f"{person}-2", email=f"{person}-2@school.example")
    _fill(page, **{"profile/name": "박지우"})
    _go(site, page, "/account/password")
    yield "password-first-without-address"
    page.context.clear_cookies()
    known = _add(site, f"{person}-known")
    _come_from_school(site, page, sub=known.id, email=known.email, email_verified=True)
    yield "connect-login"
    _fill(page, identifier=f"{person}-known", password=PASSWORD)
    yield "connect"
    page.locator("main form button").click()
    page.wait_for_url("**/account*")
    yield "account-connected"
    page.context.clear_cookies()


def _limited(site: Site, page: "Page", person: str) -> Iterator[str]:
    """Who may do one thing only, until it is done."""
    _add(site, f"{person}-staff", roles=(DEMANDING,))
    _log_in(site, page, f"{person}-staff", "/account")
    yield "enrolment"
    page.locator("a[href*=passkeys]").click()
    yield "enrolment-passkey"
    page.context.clear_cookies()
    changing = _add(site, f"{person}-new")
    with site.app.app_context():
        given = site.services.passwords.set_temporary(changing).text
    _log_in(site, page, f"{person}-new", "/account", password=given)
    yield "password-demanded"
    page.context.clear_cookies()


def _account(site: Site, page: "Page", person: str) -> Iterator[str]:
    yield "account"
    for name, path in {
        "password": "/account/password",
        "confirm": "/login/confirm?next=/account",
        "logout": "/logout",
        "delete": "/account/delete",
        "passkeys": "/account/passkeys",
        "email": "/account/email",
        "refused": "/account/passkeys/nobodys/name",
    }.items():
        _go(site, page, path)
        yield name
    page.route("**/connect", _stay)
    _go(site, page, "/account")
    page.locator("form[action*='/identities/school/'] button").click()
    yield "to-provider"
    page.unroute_all()
    _go(site, page, "/account/password")
    _fill(page, current_password=WRONG, new_password=PASSWORD)
    yield "password-refused"
    _go(site, page, "/account/email")
    _fill(page, email=f"another-{person}@example.kr")
    yield "email-confirm"
    _go(site, page, "/account")
    page.locator("[name='profile/name']").fill("김")
    page.locator("form[action$='/profile'] button:not([type])").click()
    page.wait_for_load_state()
    yield "account-refused"
    _go(site, page, "/account/totp")
    yield "totp"
    _fill(page, name="아이폰")
    yield "totp-secret"


def _factors(site: Site, page: "Page", user: User) -> Iterator[str]:
    app = pyotp.parse_uri(page.locator("[name=uri]").get_attribute("value") or "")
    assert isinstance(app, pyotp.TOTP)
    _fill(page, code=app.now())
    yield "recovery-codes"
    _use_elsewhere(site, user)
    _go(site, page, "/account?notice=factor_added")
    yield "account-with-app"
    page.locator("a[href$='/remove']").first.click()
    yield "factor-remove"
    _go(site, page, "/account")
    page.locator("a[href$='/name']").first.click()
    yield "passkey-name"
    _go(site, page, "/account/recovery-codes")
    yield "recovery-codes-new"
    for way in ("code", "recovery_code"):
        _go(site, page, f"/login/confirm?by={way}&next=/account")
        yield f"confirm-{way.replace('_', '-')}"
    page.context.clear_cookies()


def _second_step(site: Site, page: "Page", person: str) -> Iterator[str]:
    _log_in(site, page, person, "/account")
    yield "second-factor"
    _fill(page, code="000000")
    yield "second-factor-refused"
    page.locator("a[href*=recovery_code]").click()
    yield "second-factor-spare"
    page.context.clear_cookies()
    owner = _add(site, f"{person}-key")
    with site.app.app_context():
        site.services.store.passkeys.add(a_passkey(owner, f"only-{person}"))
    _log_in(site, page, f"{person}-key", "/account")
    yield "second-factor-passkey"
    page.context.clear_cookies()


def _leaving(site: Site, page: "Page", person: str) -> Iterator[str]:
    _add(site, person)
    _log_in(site, page, person, "/account/delete")
    page.locator("main form button").first.click()
    page.wait_for_url("**/login?notice=deleted")
    yield "login-deleted"
    _fill(page, identifier=person, password=PASSWORD)
    yield "undelete"
    _go(site, page, "/account")
    yield "account-leaving"
    page.context.clear_cookies()


def _add(site: Site, name: str, *, roles: tuple[str, ...] = ()) -> User:
    """A person with a password and an address that is proven."""
    with site.app.app_context():
        user = site.services.host_users.create(
            username=name,
            email=f"{name}@example.kr",
            password=PASSWORD,
            profile={"name": "김민수"},
            roles=roles,
        )
        site.services.users.prove_email(user)
    return user


def _secret(site: Site, purpose: Purpose) -> str:
    """What the link of a mail has."""
    invited = {"email": "somebody-with-a-long-name@subdomain.example.kr", "roles": []}
    with site.app.app_context():
        return site.services.one_time_tokens.issue(purpose, payload=invited).secret


def _use_elsewhere(site: Site, user: User) -> None:
    """Log in on other devices, and add a passkey whose name is as long as names are."""
    with site.app.app_context():
        address = "2001:db8::8a2e:370:7334"
        for device in ("Mozilla/5.0 (iPhone) Safari/604.1", "curl/8.5.0 " + "x" * 60):
            site.services.sessions.open_for(user, origin=Origin(address=address, user_agent=device))
        site.services.store.passkeys.add(replace(a_passkey(user, user.username or ""), name=LONG_NAME))


def _come_from_school(site: Site, page: "Page", **claims: object) -> None:
    """Press the button, agree there, and come back."""
    _go(site, page, "/auth/login/with/school?next=/account")
    page.goto(site.elsewhere.approve(page.url, **claims))


def _log_in(site: Site, page: "Page", person: str, wanted: str, *, password: str = PASSWORD) -> None:
    _go(site, page, f"/login?next={wanted}")
    _fill(page, identifier=person, password=password)


def _stay(route: "Route") -> None:
    """Answer without the header that leads on at once."""
    answer = route.fetch()
    headers = {name: text for name, text in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)


def _go(site: Site, page: "Page", path: str) -> None:
    page.goto(site.address + path)


def _fill(page: "Page", **fields: str) -> None:
    """Fill the form in and send it."""
    for name, text in fields.items():
        page.locator(f"[name='{name}']").fill(text)
    page.locator("main form button:not([type])").last.click()
    page.wait_for_load_state()
