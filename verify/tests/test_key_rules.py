"""Key material that must never be verified with."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from daemun_verify import VerificationKey
from daemun_verify.key_rules import check_ed25519_point, check_hmac_secret, check_rsa_key
from verify.tests.issuer import encode

PRIVATE_KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC_KEY = PRIVATE_KEY.public_key()
ROCA_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)

KEY_FILES = [
    PUBLIC_KEY.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    PUBLIC_KEY.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    PUBLIC_KEY.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
    PRIVATE_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    PRIVATE_KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    PRIVATE_KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()),
    b'{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"key-1"}',
    b'{"keys":[{"crv":"P-256","kty" : "EC","x":"AAAA"}]}',
    b"-----BEGIN CERTIFICATE-----\nMIIB8jCCAZigAwIBAgIU\n-----END CERTIFICATE-----\n",
]


@pytest.mark.requirement("JW-07")
@pytest.mark.parametrize("key_file", KEY_FILES, ids=map(str, range(len(KEY_FILES))))
@pytest.mark.parametrize("before", [b"", b" ", b"\n\n", b"\xef\xbb\xbf", b"\0", b"secret: "])
@pytest.mark.parametrize("after", [b"", b"\n", b"\0\0"])
def test_a_key_file_is_no_secret(key_file: bytes, before: bytes, after: bytes) -> None:
    with pytest.raises(ValueError, match="key file"):
        check_hmac_secret(before + key_file + after, minimum_size=32)


@pytest.mark.requirement("JW-07")
@pytest.mark.parametrize(("algorithm", "size"), [("HS256", 32), ("HS384", 48), ("HS512", 64)])
def test_secrets_are_as_long_as_their_hash(algorithm: str, size: int) -> None:
    def read(secret: bytes) -> VerificationKey:
        return VerificationKey.from_jwk({"kty": "oct", "kid": "1", "alg": algorithm, "k": encode(secret)})

    secret = bytes(place * 7 for place in range(size - 30)) + bytes(place * 5 + 3 for place in range(30))
    assert read(secret).algorithm == algorithm
    with pytest.raises(ValueError, match="fewer than"):
        read(secret[:-1])
    for empty in (b"", secret[:1]):
        with pytest.raises(ValueError, match=r".+"):
            read(empty)


@pytest.mark.requirement("JK-10")
def test_a_guessable_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="guessable"):
        check_hmac_secret(b"your-256-bit-secret-min-32-chars-long-change-this", minimum_size=32)


def test_random_secrets_pass() -> None:
    for number in range(256):
        check_hmac_secret(bytes((number * 31 + place * 7) % 256 for place in range(64)), minimum_size=64)


@pytest.mark.requirement("JW-19")
@pytest.mark.parametrize("exponent", [1, 3, 17, 65536, 65539])
def test_only_the_usual_exponent_passes(exponent: int) -> None:
    modulus = rsa.generate_private_key(65537, 2048).public_key().public_numbers().n
    jwk = {
        "kty": "RSA",
        "kid": "1",
        "alg": "RS256",
        "n": encode_number(modulus),
        "e": encode_number(exponent),
    }

    with pytest.raises(ValueError, match=r".+"):
        VerificationKey.from_jwk(jwk)


@pytest.mark.requirement("JW-19")
def test_rsa_keys_of_the_wrong_size_are_refused() -> None:
    check_rsa_key(rsa.generate_private_key(65537, 2048).public_key())
    for modulus in (2**2046 + 1, 2**8193 + 1):
        with pytest.raises(ValueError, match="bits"):
            check_rsa_key(rsa.RSAPublicNumbers(65537, modulus).public_key())


@pytest.mark.requirement("JW-19")
def test_moduli_of_the_broken_generator_are_refused() -> None:
    product = 1
    for prime in ROCA_PRIMES:
        product *= prime
    # A prime of that generator is a power of 65537 modulo many small primes, and so is a product of two.
    modulus = pow(65537, 12345, product) + product * (2**2047 // product + 7)
    modulus += product if modulus % 2 == 0 else 0

    with pytest.raises(ValueError, match="CVE-2017-15361"):
        check_rsa_key(rsa.RSAPublicNumbers(65537, modulus).public_key())


@pytest.mark.requirement("JW-18")
@pytest.mark.parametrize("sign_bit", [0, 1 << 255])
@pytest.mark.parametrize(
    "y",
    [
        0,
        1,
        2**255 - 20,
        2**255 - 19,
        2**255 - 18,
        2**255 - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    ],
)
def test_ed25519_points_that_anybody_can_sign_for_are_refused(y: int, sign_bit: int) -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        check_ed25519_point((y | sign_bit).to_bytes(32, "little"))


def test_ed25519_keys_pass() -> None:
    for _ in range(20):
        check_ed25519_point(ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw())


def test_points_of_order_eight_are_those_that_eight_times_are_nothing() -> None:
    prime = 2**255 - 19
    d = -121665 * pow(121666, -1, prime) % prime
    for y in (
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    ):
        square = (y * y - 1) * pow(d * y * y + 1, -1, prime) % prime
        # Twice a point of order 8 has order 4 and y = 0, and y of the double is a multiple of y² + x².
        assert (y * y + square) % prime == 0


def encode_number(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
