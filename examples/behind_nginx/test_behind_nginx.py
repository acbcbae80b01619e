"""A real nginx, with the example's own configuration, between strangers and two real servers."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from shutil import copy, copytree
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.docs.web_process import WebProcess, free_port, page_environment
from tests.proxied_site import FROM_OUR_PAGE, NAMES, PASSWORD, Site, read
from tests.real_programs import Nginx
from verify.tests.key_server import make_certificate

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def site(nginx: Nginx) -> Iterator[Site]:
    http_port, https_port, login_port, reports_port = (free_port() for _ in range(4))
    folder = nginx.folder
    copytree(HERE / "pages", folder / "pages")
    copy(HERE / "daemun.toml", folder)
    for name in ("certificate.pem", "key.pem"):
        copy(make_certificate(folder) if name == "certificate.pem" else folder / "server.pem", folder / name)
    login = WebProcess(
        ["daemun", "serve", "--port", str(login_port), "--workers", "2"],
        folder=folder,
        port=login_port,
        environment={**page_environment(), "DAEMUN_HTTP_ORIGIN": f"https://127.0.0.1:{https_port}"},
    )
    reports = WebProcess(
        ["python", str(HERE / "reports.py")],
        folder=folder,
        port=reports_port,
        environment={**page_environment(), "PORT": str(reports_port)},
    )
    configuration = (HERE / "nginx.conf").read_text(encoding="utf-8")
    for printed, real in (
        ("8443", https_port),
        ("8080", http_port),
        ("8000", login_port),
        ("7000", reports_port),
    ):
        configuration = configuration.replace(printed, str(real))
    try:
        login.wait_until_it_listens()
        reports.wait_until_it_listens()
        nginx.start(configuration, port=https_port)
        yield Site(http_port, https_port, folder, login)
    finally:
        reports.stop()
        login.stop()


@pytest.fixture(scope="module")
def cookies(site: Site) -> str:
    return site.register().cookies


def test_who_is_logged_in_is_let_through_and_named(site: Site, cookies: str) -> None:
    told = site.ask("/reports/2026", {"Cookie": cookies}).told

    me = json.loads(site.ask("/auth/me", {"Cookie": cookies}).text)
    assert told["x-auth-user"] == me["id"]
    assert "x-auth-roles" not in told


def test_a_name_in_hangul_arrives_encoded(site: Site) -> None:
    cookies = site.register("박민수").cookies

    assert site.ask("/reports/2026", {"Cookie": cookies}).told["x-auth-name"] == quote("박민수")


@pytest.mark.parametrize(
    "name", ["X-Auth-User", "x-auth-user", "X_Auth_User", "X-Auth-Name", "X-Auth-Roles", "X_AUTH_ROLES"]
)
def test_a_name_that_a_stranger_wrote_is_dropped(site: Site, cookies: str, name: str) -> None:
    told = site.ask("/reports/2026", {"Cookie": cookies, name: "admin"}).told

    assert "admin" not in told.values()


def test_an_address_that_a_stranger_wrote_is_dropped(site: Site, cookies: str) -> None:
    forged = {"Cookie": cookies, "X-Forwarded-For": "198.51.100.66", "X-Forwarded-Proto": "http"}

    told = site.ask("/reports/2026", forged).told
    sessions = json.loads(site.ask("/auth/sessions", forged).text)["sessions"]

    assert (told["x-forwarded-for"], told["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert {each["address"] for each in sessions} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "path",
    [
        "/reports/2026",
        "//reports/2026",
        "/reports//2026",
        "/./reports/2026",
        "/%72eports/2026",
        "/reports%2f2026",
        "/auth/../reports/2026",
        "/auth/%2e%2e/reports/2026",
        "/auth/..%2freports/2026",
        "/login.html/../reports/2026",
        "/login.html/2026",
        "/REPORTS/2026",
        "/_verify",
        "/_verify/../reports",
        "/reports/2026?next=/auth/",
    ],
)
def test_no_trick_with_a_path_gets_past(site: Site, path: str) -> None:
    answer = site.ask(path, {"X-Auth-User": "admin"})

    assert answer.status in (401, 404)
    assert '"headers"' not in answer.text


def test_programs_are_told_and_people_are_shown_the_door(site: Site) -> None:
    program = site.ask("/reports/2026", {"Accept": "application/json"})
    person = site.ask("/reports/2026?page=2", {"Accept": "text/html,*/*;q=0.8"})

    assert program.status == 401
    assert person.status == 302
    assert person.location == f"{site.address}/login.html?next=%2Freports%2F2026%3Fpage%3D2"
    assert site.ask("/login.html").status == 200


def test_a_session_that_ended_opens_nothing_within_a_second(site: Site) -> None:
    cookies = site.register().cookies
    assert site.ask("/reports/2026", {"Cookie": cookies}).status == 200

    ended = site.ask("/auth/logout", {"Cookie": cookies, **FROM_OUR_PAGE}, method="POST")
    end = time.monotonic() + 1
    refused_in_a_row = 0
    while refused_in_a_row < 10 and time.monotonic() < end:
        is_refused = site.ask("/reports/2026", {"Cookie": cookies}).status == 401
        refused_in_a_row = refused_in_a_row + 1 if is_refused else 0

    assert ended.status == 204
    assert refused_in_a_row == 10


@pytest.mark.parametrize("site_of_sender", ["cross-site", "same-site", None])
def test_another_site_changes_nothing(site: Site, cookies: str, site_of_sender: str | None) -> None:
    headers = {"Cookie": cookies} | ({"Sec-Fetch-Site": site_of_sender} if site_of_sender else {})

    assert site.ask("/reports/2026", headers, method="POST", body={}).status == 403
    assert site.ask("/reports/2026", {"Cookie": cookies, **FROM_OUR_PAGE}, method="POST").status == 200


def test_large_bodies_do_not_reach_the_login(site: Site) -> None:
    body = {"username": "minsu", "password": "x" * 100_000}

    assert site.ask("/auth/login", FROM_OUR_PAGE, method="POST", body=body).status == 413


def test_plain_http_is_sent_to_https(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.http_port, timeout=20)
    connection.request("GET", "/reports/2026?page=2")

    answer = read(connection)

    assert (answer.status, answer.location) == (301, f"{site.address}/reports/2026?page=2")


def test_what_watches_the_login_is_not_public(site: Site, cookies: str) -> None:
    for path in ("/metrics", "/health/ready", "/auth/../metrics"):
        assert site.ask(path).status == 401
        assert "python_info" not in site.ask(path, {"Cookie": cookies}).text


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/reports/2026?page=2&sort=name", "/reports/2026?page=2&sort=name"),
        ("/login.html?next=//evil.example/", "/"),
        ("/login.html?next=https://evil.example/", "/"),
        ("/login.html?next=javascript:alert(1)", "/"),
    ],
)
def test_after_the_login_people_get_where_they_wanted_on_this_site(
    site: Site, chromium: "Browser", wanted: str, reached: str
) -> None:
    name = next(NAMES)
    site.ask("/auth/register", FROM_OUR_PAGE, method="POST", body={"username": name, "password": PASSWORD})

    with chromium.new_context(ignore_https_errors=True) as context:
        page = context.new_page()
        page.goto(site.address + wanted)
        page.locator("[name=username]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button").click()
        page.wait_for_url(site.address + reached)

        assert "x-auth-user" in page.content()
