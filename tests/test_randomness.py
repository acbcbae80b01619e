import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.randomness import SystemRandomness, base64url, random_id, secret_digest


@pytest.mark.parametrize("n_bytes", [0, 1, 16, 32, 1000])
def test_as_many_bytes_are_given_as_are_asked_for(n_bytes: int) -> None:
    assert len(SystemRandomness().token(n_bytes)) == n_bytes


@pytest.mark.requirement("AC-13")
def test_ids_have_128_random_bits() -> None:
    ids = {random_id(SystemRandomness()) for _ in range(1000)}

    assert len(ids) == 1000
    assert {len(each) for each in ids} == {22}


def test_an_id_is_made_of_exactly_16_bytes_of_the_given_randomness() -> None:
    class Counting:
        def token(self, n_bytes: int) -> bytes:
            return bytes(range(n_bytes))

    assert random_id(Counting()) == "AAECAwQFBgcICQoLDA0ODw"


@given(raw=st.binary(max_size=100))
def test_base64url_is_safe_in_addresses_and_cookies(raw: bytes) -> None:
    written = base64url(raw)

    assert len(written) == -(-len(raw) * 4 // 3)
    assert set(written) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_no_id_looks_like_an_option_of_a_command() -> None:
    class LikeAnOption:
        drawn = iter((bytes([0xF8] * 16), bytes([0xFB] * 16), bytes(16)))

        def token(self, n_bytes: int) -> bytes:
            return next(self.drawn)

    assert base64url(bytes([0xF8] * 16)).startswith("-")
    assert random_id(LikeAnOption()) == "A" * 22


def test_only_the_spelling_that_was_issued_has_its_digest() -> None:
    assert secret_digest("a-Secret") != secret_digest("a-secret")
    # What a stranger sends need not be text that can be encoded.
    assert len(secret_digest("\ud800")) == 32
