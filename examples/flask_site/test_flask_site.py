"""An ordinary site before and after: moved in few lines, with its tests, and seen in a browser."""

import difflib
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.cookie_names import ACCESS_COOKIE
from tests.docs.web_process import flask_run
from tests.pages.browser import a_browser, code_in, leads_to, link_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HERE = Path(__file__).parent
PASSWORD = "gyeoul-bada-norae-4821"


def load(file: Path) -> ModuleType:
    spec = spec_from_file_location(f"flask_site_{file.parent.name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # Flask asks for the module's folder, to find its templates.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["before", "after"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The site on Flask-Login, and the same site on Daemun: people notice no difference."""
    module = load(HERE / "before/app.py" if request.param == "before" else HERE / "app.py")
    tmp_path.mkdir(exist_ok=True)
    app = module.create_app(instance_path=str(tmp_path), WTF_CSRF_ENABLED=False, TESTING=True)
    with app.app_context():
        module.db.create_all()
    yield app
    if "daemun" in app.extensions:
        with app.app_context():
            app.extensions["daemun"].close()


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    client = site.test_client()
    client.environ_base.update({"wsgi.url_scheme": "https", "HTTP_SEC_FETCH_SITE": "same-origin"})
    client.environ_base["HTTP_ACCEPT"] = "text/html"
    return client


def test_the_move_wrote_fewer_than_40_lines() -> None:
    written = [
        line
        for after in (HERE / "app.py", *HERE.glob("templates/**/*.html"))
        for line in difflib.unified_diff(
            lines_of(HERE / "before" / after.relative_to(HERE)), lines_of(after), lineterm="", n=0
        )
        if line.startswith("+") and not line.startswith("+++")
    ]

    assert len(written) < 40


def lines_of(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


ACCOUNT = {"username": "minsu", "identifier": "minsu", "password": PASSWORD}
"""What both forms call their fields."""


def link(client: FlaskClient, name: str) -> str:
    """Where the front page leads."""
    found = re.search(rf'<a href="([^"]+)">{name}<', client.get("/").text)
    assert found is not None
    return found[1]


def test_a_person_registers_writes_a_note_logs_out_and_in_again(client: FlaskClient) -> None:
    assert client.post(link(client, "Register"), data=ACCOUNT).headers["Location"] == "/notes"
    assert client.post("/notes", data={"text": "우유 사기"}).status_code == 302
    assert "우유 사기" in client.get("/notes").text
    client.post("/logout")
    assert "Log in to write notes" in client.get("/").text
    assert client.post(link(client, "Log in"), data=ACCOUNT).headers["Location"] == "/notes"

    assert "Welcome back, minsu" in client.get("/").text
    assert "우유 사기" in client.get("/notes").text


def test_a_stranger_is_led_to_the_login(client: FlaskClient) -> None:
    answer = client.get("/notes")

    assert answer.status_code in (302, 303)
    assert answer.headers["Location"].startswith("/login?next=")
    assert client.get("/admin/").status_code == 403


def test_a_wrong_password_is_said_in_the_form(client: FlaskClient) -> None:
    client.post("/register", data=ACCOUNT)
    client.post("/logout")

    answer = client.post("/login", data={**ACCOUNT, "password": "not-the-password-at-all"})

    assert 'role="alert"' in answer.text
    assert "minsu" in answer.text


def test_migrations_of_the_site_leave_daemuns_tables_alone(tmp_path: Path) -> None:
    folder = tmp_path / "flask_site"
    copytree(HERE, folder)

    def flask(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    flask("db", "init")
    flask("db", "migrate")
    flask("daemun", "db", "upgrade")
    flask("db", "upgrade")

    assert "No changes in schema detected" in flask("db", "migrate")


def test_addresses_are_confirmed_and_passwords_found_again_in_the_layout_of_the_site(
    tmp_path: Path, outbox: Outbox
) -> None:
    module = load(HERE / "app.py")
    vars(module)["auth"] = module.Daemun(pages=True, mailer=outbox)
    app = module.create_app(str(tmp_path), TESTING=True, DAEMUN_HTTP_ORIGIN="https://localhost")
    browser = a_browser(app)
    new = {"email": "minsu@example.kr", "password": PASSWORD}
    with app.app_context():
        module.db.create_all()

    asked = leads_to(browser.post(link(browser, "Register"), data=new))
    assert asked == "/register/confirm?next=/notes"
    assert in_the_layout(browser.get(asked).text)
    (mail,) = outbox.wait_for()
    assert leads_to(browser.post(asked, data={"code": code_in(mail.text)})) == "/notes"
    outbox.clear()
    browser.post("/logout")
    assert in_the_layout(browser.get("/forgot-password").text)
    browser.post("/forgot-password", data={"identifier": "minsu@example.kr"})
    (mail,) = outbox.wait_for()
    form = link_in(mail.text)
    assert in_the_layout(browser.get(form, follow_redirects=True).text)
    chosen = {"token": form.partition("token=")[2], "new_password": "bom-sandal-gureum-1357"}
    assert leads_to(browser.post("/reset-password", data=chosen)) == "/login?notice=password_reset"
    entered = {"identifier": "minsu@example.kr", "password": chosen["new_password"]}
    assert leads_to(browser.post(link(browser, "Log in"), data=entered)) == "/notes"
    assert in_the_layout(browser.get("/account", headers={"Accept-Language": "ko"}).text, title="내 계정")
    with app.app_context():
        app.extensions["daemun"].close()


def in_the_layout(page: str, *, title: str = "") -> bool:
    """One page, not a page within a page, with the name of ours in the title and our style sheet."""
    return (
        page.count("<html") == page.count("<h1") == page.count('"/static/site.css"') == 1
        and "/daemun/pages.css" in page
        and f"<title>{title}" in page
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "flask_site"
    copytree(HERE, folder)
    module = load(folder / "app.py")
    app = module.create_app(instance_path=str(folder / "instance"))
    with app.app_context():
        app.extensions["daemun"].store.schema.upgrade()
        module.db.create_all()
        app.extensions["daemun"].close()
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with flask_run(folder) as address:
        yield address


def register(page: "Page", name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Register").click()
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create an account").click()
    page.get_by_role("heading", name="Your notes").wait_for()


def come_back(browser: "Browser", person: "BrowserContext", address: str) -> "BrowserContext":
    """Close the browser and open it again: what was for this session only is gone."""
    state = person.storage_state()
    kept = [cookie for cookie in state["cookies"] if cookie["expires"] > 0]
    person.close()
    again = browser.new_context(locale="en-US", base_url=address)
    again.add_cookies(kept)  # type: ignore[arg-type]
    return again


def token_of_yesterday(folder: Path) -> str:
    module = load(folder / "app.py")
    clock = FrozenClock(datetime.now(UTC))
    clock.tick(days=-1)
    vars(module)["auth"] = module.Daemun(clock=clock, pages=True)
    app = module.create_app(instance_path=str(folder / "instance"))
    with app.app_context():
        user = module.auth.users.find_by_username("minsu")
        token: str = module.auth.sessions.open_for(user).access_token.text
        app.extensions["daemun"].close()
    return token


def test_in_a_browser_a_person_comes_back_after_the_access_tokens_end(
    chromium: "Browser", folder: Path, address: str
) -> None:
    person = chromium.new_context(locale="en-US", base_url=address)
    page = person.new_page()
    register(page, "minsu")
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("User name or email address").fill("minsu")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Stay logged in").check()
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Your notes").wait_for()

    person = come_back(chromium, person, address)
    access = next(cookie for cookie in person.cookies() if cookie["name"] == ACCESS_COOKIE)
    person.add_cookies([{**access, "value": token_of_yesterday(folder)}])  # type: ignore[typeddict-item]
    page = person.new_page()
    page.goto("/notes")
    page.get_by_label("Note").fill("우유 사기")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("우유 사기").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("Log in to write notes").wait_for()
    page.goto("/notes")

    assert page.url.endswith("/login?next=/notes")
    person.close()


def test_a_link_in_a_mail_finds_the_person_logged_in(chromium: "Browser", address: str) -> None:
    person = chromium.new_context(locale="en-US", base_url=address)
    page = person.new_page()
    register(page, "jiwoo")
    # The access token is over; the link is on another site.
    person.clear_cookies(name=ACCESS_COOKIE)
    mail = person.new_page()
    mail.route(
        "https://mail.example/",
        lambda route: route.fulfill(
            content_type="text/html", body=f'<a href="{address}/notes">a new comment</a>'
        ),
    )
    mail.goto("https://mail.example/")

    mail.get_by_role("link").click()

    mail.get_by_role("heading", name="Your notes").wait_for()
    person.close()
