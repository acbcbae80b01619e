import socket

import click
import pytest

from daemun.cli.listening import listen


def test_a_free_port_is_listened_on() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=5):
        pass


@pytest.mark.parametrize(
    ("host", "port", "reason"),
    [
        ("a..b", 8000, "no such address"),
        ("a" * 300, 8000, "no such address"),
        ("127.0.0.1", 99_999, "no such address"),
        ("203.0.113.1", 8000, "cannot listen on 203.0.113.1"),
    ],
)
def test_what_cannot_be_listened_on_is_a_sentence(host: str, port: int, reason: str) -> None:
    with pytest.raises(click.ClickException, match=reason):
        listen(host, port)


def test_a_taken_port_is_told_with_what_helps() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(click.ClickException, match="--port"):
        listen("127.0.0.1", taken.getsockname()[1])
