"""One download: over TLS, bounded, without detours."""

import http.client
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from daemun_verify import key_set_download
from daemun_verify.key_set_download import MAX_BYTES, download, read_address
from verify.tests.key_server import KeyServer, make_certificate, send

TLS = ssl.create_default_context()
REFUSED = (OSError, http.client.HTTPException, ValueError)


@pytest.mark.requirement("JK-06")
@pytest.mark.parametrize(
    "url",
    [
        "http://login.example/keys",
        "http://10.0.0.1/keys",
        "http://127.0.0.1.example/keys",
        "http://localhost.example/keys",
        "ftp://login.example/keys",
        "file:///etc/passwd",
        "login.example/keys",
        "https:///keys",
        "https://user@login.example/keys",
        "https://user:pass@login.example/keys",
        "https://login.example/keys#part",
        "https://login.example/ke ys",
        "https://login.example/keys\r\nX: y",
        "https://login.example:99999/keys",
        "https://로그인.example/keys",
        "",
    ],
)
def test_addresses_that_are_not_plain_https_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_address(url)


@pytest.mark.requirement("JK-06")
def test_https_passes_and_http_only_to_this_machine() -> None:
    assert read_address("https://login.example").port == 443
    assert read_address("https://login.example:8443/a/b?c=d").target == "/a/b?c=d"
    for host in ("localhost", "127.0.0.1", "127.9.9.9", "[::1]"):
        assert not read_address(f"http://{host}:8000/keys").is_https


@pytest.mark.requirement("JK-06")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with KeyServer(certificate) as server:
        server.answer = send(b"{}")
        trusting = ssl.create_default_context(cafile=certificate)

        assert download(read_address(server.url), tls=trusting).body == b"{}"
        with pytest.raises(ssl.SSLCertVerificationError):
            download(read_address(server.url), tls=TLS)
        with pytest.raises(ssl.SSLCertVerificationError):
            download(read_address(server.url.replace("127.0.0.1", "localhost")), tls=trusting)


@pytest.mark.requirement("JK-06")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(key_server: KeyServer, status: int) -> None:
    key_server.answer = send(b"", status=status, Location="/elsewhere")

    with pytest.raises(ValueError, match=str(status)):
        download(read_address(key_server.url), tls=TLS)

    assert key_server.paths == ["/keys?set=1"]


@pytest.mark.requirement("JK-06")
def test_sets_of_more_than_64_kib_are_refused(key_server: KeyServer) -> None:
    key_server.answer = send(b"x" * MAX_BYTES)
    assert len(download(read_address(key_server.url), tls=TLS).body) == MAX_BYTES

    key_server.answer = send(b"x" * (MAX_BYTES + 1))
    with pytest.raises(ValueError, match="64 KiB"):
        download(read_address(key_server.url), tls=TLS)


@pytest.mark.requirement("JK-06")
@pytest.mark.parametrize("is_dripping", [True, False])
def test_a_server_that_takes_its_time_is_hung_up_on(
    key_server: KeyServer, monkeypatch: pytest.MonkeyPatch, is_dripping: bool
) -> None:
    monkeypatch.setattr(key_set_download, "READ_SECONDS", 0.4)
    is_over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        while is_dripping and not is_over.wait(0.05):
            handler.wfile.write(b"X")
        is_over.wait(5)

    key_server.answer = drip
    start = time.monotonic()

    with pytest.raises(REFUSED):
        download(read_address(key_server.url), tls=TLS)

    assert time.monotonic() - start < 2
    is_over.set()


def test_a_server_that_is_not_there_is_an_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    with pytest.raises(OSError, match=r".+"):
        download(read_address(f"http://127.0.0.1:{port}/"), tls=TLS)


@pytest.mark.parametrize(
    ("header", "max_age"),
    [
        ("max-age=60", 60),
        ("public, Max-Age=60, must-revalidate", 60),
        ('max-age="60"', 60),
        ("s-maxage=60", None),
        ("no-store", None),
        ("max-age=x", None),
        ("\x85max-age=60", None),
        ("max-age\xa0=60", None),
        ("public,\tmax-age = 60", 60),
    ],
)
def test_the_time_to_keep_a_set_is_read(key_server: KeyServer, header: str, max_age: int | None) -> None:
    key_server.answer = send(b"{}", Cache_Control=header)

    assert download(read_address(key_server.url), tls=TLS).max_age == max_age
