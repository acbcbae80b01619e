"""LG-03: secrets go wherever a request or a setting has room; nothing that the server writes has one."""

import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.server_process import DaemunServe

PEPPER = "pepper-marker-Vb4Nc8Xz2Lk6Jh0Gf5Ds1Aq9We7R-Ty3Ui"
KEY = "Key_marker.9Qw8Er7Ty6Ui5Op4As3Df2Gh1Jk0LzXcVbNm"
METRICS = "metrics-marker-Po9Iu8Yt7Re6Wq5Lk4Jh3Gf2Ds1"


class Markers:
    """Makes secrets that nothing else looks like, and knows them all."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._numbers = count()

    def new(self) -> str:
        self.made.append(f"marker{next(self._numbers)}of-the-nine-tall-pines")
        return self.made[-1]


@pytest.fixture
def markers() -> Markers:
    return Markers()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DaemunServe]:
    environment = {
        "DAEMUN_SECRET_KEY": KEY,
        "DAEMUN_PASSWORDS_PEPPER": PEPPER,
        "DAEMUN_SERVER_METRICS_TOKEN": METRICS,
        "DAEMUN_SERVER_LOG_LEVEL": "debug",
        "DAEMUN_SERVER_LOG_ADDRESSES": "full",
        "DAEMUN_TRANSPORT_QUERY_STRING": "true",
        "DAEMUN_TRANSPORT_FORM_FIELD": "true",
    }
    with DaemunServe(tmp_path / "server", environment=environment) as server:
        yield server


def use_everything(server: DaemunServe, markers: Markers) -> None:
    """Every way in which a secret can come in a request that is served, refused, or that fails."""
    password, new = markers.new(), markers.new()
    credentials = {"username": "minsu.kim", "password": password}
    tokens = server.post("/auth/register", credentials).body
    markers.made += [tokens["access_token"], tokens["refresh_token"], password[5:-5]]
    markers.made += [tokens["access_token"].rpartition(".")[2], tokens["refresh_token"].rpartition(".")[2]]
    token = tokens["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    planted = {
        "Cookie": f"__Host-daemun-access={markers.new()}; session={markers.new()}",
        "User-Agent": markers.new(),
        "Referer": f"https://example.kr/?{markers.new()}",
        "X-Api-Key": markers.new(),
        "X-Request-Id": f"{markers.new()}.{markers.new()}",
        "X-Forwarded-For": markers.new(),
        "traceparent": markers.new(),
        "Origin": markers.new(),
    }
    for path in ("/protected", "/auth/me", f"/nothing/{markers.new()}", "/metrics", "/health/ready"):
        server.call("GET", f"{path}?{markers.new()}={markers.new()}", headers={**bearer, **planted})
        server.call("GET", f"{path}?access_token={token}", headers=planted)
        server.call("GET", path, token=markers.new())
        server.call("GET", path, headers={"Authorization": f"Basic {markers.new()}"})
        server.call("POST", path, {markers.new(): markers.new()}, headers=planted)
    server.call("POST", f"/broken?{markers.new()}", markers.new(), token=token, headers=planted)
    for path in (
        "/auth/login",
        "/auth/register",
        "/auth/refresh",
        "/auth/reauthenticate",
        "/auth/me/password",
    ):
        for body in (
            {**credentials, "password": markers.new()},
            {"username": markers.new(), "password": [markers.new()]},
            {"refresh_token": markers.new(), markers.new(): 1},
            {"refresh_token": tokens["refresh_token"] + "x"},
            {"username": "x", "password": markers.new() * 40},
            {"password": markers.new()},
            markers.new(),
        ):
            server.call("POST", path, body, token=token)
    server.post("/auth/me/password", {"current_password": password, "new_password": new}, token=token)
    server.post("/auth/login", {**credentials, "password": new})
    refreshed = server.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]}).body
    markers.made += [refreshed.get("refresh_token", new), refreshed.get("access_token", new)]
    server.call("GET", "/metrics", token=METRICS)
    send_unreadable(server, markers)


def send_unreadable(server: DaemunServe, markers: Markers) -> None:
    for sent in (
        f"GET /{markers.new()} HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer {markers.new()}\r\n\r\n",
        f"{markers.new()} /{markers.new()}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\nCookie: {markers.new()}\x00\r\n\r\n",
        f"POST /auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz{markers.new()}\r\n",
        f"POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n{markers.new()}",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(sent.encode("latin-1"))
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass


@pytest.mark.requirement("LG-03", "HS-10", "CF-03")
def test_nothing_that_the_server_writes_has_a_secret(server: DaemunServe, markers: Markers) -> None:
    use_everything(server, markers)
    metrics = server.call("GET", "/metrics", token=METRICS).text
    server.kill_worker()
    assert server.stop() == 0

    log = server.log_text()
    assert len(server.log_lines()) > 80
    assert any("stack" in line for line in server.log_lines())
    assert "daemun_request_seconds" in metrics
    for secret in (PEPPER, KEY, METRICS, *markers.made):
        assert secret not in log, secret
        assert secret not in metrics, secret


@pytest.mark.requirement("LG-03", "CF-03")
def test_the_password_of_a_database_that_is_away_is_not_written(tmp_path: Path) -> None:
    secret = "marker-of-the-database"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://kim:{secret}@127.0.0.1:{closed.getsockname()[1]}/daemun"
        with DaemunServe(tmp_path / "server", database_url=url, workers=1) as server:
            assert server.get("/health/ready").status == 503
            assert server.post("/auth/login", {"username": "minsu", "password": "x" * 20}).status == 503
            assert server.stop() == 0
            assert secret not in server.log_text()
