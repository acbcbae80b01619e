import pytest

from daemun.loopback import is_loopback, leaves_in_the_clear


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.9.9.9", "::1"])
def test_the_own_machine_is_recognized(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "example.kr", "localhost.example.kr", "10.0.0.1", "0.0.0.0", "::", "[::1]"]
)
def test_other_machines_are_not(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.requirement("CF-01")
@pytest.mark.parametrize(
    ("address", "leaves"),
    [
        ("http://login.example.kr", True),
        ("HTTP://login.example.kr/path", True),
        ("http://localhost@login.example.kr", True),
        ("http://[broken", True),
        ("http://localhost:5000", False),
        ("http://[::1]:5000", False),
        ("https://login.example.kr", False),
        ("urn:daemun", False),
    ],
)
def test_plain_http_to_others_leaves_in_the_clear(address: str, leaves: bool) -> None:
    assert leaves_in_the_clear(address) == leaves
