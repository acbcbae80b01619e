import os
from pathlib import Path

import pytest

from daemun.randomness import SystemRandomness
from daemun.secret_key import SecretKey, SecretKeyRefused, open_secret_key, read_secret_key
from tests.storage.racing import race

GOOD = "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk="


@pytest.mark.requirement("JK-09")
def test_each_purpose_has_a_key_of_its_own() -> None:
    key, other = SecretKey(b"k" * 32), SecretKey(b"x" * 32)
    derived = {each.derive(purpose) for each in (key, other) for purpose in ("one", "two", "")}

    assert len(derived) == 6
    assert {len(each) for each in derived} == {32}
    assert key.derive("one") == SecretKey(b"k" * 32).derive("one")


@pytest.mark.requirement("HS-10", "LG-03")
def test_a_key_does_not_show_itself() -> None:
    assert "kkkk" not in repr(SecretKey(b"k" * 32))


def test_a_generated_key_is_taken() -> None:
    assert read_secret_key(GOOD).material == GOOD.encode()


def test_hexadecimal_keys_of_generators_are_taken_whatever_digits_they_lack() -> None:
    assert (
        len(read_secret_key("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08").material)
        == 64
    )
    assert (
        len(read_secret_key("1c9b2f0d7e1a4c5b9d0f2e7a1b4c5d9f0e2a7b1d4c5f9e0a2b7d1f4e5c9a0b2d").material)
        == 64
    )


@pytest.mark.requirement("JK-10")
@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD[:31],
        "k" * 64,
        "ab" * 32,
        "0123456789" * 4,
        "0123456789abcdef0123456789abcdef",
        "abcdefghijklmnopqrstuvwxyz012345",
        "correct-horse-battery-staple-and-more-words",
        "PLEASE_CHANGE_THIS_SECRET_KEY_IN_PRODUCTION",
        "this is my super secret key nobody knows it",
        "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허",
        "your-256-bit-secret-key-here-make-it-long-and-random-enough",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    ],
)
def test_a_short_or_guessable_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(SecretKeyRefused) as refused:
        read_secret_key(text)

    assert not text or text not in str(refused.value)
    assert "openssl rand" in str(refused.value)


@pytest.mark.requirement("JK-01")
def test_the_key_file_is_made_at_first_use_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "key"

    made = open_secret_key(path, SystemRandomness())

    assert len(made.material) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert open_secret_key(path, SystemRandomness()) == made
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.requirement("JK-01")
def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert open_secret_key(tmp_path / "one", SystemRandomness()) != open_secret_key(
        tmp_path / "two", SystemRandomness()
    )


def test_of_many_that_start_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    keys = race(12, lambda _: open_secret_key(tmp_path / "key", SystemRandomness()).material)

    assert len(set(keys)) == 1


@pytest.mark.requirement("CF-03")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o666])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    open_secret_key(path, SystemRandomness())
    path.chmod(mode)

    with pytest.raises(SecretKeyRefused, match=r"run: chmod 600 .*key"):
        open_secret_key(path, SystemRandomness())


def test_a_loose_umask_does_not_open_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_secret_key(tmp_path / "key", SystemRandomness())
    finally:
        os.umask(before)

    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.requirement("JK-01")
@pytest.mark.parametrize("content", [b"", b"abc", b"!!!!", b"\xff\xfe", b"A" * 42, b"A" * 44])
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(SecretKeyRefused, match="damaged"):
        open_secret_key(path, SystemRandomness())
