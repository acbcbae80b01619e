import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from daemun.outbound.fetcher import MAX_BYTES, Fetcher, FetchFailed


class Service(ThreadingHTTPServer):
    """A service elsewhere, on a loopback port."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.over = Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Conversation(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/other")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        try:
            if self.path == "/endless":
                while not self.server.over.is_set():
                    self.wfile.write(b"x" * 65536)
            elif self.path == "/drip":
                while not self.server.over.wait(0.02):
                    self.wfile.write(b"x")
            elif self.path == "/silent":
                self.server.over.wait(10)
            else:
                self.wfile.write(b"hello")
        except OSError:
            pass

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        thread = Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield service
        service.over.set()
        service.shutdown()
        thread.join()


def fetcher(service: Service) -> Fetcher:
    return Fetcher(trusted_origins=frozenset([service.origin]))


def test_an_answer_comes_back(service: Service) -> None:
    answer = fetcher(service).get(f"{service.origin}/path?a=b", headers={"X-One": "1"})

    assert (answer.status, answer.body) == (200, b"hello")
    ((method, path, headers, _),) = service.requests
    assert (method, path, headers["X-One"]) == ("GET", "/path?a=b", "1")
    assert headers["Accept-Encoding"] == "identity"


def test_a_body_is_posted(service: Service) -> None:
    fetcher(service).post(f"{service.origin}/", b"a=b", headers={"Content-Type": "text/plain"})

    ((method, _, headers, body),) = service.requests
    assert (method, headers["Content-Type"], body) == ("POST", "text/plain", b"a=b")


@pytest.mark.requirement("NT-01")
def test_a_redirect_is_not_followed(service: Service) -> None:
    answer = fetcher(service).get(f"{service.origin}/redirect")

    assert (answer.status, answer.headers["location"]) == (302, "/other")
    assert len(service.requests) == 1


@pytest.mark.requirement("NT-01")
@pytest.mark.parametrize("path", ["/endless", "/drip", "/silent"])
def test_what_is_too_large_or_too_slow_is_given_up(service: Service, path: str) -> None:
    start = time.monotonic()

    with pytest.raises(FetchFailed):
        fetcher(service).get(f"{service.origin}{path}", timeout=0.3, max_bytes=MAX_BYTES)

    assert time.monotonic() - start < 3


@pytest.mark.requirement("NT-01")
@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://user:password@example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https://example.com:99999/",
        "nothing",
        "",
    ],
)
def test_what_must_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed):
        Fetcher().get(url, timeout=1)


def test_only_the_very_origin_that_is_trusted_is(service: Service) -> None:
    other = service.origin.replace("127.0.0.1", "localhost")

    with pytest.raises(FetchFailed, match="https"):
        fetcher(service).get(other)
    assert service.requests == []
