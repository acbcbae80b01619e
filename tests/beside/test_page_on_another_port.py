"""A page of a development server, such as Vite's, and the API on another port, in a real browser."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE
from tests.docs.web_process import flask_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

API = """\
from flask import Flask
from flask_cors import CORS
from daemun import Daemun, current_user, login_required

app = Flask(__name__)
app.config.update(
    DAEMUN_TRANSPORT_COOKIES=True, DAEMUN_HTTP_ORIGINS=["{origin}"], DAEMUN_DEVELOPMENT=True
)
CORS(app, resources="/api/*", origins=["{origin}"], supports_credentials=True)
Daemun(app)


@app.get("/api/me")
@login_required
def me():
    return {{"name": current_user.username}}
"""
CALL = """\
async ([method, address, body]) => {
  const options = {method, credentials: "include"};
  if (body) {
    options.headers = {"Content-Type": "application/json"};
    options.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(address, options);
    return [answer.status, await answer.text()];
  } catch (error) {
    return [0, String(error)];
  }
}
"""


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    return folder


def serve(folder: Path) -> ThreadingHTTPServer:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def pages(page_folder: Path) -> Iterator[tuple[str, str]]:
    """The origin that is listed, and one that is not."""
    servers = serve(page_folder), serve(page_folder)
    yield f"http://localhost:{servers[0].server_port}", f"http://localhost:{servers[1].server_port}"
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, pages: tuple[str, str]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("api")
    (folder / "app.py").write_text(API.format(origin=pages[0]), encoding="utf-8")
    with flask_run(folder) as address:
        yield address.replace("127.0.0.1", "localhost")


def call(page: "Page", method: str, address: str, body: object = None) -> tuple[int, str]:
    status, text = page.evaluate(CALL, [method, address, body])
    return status, text


def test_a_page_on_another_port_logs_in_refreshes_and_logs_out_with_cookies(
    chromium: "Browser", pages: tuple[str, str], api: str
) -> None:
    account = {"username": "minsu", "password": PASSWORD}
    with chromium.new_context() as person:
        page = person.new_page()
        page.goto(pages[0])

        assert call(page, "GET", f"{api}/api/me")[0] == 401
        assert call(page, "POST", f"{api}/auth/register", account)[0] == 201
        assert call(page, "POST", f"{api}/auth/logout")[0] == 204
        assert call(page, "POST", f"{api}/auth/login", account)[0] == 200
        assert call(page, "GET", f"{api}/api/me") == (200, '{"name":"minsu"}\n')
        before = {cookie["name"]: cookie["value"] for cookie in person.cookies()}
        assert call(page, "POST", f"{api}/auth/refresh")[0] == 200
        after = {cookie["name"]: cookie["value"] for cookie in person.cookies()}
        assert before[REFRESH_COOKIE] != after[REFRESH_COOKIE]
        person.clear_cookies(name=ACCESS_COOKIE)
        assert call(page, "GET", f"{api}/api/me")[0] == 200
        assert call(page, "POST", f"{api}/auth/logout")[0] == 204
        assert call(page, "GET", f"{api}/api/me")[0] == 401


def test_a_page_that_is_not_listed_reads_and_does_nothing(
    chromium: "Browser", pages: tuple[str, str], api: str
) -> None:
    account = {"username": "jiwoo", "password": PASSWORD}
    with chromium.new_context() as person:
        page = person.new_page()
        page.goto(pages[0])
        assert call(page, "POST", f"{api}/auth/register", account)[0] == 201

        page.goto(pages[1])

        assert call(page, "GET", f"{api}/api/me") == (0, "TypeError: Failed to fetch")
        assert call(page, "POST", f"{api}/auth/logout")[0] == 0
        page.goto(pages[0])
        assert call(page, "GET", f"{api}/api/me")[0] == 200


RENEW = """\
async (addresses) => {
  const answers = await Promise.all(addresses.map((address) => fetch(address, {credentials: "include"})));
  return answers.map((answer) => answer.status);
}
"""


def test_two_tabs_renew_at_the_same_moment_and_leave_together(
    chromium: "Browser", pages: tuple[str, str], api: str
) -> None:
    account = {"username": "hajun", "password": PASSWORD}
    with chromium.new_context() as person:
        tabs = [person.new_page() for _ in range(2)]
        for tab in tabs:
            tab.goto(pages[0])
        assert call(tabs[0], "POST", f"{api}/auth/register", account)[0] == 201

        for _ in range(2):
            person.clear_cookies(name=ACCESS_COOKIE)
            # The access token is over, and each tab asks for several things before any of them is answered.
            for tab in tabs:
                tab.evaluate(
                    f"(addresses) => {{ window.renewed = ({RENEW})(addresses) }}", [f"{api}/api/me"] * 5
                )
            assert [tab.evaluate("() => window.renewed") for tab in tabs] == [[200] * 5] * 2

        assert call(tabs[1], "POST", f"{api}/auth/logout")[0] == 204
        assert [call(tab, "GET", f"{api}/api/me")[0] for tab in tabs] == [401, 401]
