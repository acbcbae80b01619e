import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from daemun.http.origin import client_address, present_origin, request_id, user_agent_text
from tests.applications import MakeApp

PEER = "203.0.113.9"


def address(app: Flask, *forwarded: str, peer: str | None = PEER) -> str | None:
    headers = Headers([("X-Forwarded-For", value) for value in forwarded])
    with app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": peer}):
        return client_address()


@pytest.mark.requirement("TH-06")
@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, (), PEER),
        (0, ("198.51.100.1",), PEER),
        (1, ("198.51.100.1",), "198.51.100.1"),
        (1, ("192.0.2.66, 198.51.100.1",), "198.51.100.1"),
        (1, ("192.0.2.66", "198.51.100.1"), "198.51.100.1"),
        (2, ("192.0.2.66, 198.51.100.1, 198.51.100.2",), "198.51.100.1"),
        (2, ("192.0.2.66", "198.51.100.1", "198.51.100.2"), "198.51.100.1"),
        (1, (" 2001:DB8::0:1 ",), "2001:db8::1"),
        (1, ("not an address",), None),
        (1, ("",), None),
        (1, ("198.51.100.1:4711",), "198.51.100.1"),
        (1, ("[2001:db8::5]:443",), "2001:db8::5"),
        (1, ("198.51.100.1,",), None),
    ],
)
def test_the_address_is_taken_as_many_places_from_the_right_as_there_are_proxies(
    make_app: MakeApp, proxies: int, forwarded: tuple[str, ...], expected: str | None
) -> None:
    assert address(make_app(http_trusted_proxies=proxies), *forwarded) == expected


@pytest.mark.requirement("TH-06")
@pytest.mark.parametrize("forwarded", [(), ("192.0.2.66",)])
def test_a_request_that_went_around_a_proxy_is_known_by_its_peer(
    make_app: MakeApp, forwarded: tuple[str, ...]
) -> None:
    assert address(make_app(http_trusted_proxies=2), *forwarded) == PEER


@pytest.mark.requirement("TH-06")
@pytest.mark.parametrize("header", ["Forwarded", "X-Real-IP", "Client-IP", "X-Client-IP", "CF-Connecting-IP"])
def test_no_other_header_counts(make_app: MakeApp, header: str) -> None:
    headers = {header: "for=192.0.2.66" if header == "Forwarded" else "192.0.2.66"}
    app = make_app(http_trusted_proxies=1)

    with app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": PEER}):
        assert client_address() == PEER


def test_a_request_through_a_socket_of_the_machine_has_no_address(make_app: MakeApp) -> None:
    assert address(make_app(), peer="") is None


def test_the_user_agent_is_cut_and_printable(make_app: MakeApp) -> None:
    app = make_app()

    with app.test_request_context("/", headers={"User-Agent": "Browser\t1.0\x1b[31m" + "x" * 1000}):
        text = user_agent_text()
    with app.test_request_context("/"):
        assert user_agent_text() == ""

    assert text.startswith("Browser 1.0 [31mx")
    assert len(text) == 256


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("책방/1.0 (Android)".encode(), "책방/1.0 (Android)"),
        ("Caf\u00e9/1.0".encode("latin-1"), "Caf\u00e9/1.0"),
        ("App\u202eevil".encode(), "App evil"),
    ],
)
def test_the_user_agent_of_an_app_with_a_korean_name_is_read(
    make_app: MakeApp, sent: bytes, read: str
) -> None:
    # So a server hands a header over (PEP 3333).
    with make_app().test_request_context("/", environ_overrides={"HTTP_USER_AGENT": sent.decode("latin-1")}):
        assert user_agent_text() == read


def test_a_request_has_one_random_name(make_app: MakeApp) -> None:
    app = make_app()
    names = []
    for _ in range(20):
        with app.test_request_context("/", headers={"X-Request-Id": "chosen!"}):
            assert request_id() == request_id() == present_origin().request_id
            names.append(request_id())

    assert len(set(names)) == 20


@pytest.mark.parametrize("name", ["8f14e45f-ceea-467f-a0e6-5fbb8c4a0d5c", "01J9ZQ3V7Y8K", "a_b-" * 16])
def test_the_name_that_a_proxy_gave_is_kept(make_app: MakeApp, name: str) -> None:
    with make_app().test_request_context("/", headers={"X-Request-Id": name}):
        assert request_id() == name


@pytest.mark.requirement("LG-02", "LG-03")
@pytest.mark.parametrize(
    "name",
    ["", "short", "x" * 65, "with a space", "line\x85break", "eyJhbGciOi.eyJzdWIi.c2ln", "한글한글한글한글"],
)
def test_a_name_that_might_be_something_else_is_not_taken(make_app: MakeApp, name: str) -> None:
    with make_app().test_request_context("/", environ_overrides={"HTTP_X_REQUEST_ID": name}):
        assert request_id() != name


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
@pytest.mark.parametrize(("trusted", "lines"), [(0, 1), (1, 0)])
def test_proxies_that_nobody_trusts_are_reported_once_with_the_settings_name(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, header: str, trusted: int, lines: int
) -> None:
    client = make_app(http_trusted_proxies=trusted).test_client()

    client.get("/auth/me")
    assert "TRUSTED_PROXIES" not in caplog.text
    for _ in range(3):
        client.get("/auth/me", headers={header: "203.0.113.7"})

    assert caplog.text.count("DAEMUN_HTTP_TRUSTED_PROXIES") == lines
