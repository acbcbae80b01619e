"""The page in a real browser: what people see, and what scripts and other sites cannot do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE
from tests.docs.web_process import flask_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response, Route

PASSWORD = "gyeoul-bada-norae-4821"
NAMES = iter(f"minsu{number}" for number in range(100))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "spa_cookie"
    copytree(Path(__file__).parent, folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with flask_run(folder) as address:
        yield address


@pytest.fixture
def person(chromium: "Browser", address: str) -> Iterator["BrowserContext"]:
    """The browser of somebody who reads English."""
    with chromium.new_context(locale="en-US", base_url=address) as context:
        context.set_default_timeout(20_000)
        yield context


@pytest.fixture
def page(person: "BrowserContext") -> "Page":
    page = person.new_page()
    page.goto("/")
    return page


def enter(page: "Page", *, name: str, button: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=button, exact=True).click()


def register(page: "Page") -> str:
    name = next(NAMES)
    enter(page, name=name, button="Register")
    page.get_by_text(f"Hello, {name}").wait_for()
    return name


def call(page: "Page") -> None:
    page.get_by_role("button", name="Ask for it").click()


def expire(person: "BrowserContext", folder: Path, name: str) -> None:
    """Put an access token into the browser that was over yesterday."""
    cookie = next(each for each in person.cookies() if each["name"] == ACCESS_COOKIE)
    person.add_cookies(
        [
            {
                "name": ACCESS_COOKIE,
                "value": token_of_yesterday(folder, name),
                "domain": cookie["domain"],
                "path": "/",
                "secure": True,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )


def token_of_yesterday(folder: Path, name: str) -> str:
    clock = FrozenClock(datetime.now(UTC))
    clock.tick(days=-1)
    app = Flask(__name__, instance_path=str(folder / "instance"))
    auth = Daemun(app, clock=clock)
    with app.app_context():
        user = auth.users.find_by_username(name)
        assert user is not None
        return auth.sessions.open_for(user).access_token.text


def test_a_person_registers_logs_out_and_logs_in_again(page: "Page") -> None:
    name = register(page)
    call(page)
    page.get_by_text("인증 성공").wait_for()

    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in").wait_for()
    enter(page, name=name, button="Log in")

    page.get_by_text(f"Hello, {name}").wait_for()


def test_who_comes_back_is_still_logged_in(page: "Page") -> None:
    name = register(page)

    page.reload()

    page.get_by_text(f"Hello, {name}").wait_for()


def test_a_wrong_password_is_told_and_counted_once(page: "Page") -> None:
    name = register(page)
    page.get_by_role("button", name="Log out").click()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url.rpartition("/")[2]))

    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill("gyeoul-bada-norae-1284")
    page.get_by_role("button", name="Log in").click()

    page.get_by_text("The name or the password is wrong.").wait_for()
    assert requests == ["login"]


def test_an_access_token_that_is_over_is_renewed_without_a_word(
    page: "Page", person: "BrowserContext", folder: Path
) -> None:
    name = register(page)
    expire(person, folder, name)
    answers: list[tuple[str, int]] = []
    page.on("response", lambda each: answers.append((each.url.rpartition("/")[2], each.status)))

    call(page)

    page.get_by_text("인증 성공").wait_for()
    assert answers == [("greetings", 200)]


def test_two_tabs_that_renew_at_once_stay_logged_in(
    page: "Page", person: "BrowserContext", folder: Path
) -> None:
    name = register(page)
    other = person.new_page()
    other.goto("/")
    other.get_by_text(f"Hello, {name}").wait_for()
    waiting: list[Route] = []

    def send_together(request: "Route") -> None:
        waiting.append(request)
        if len(waiting) % 2 == 0:
            for each in waiting[-2:]:
                each.continue_()

    person.route("**/greetings", send_together)
    for _ in range(2):
        expire(person, folder, name)
        call(page)
        call(other)
        page.get_by_text("인증 성공").wait_for()
        other.get_by_text("인증 성공").wait_for()

    assert len(waiting) == 4
    assert not page.get_by_role("button", name="Log in").is_visible()


def test_a_logout_in_one_tab_shuts_the_door_of_the_other(page: "Page", person: "BrowserContext") -> None:
    register(page)
    other = person.new_page()
    other.goto("/")

    other.get_by_role("button", name="Log out").click()
    other.get_by_role("button", name="Log in").wait_for()
    call(page)

    page.get_by_role("button", name="Log in").wait_for()


def test_no_script_can_read_a_token(page: "Page", person: "BrowserContext") -> None:
    answers: list[Response] = []
    page.on("response", lambda each: answers.append(each))  # noqa: PLW0108

    register(page)
    call(page)
    page.get_by_text("인증 성공").wait_for()

    cookies = {each["name"]: each for each in person.cookies()}
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert {ACCESS_COOKIE, REFRESH_COOKIE} <= cookies.keys()
    assert all(each["httpOnly"] and each["secure"] for each in cookies.values())
    assert cookies[REFRESH_COOKIE]["sameSite"] == "Lax"
    for answer in answers:
        text = answer.text() if answer.status != 204 else ""
        assert cookies[ACCESS_COOKIE]["value"] not in text
        assert cookies[REFRESH_COOKIE]["value"] not in text


def test_a_script_that_is_not_ours_does_not_run(page: "Page") -> None:
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            try { script.text = "window.ran = true"; } catch { window.refused = "script"; }
            const markup = "<img src=x onerror='window.ran = true'>";
            try { document.body.innerHTML = markup; } catch { window.refused += " markup"; }
            document.body.append(script);
        }"""
    )

    assert page.evaluate("window.refused") == "script markup"
    assert page.evaluate("window.ran") is None


def test_the_page_breaks_no_rule_of_its_own(person: "BrowserContext") -> None:
    page = person.new_page()
    complaints: list[str] = []
    page.on("console", lambda each: complaints.append(each.text) if each.type == "error" else None)
    page.on("pageerror", lambda each: complaints.append(str(each)))

    page.goto("/")
    register(page)

    refused = "Failed to load resource: the server responded with a status of 401"
    assert [each for each in complaints if not each.startswith(refused)] == []


def test_another_site_can_do_nothing_in_the_name_of_the_person(
    page: "Page", person: "BrowserContext", address: str
) -> None:
    name = register(page)
    stranger = person.new_page()
    stranger.goto(address.replace("127.0.0.1", "localhost"))

    stranger.evaluate(
        """async (address) => {
            const options = { method: "POST", mode: "no-cors", credentials: "include" };
            await fetch(address + "/auth/logout", options).catch(() => null);
        }""",
        address,
    )
    page.reload()

    page.get_by_text(f"Hello, {name}").wait_for()


def test_a_korean_browser_gets_korean_texts(chromium: "Browser", address: str) -> None:
    with chromium.new_context(locale="ko-KR", base_url=address) as context:
        page = context.new_page()
        page.goto("/")

        page.get_by_label("이름").fill(next(NAMES))
        page.get_by_label("비밀번호").fill("bom-sanchaek")
        page.get_by_role("button", name="가입").click()

        page.get_by_text("다른 비밀번호로").wait_for()
        assert page.evaluate("document.documentElement.lang") == "ko"
        assert "15자" in page.get_by_role("alert").inner_text()
