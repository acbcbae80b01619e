"""What the page says for nginx, word for word, before our own pages and a server that knows no logins."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, read_blocks
from tests.docs.web_process import WebProcess, free_port, page_environment
from tests.real_programs import Nginx

PAGE = ROOT / "docs/how-to/behind-a-reverse-proxy.md"
REPORTS = ROOT / "examples/behind_nginx/reports.py"
BROWSER = {"Accept": "text/html"}
JSON = {"Content-Type": "application/json"}
PERSON = json.dumps({"username": "minsu", "password": "gyeoul-bada-norae-4821"})


@pytest.fixture(scope="module")
def port(nginx: Nginx) -> Iterator[int]:
    login_port, reports_port, port = (free_port() for _ in range(3))
    settings = {"DAEMUN_PAGES_PREFIX": "/id", "DAEMUN_HTTP_TRUSTED_PROXIES": "1"}
    login = WebProcess(
        ["daemun", "serve", "--port", str(login_port), "--workers", "1"],
        folder=nginx.folder,
        port=login_port,
        environment={**page_environment(), **settings},
    )
    reports = WebProcess(
        ["python", str(REPORTS)],
        folder=nginx.folder,
        port=reports_port,
        environment={**page_environment(), "PORT": str(reports_port)},
    )
    try:
        login.wait_until_it_listens()
        reports.wait_until_it_listens()
        nginx.start(_configuration(nginx.folder, port, login_port, reports_port), port=port)
        yield port
    finally:
        reports.stop()
        login.stop()


def _configuration(folder: Path, port: int, login_port: int, reports_port: int) -> str:
    (recipe,) = (
        block.text
        for block in read_blocks(PAGE)
        if block.language == "nginx" and "auth_request" in block.text
    )
    recipe = recipe.replace(":5000", f":{login_port}").replace(":7000", f":{reports_port}")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder / kind};\n" for kind in kinds)
    server = f"server {{\nlisten 127.0.0.1:{port};\n{recipe}\n}}"
    return f"events {{}}\nhttp {{\naccess_log off;\n{places}{server}\n}}\n"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    text: str


def ask(
    port: int,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    body: str | None = None,
) -> Answer:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers["Location"] or "", answer.read().decode())


def test_a_browser_is_led_to_the_login_which_everybody_reaches(port: int) -> None:
    led = ask(port, "/reports/2026?page=2", BROWSER)

    assert led.status == 302
    assert led.location.endswith("/id/login?next=%2Freports%2F2026%3Fpage%3D2")
    assert ask(port, led.location[led.location.index("/id/") :], BROWSER).status == 200
    assert ask(port, "/", BROWSER).status == 302


def test_a_program_gets_401_and_no_redirect(port: int) -> None:
    refused = ask(port, "/reports/2026")

    assert (refused.status, refused.location) == (401, "")


def test_who_has_a_token_is_let_through_and_named_by_daemun_alone(port: int) -> None:
    registered = json.loads(ask(port, "/auth/register", JSON, method="POST", body=PERSON).text)
    forged = {"X-Auth-User": "admin", "X-Auth-Roles": "admin"}

    answer = ask(port, "/reports/2026", {"Authorization": f"Bearer {registered['access_token']}", **forged})

    told = json.loads(answer.text)["headers"]
    assert told["x-auth-user"] == registered["user"]["id"]
    assert "x-auth-roles" not in told
