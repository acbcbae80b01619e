import pytest

from daemun.randomness import SystemRandomness
from daemun.sealing import SealBroken, Sealing

SEALING = Sealing(b"k" * 32, SystemRandomness())


def test_what_was_sealed_opens_for_its_record() -> None:
    assert SEALING.open(SEALING.seal(b"secret", record="key-1"), record="key-1") == b"secret"


def test_sealing_twice_gives_different_bytes_and_never_the_content() -> None:
    sealed = [SEALING.seal(b"secret", record="key-1") for _ in range(100)]

    assert len(set(sealed)) == 100
    assert not any(b"secret" in each for each in sealed)


@pytest.mark.requirement("JK-09", "CR-04")
def test_what_was_sealed_does_not_open_elsewhere() -> None:
    sealed = SEALING.seal(b"secret", record="key-1")

    with pytest.raises(SealBroken):
        SEALING.open(sealed, record="key-2")
    with pytest.raises(SealBroken, match=r"^a signing key does not open: was the secret key"):
        Sealing(b"x" * 32, SystemRandomness()).open(sealed, record="key-1")


def test_every_changed_byte_breaks_the_seal() -> None:
    sealed = SEALING.seal(b"secret", record="key-1")

    for index in range(len(sealed)):
        changed = sealed[:index] + bytes([sealed[index] ^ 1]) + sealed[index + 1 :]
        with pytest.raises(SealBroken):
            SEALING.open(changed, record="key-1")


@pytest.mark.parametrize("sealed", [b"", b"short", b"\0" * 12, b"\0" * 28])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        SEALING.open(sealed, record="key-1")
