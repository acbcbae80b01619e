"""Debian's haproxy, with the example's own configuration, between strangers and two real servers."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from shutil import copy
from urllib.parse import quote

import pytest

from tests.docs.web_process import WebProcess, free_port, page_environment
from tests.proxied_site import FROM_OUR_PAGE, Site, read
from tests.real_programs import Haproxy
from verify.tests.key_server import make_certificate

HERE = Path(__file__).parent
REPORTS = HERE.parent / "behind_nginx" / "reports.py"


@pytest.fixture(scope="module")
def site(haproxy: Haproxy) -> Iterator[Site]:
    http_port, https_port, login_port, reports_port = (free_port() for _ in range(4))
    folder = haproxy.folder
    copy(HERE / "daemun.toml", folder)
    certificate = make_certificate(folder)
    for name in ("certificate.pem", "certificate-and-key.pem"):
        copy(certificate, folder / name)
    login = WebProcess(
        ["daemun", "serve", "--port", str(login_port), "--workers", "1"],
        folder=folder,
        port=login_port,
        environment={**page_environment(), "DAEMUN_HTTP_ORIGIN": f"https://127.0.0.1:{https_port}"},
    )
    reports = WebProcess(
        ["python", str(REPORTS)],
        folder=folder,
        port=reports_port,
        environment={**page_environment(), "PORT": str(reports_port)},
    )
    names = ("haproxy.cfg", "verify.lua")
    texts = {name: (HERE / name).read_text(encoding="utf-8") for name in names}
    for printed, real in (
        (":8443", f"127.0.0.1:{https_port}"),
        (":8080", f"127.0.0.1:{http_port}"),
        ("127.0.0.1:8000", f"127.0.0.1:{login_port}"),
        ("127.0.0.1:7000", f"127.0.0.1:{reports_port}"),
    ):
        texts = {name: text.replace(printed, real) for name, text in texts.items()}
    (folder / "verify.lua").write_text(texts["verify.lua"], encoding="utf-8")
    try:
        login.wait_until_it_listens()
        reports.wait_until_it_listens()
        haproxy.start(texts["haproxy.cfg"], port=https_port)
        yield Site(http_port, https_port, folder, login)
    finally:
        reports.stop()
        login.stop()


@pytest.fixture(scope="module")
def cookies(site: Site) -> str:
    return site.register().cookies


def test_who_is_logged_in_is_let_through_and_named(site: Site) -> None:
    cookies = site.register("박민수").cookies

    told = site.ask("/reports/2026?page=2", {"Cookie": cookies}).told

    me = json.loads(site.ask("/auth/me", {"Cookie": cookies}).text)
    assert (told["x-auth-user"], told["x-auth-name"]) == (me["id"], quote("박민수"))
    assert "x-auth-roles" not in told


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
        "/%72eports/2026",
        "/auth/../reports/2026",
        "/auth/%2e%2e/reports/2026",
        "/auth/..%2freports/2026",
        "/%61uth/../reports/2026",
        "/auth",
        "/reports/2026?next=/auth/",
    ],
)
def test_no_trick_with_a_path_gets_past(site: Site, path: str) -> None:
    answer = site.ask(path, {"X-Auth-User": "admin"})

    assert answer.status in (401, 404)
    assert '"headers"' not in answer.text


def test_programs_are_told_and_people_are_shown_the_door(site: Site) -> None:
    forged = {"X-Forwarded-Uri": "/elsewhere", "X-Original-URI": "/elsewhere"}
    program = site.ask("/reports/2026", {"Accept": "application/json"})
    person = site.ask("/reports/2026?page=2", {"Accept": "text/html,*/*;q=0.8", **forged})

    assert program.status == 401
    assert (person.status, person.location) == (302, "/login.html?next=%2Freports%2F2026%3Fpage%3D2")


@pytest.mark.parametrize("site_of_sender", ["cross-site", "same-site", None])
def test_another_site_changes_nothing(site: Site, cookies: str, site_of_sender: str | None) -> None:
    headers = {"Cookie": cookies, "Origin": "https://evil.example"}
    headers |= {"Sec-Fetch-Site": site_of_sender} if site_of_sender else {}

    assert site.ask("/reports/2026", headers, method="POST", body={}).status == 403
    assert site.ask("/reports/2026", {"Cookie": cookies, **FROM_OUR_PAGE}, method="POST").status == 200


def test_after_the_logout_nothing_is_open(site: Site) -> None:
    cookies = site.register().cookies
    assert site.ask("/reports/2026", {"Cookie": cookies}).status == 200

    ended = site.ask("/auth/logout", {"Cookie": cookies, **FROM_OUR_PAGE}, method="POST")

    assert ended.status == 204
    assert site.ask("/reports/2026", {"Cookie": cookies}).status == 401


def test_large_bodies_do_not_reach_the_login(site: Site) -> None:
    # Announced only: the proxy does not wait for the rest.
    headers = {**FROM_OUR_PAGE, "Content-Type": "application/json", "Content-Length": "100000"}

    assert site.ask("/auth/login", headers, method="POST").status == 413


def test_plain_http_is_sent_to_https(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.http_port, timeout=20)
    connection.request("GET", "/reports/2026?page=2")

    assert read(connection).status == 301


def test_without_the_login_nobody_gets_through(site: Site, cookies: str, haproxy: Haproxy) -> None:
    port, nobody = free_port(), free_port()
    configuration = (HERE / "haproxy.cfg").read_text(encoding="utf-8")
    script = (HERE / "verify.lua").read_text(encoding="utf-8").replace(":8000", f":{nobody}")
    (site.folder / "verify-nobody.lua").write_text(script, encoding="utf-8")
    for printed, real in (
        ("verify.lua", "verify-nobody.lua"),
        ("    bind :8080\n", ""),
        (":8443", f"127.0.0.1:{port}"),
    ):
        configuration = configuration.replace(printed, real)

    haproxy.start(configuration, port=port)

    alone = Site(port, port, site.folder, site.login)
    assert alone.ask("/reports/2026", {"Cookie": cookies}).status == 503
