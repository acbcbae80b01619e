"""A thread begins when a request is here, and not before; nobody reads anything on the way."""

import select
import socket
from collections.abc import Iterator

import pytest

from daemun.server.arrival import has_arrived

HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    server.setblocking(False)
    with client, server:
        yield client, server


def _is_readable(server: socket.socket) -> bool:
    return bool(select.select([server], [], [], 0.2)[0])


def test_one_byte_after_the_other_arrives_with_the_last(pair: Pair) -> None:
    client, server = pair
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    assert not has_arrived(server)

    for byte in HEAD:
        client.sendall(bytes([byte]))
        assert _is_readable(server)
        assert not has_arrived(server)
    client.sendall(b"hell")
    assert not _is_readable(server)
    client.sendall(b"o")
    assert _is_readable(server)
    assert has_arrived(server)

    server.setblocking(True)
    assert server.recv(1000) == HEAD + b"hello"


def test_what_is_not_whole_wakes_nobody_until_more_comes(pair: Pair) -> None:
    client, server = pair
    client.sendall(HEAD + b"he")
    assert _is_readable(server)
    assert not has_arrived(server)
    assert not _is_readable(server)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /x HTTP/1.1\nHost: a\n\n",
        b"POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /x HTTP/1.1\r\nContent-Length: 999999\r\n\r\n",
        b"GET /" + b"x" * 20_000,
    ],
    ids=["no body", "bare line feeds", "expects a word", "pieces", "too long", "a head without end"],
)
def test_what_a_thread_must_decide_has_arrived(pair: Pair, sent: bytes) -> None:
    client, server = pair
    client.sendall(sent)
    assert _is_readable(server)

    assert has_arrived(server)


def test_half_a_request_whose_sender_left_has_arrived(pair: Pair) -> None:
    client, server = pair
    client.sendall(HEAD)
    assert _is_readable(server)
    assert not has_arrived(server)

    client.shutdown(socket.SHUT_WR)

    assert _is_readable(server)
    assert has_arrived(server)
