"""Secrets that people make up or copy are refused; those of generators never are."""

from base64 import b32encode, b64decode, b64encode
from random import Random

import pytest

from daemun_verify.guessable_secret import is_guessable

SPRING = "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970"
RANDOM = Random(20)


@pytest.mark.requirement("JK-10")
@pytest.mark.parametrize(
    "secret",
    [
        b"k" * 32,
        b"ab" * 32,
        b"\0" * 32,
        b"secret" + b"\0" * 26,
        b"\0" * 16 + bytes(place * 7 for place in range(16)),
        bytes(range(32)),
        bytes(reversed(range(64))),
        b"very secret" * 3,
        b"mysecretkeymysecretkeymysecretkey!",
        b"0123456789" * 4,
        b"0123456789abcdef0123456789abcdef",
        b"your-256-bit-secret" * 2,
        b"your-256-bit-secret-min-32-chars-long-change-this",
        b"your-256-bit-secret-key-here-make-it-long-and-random-enough",
        b"your-256-bit-secret-key-for-development-only-change-in-production",
        b"a-string-secret-at-least-256-bits-long",
        b"a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
        b"your-super-secret-jwt-token-with-at-least-32-characters-long",
        b"super_secret_key_for_jwt_2024_at_least_32_bytes!!",
        b"MySuperSecretKeyForJwtTokenSigning1234567890",
        b"CorrectHorseBatteryStapleAndMoreWords",
        b"reallyreallyreallyreallyverysafe",
        b"DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE.",
        "맞춤형 사용자 로그인 기능의 비밀 열쇠입니다".encode(),
        b"3EK6FD+o0+c7tzBNVfjpMkNDi2yARAAKzQlk8O2IKoxQu4nF7EdAh8s3TwpHwrdWT6R",
        b"09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        SPRING.encode(),
        bytes.fromhex(SPRING),
        b64decode(SPRING),
        b64encode(b"my-secret-token-to-change-in-production-and-to-keep-in-a-secure-place"),
        b"correct-horse-battery-staple-and-more".hex().encode(),
    ],
    ids=repr,
)
def test_what_people_make_up_or_copy_is_guessable(secret: bytes) -> None:
    assert is_guessable(secret)


@pytest.mark.parametrize(
    "write",
    [
        bytes,
        lambda raw: raw.hex().encode(),
        b64encode,
        lambda raw: b"my-app-secret-" + raw.hex().encode(),
        lambda raw: b32encode(raw).lower(),
    ],
    ids=["raw", "base16", "base64", "with a name", "base32"],
)
@pytest.mark.parametrize("size", [32, 48, 64])
def test_what_a_generator_makes_is_not(write: object, size: int) -> None:
    assert callable(write)
    for _ in range(200):
        assert not is_guessable(write(RANDOM.randbytes(size)))


def test_long_secrets_are_judged_in_time() -> None:
    for long in (b"a" * 8000 + b"1", b"Aa" * 4000 + b"1", b"aB." * 3000 + b"1"):
        assert is_guessable(long)
