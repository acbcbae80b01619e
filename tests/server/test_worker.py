"""What comes over raw sockets, and how long it may take."""

import socket
from pathlib import Path

import pytest

from tests.journeys.people import PASSWORD, Person
from tests.server_process import DaemunServe, wait_until

SECRET = "marker-of-nobodys-business"


def exchange(server: DaemunServe, sent: bytes, *, timeout: float = 20) -> bytes:
    """Everything that comes back until the connection is closed."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as connection:
        connection.sendall(sent)
        answer = b""
        while True:
            part = connection.recv(65536)
            if not part:
                return answer
            answer += part


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", *headers, "Connection: close", "", "")).encode("latin-1")


REFUSED = {
    "two hosts": (get("/open", "Host: a", "Host: b"), 400),
    "no host": (get("/open"), 400),
    "two framings": (get("/open", "Host: a", "Content-Length: 3", "Transfer-Encoding: chunked"), 400),
    "two lengths": (get("/open", "Host: a", "Content-Length: 3", "Content-Length: 4"), 400),
    "unknown coding": (get("/open", "Host: a", "Transfer-Encoding: gzip"), 400),
    "space before colon": (get("/open", "Host: a", f"Authorization : Bearer {SECRET}"), 400),
    "space in name": (get("/open", "Host: a", f"Authori zation: Bearer {SECRET}"), 400),
    "folded header": (get("/open", "Host: a", f"Cookie: {SECRET}", " folded"), 400),
    "null in header": (get("/open", "Host: a", f"Cookie: {SECRET}\0"), 400),
    "large header": (get("/open", "Host: a", f"X-Large: {SECRET * 400}"), 431),
    "many headers": (get("/open", "Host: a", *(f"X-{number}: {SECRET}" for number in range(80))), 431),
    "long address": (get(f"/open?{SECRET * 200}", "Host: a"), 414),
    "unknown version": (f"GET /open?{SECRET} HTTP/9.9\r\nHost: a\r\n\r\n".encode(), 400),
    "bare line feeds": (f"GET /open HTTP/1.1\nHost: a\nCookie: {SECRET}\n\n".encode(), 400),
    "no request": (f"{SECRET}\r\n\r\n".encode(), 400),
}


@pytest.mark.requirement("IV-02", "LG-03")
@pytest.mark.parametrize(("sent", "status"), REFUSED.values(), ids=REFUSED)
def test_a_request_that_can_be_read_in_two_ways_is_refused_and_not_quoted(
    served: DaemunServe, sent: bytes, status: int
) -> None:
    answer = exchange(served, sent)

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in answer
    assert SECRET.encode() not in answer
    assert SECRET not in served.log_text()
    assert served.get("/open").status == 200


UNREADABLE_PIECES = [
    b"0x2\r\n{}\r\n0\r\n\r\n",
    b"-1\r\n\r\n",
    b"2;a\nb\r\n{}\r\n",
    b"2\r\n{}extra\r\n",
]


@pytest.mark.requirement("IV-02")
@pytest.mark.parametrize("path", ["/seen", "/auth/login"])
@pytest.mark.parametrize("piece", UNREADABLE_PIECES)
def test_a_body_whose_pieces_cannot_be_read_is_malformed_and_the_last_on_its_connection(
    served: DaemunServe, path: str, piece: bytes
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    chunked = "Transfer-Encoding: chunked\r\n\r\n"

    before = len(served.log_lines())

    answer = exchange(served, (head + chunked).encode() + piece + get("/open", "Host: a"))

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code": "malformed_body"' in answer or b'"code":"malformed_body"' in answer
    assert b"HTTP/1.1 200" not in answer
    assert [line for line in served.log_lines()[before:] if line["level"] == "error"] == []


@pytest.mark.requirement("TH-06")
def test_headers_that_look_like_those_of_a_proxy_change_nothing(served: DaemunServe) -> None:
    person = Person.register(served, "proxied.person")
    body = b'{"username": "proxied.person", "password": "%s"}' % PASSWORD.encode()
    forged = (
        f"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n"
        f"X_Forwarded_For: 198.51.100.66\r\nX-Forwarded-For: 198.51.100.67\r\nSCRIPT_NAME: /evil\r\n"
        f"Script-Name: /evil\r\nX-Forwarded-Proto: https\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body

    answer = exchange(served, forged)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Strict-Transport-Security" not in answer
    addresses = {session["address"] for session in person.get("/auth/sessions").body["sessions"]}
    assert addresses == {"127.0.0.1"}


@pytest.mark.requirement("CF-04")
def test_no_version_is_told(served: DaemunServe) -> None:
    for path in ("/open", "/nothing", "/health/live"):
        assert not any(digit in served.get(path).headers.get("Server", "") for digit in "0123456789")


@pytest.mark.requirement("RL-13")
def test_a_request_that_never_ends_is_ended_and_its_process_replaced(tmp_path: Path) -> None:
    environment = {"DAEMUN_SERVER_REQUEST_TIMEOUT": "1"}
    with DaemunServe(tmp_path / "server", environment=environment, workers=1) as server:
        stuck_in = server.worker_ids()

        assert exchange(server, get("/stuck", "Host: a")) == b""
        wait_until(lambda: server.worker_ids() != stuck_in and server.get("/open").status == 200, 30)

        assert any("is stuck" in line["event"] for line in server.log_lines())
        assert server.stop() == 0


def test_a_head_that_never_comes_is_not_waited_for(served: DaemunServe) -> None:
    assert exchange(served, b"GET /open HTTP/1.1\r\nHost: a\r\nX-Slow: ") == b""
