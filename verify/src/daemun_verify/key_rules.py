"""Rules for key material that is safe to verify with, beyond what the libraries check."""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from daemun_verify.guessable_secret import is_guessable

_MIN_RSA_BITS = 2048
_MAX_RSA_BITS = 8192
_RSA_EXPONENT = 65537

# Small primes for which the powers of 65537 do not reach every residue: the mark of CVE-2017-15361 (ROCA).
_ROCA_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)

_ED25519_PRIME = 2**255 - 19
# The y coordinates of the points of order 1, 2, 4 and 8: anybody can sign for such a "key".
_ED25519_LOW_ORDER = frozenset(
    {
        0,
        1,
        _ED25519_PRIME - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)

_KEY_FILE_MARKS = (
    b"-----BEGIN",
    b"---- BEGIN",
    b"-----END",
    b"ssh-",
    b"ecdsa-sha2-",
    b"sk-ssh",
    b"PuTTY-User-Key",
)


def check_rsa_key(key: RSAPublicKey) -> None:
    """Refuse moduli outside of 2,048 to 8,192 bits, exponents but 65537, and ROCA keys (RFC 7518 3.3)."""
    numbers = key.public_numbers()
    if not _MIN_RSA_BITS <= numbers.n.bit_length() <= _MAX_RSA_BITS or numbers.n % 2 == 0:
        raise ValueError("an RSA key has 2,048 to 8,192 bits")
    if numbers.e != _RSA_EXPONENT:
        raise ValueError("the exponent of an RSA key is 65537")
    if all(numbers.n % prime in _powers_of_exponent(prime) for prime in _ROCA_PRIMES):
        raise ValueError("the RSA key was made by a broken generator (CVE-2017-15361)")


def check_ed25519_point(encoded: bytes) -> None:
    """Refuse encodings of a point that are not canonical, and points of low order (RFC 8032 5.1.3)."""
    y = int.from_bytes(encoded, "little") & ~(1 << 255)
    if y >= _ED25519_PRIME or y in _ED25519_LOW_ORDER:
        raise ValueError("not a safe Ed25519 public key")


def check_hmac_secret(secret: bytes, *, minimum_size: int) -> None:
    """Refuse secrets that are short (RFC 7518 section 3.2), guessable (RFC 8725 section 3.5), or contain a
    key file at any offset.
    """
    if len(secret) < minimum_size:
        raise ValueError(f"the secret has fewer than {minimum_size} bytes")
    if any(mark in secret for mark in _KEY_FILE_MARKS) or b'"kty"' in secret.replace(b"\0", b""):
        raise ValueError("the secret is a key file")
    if any(_is_der(secret[start:]) for start in range(len(secret)) if secret[start] == 0x30):
        raise ValueError("the secret is a key file")
    if is_guessable(secret):
        raise ValueError("the secret is guessable; make one with: openssl rand -base64 64")


def _powers_of_exponent(prime: int) -> frozenset[int]:
    return frozenset(pow(_RSA_EXPONENT, power, prime) for power in range(prime - 1))


def _is_der(encoded: bytes) -> bool:
    for load in (load_der_public_key, x509.load_der_x509_certificate, _load_der_private_key):
        try:
            load(_without_trailing_bytes(encoded))
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        return True
    return False


def _load_der_private_key(encoded: bytes) -> object:
    return load_der_private_key(encoded, password=None)


def _without_trailing_bytes(encoded: bytes) -> bytes:
    """Cut a DER sequence at its declared length."""
    if len(encoded) < 2 or encoded[1] < 0x80:
        return encoded[: 2 + encoded[1]] if len(encoded) > 1 else encoded
    size_of_length = encoded[1] & 0x7F
    return encoded[: 2 + size_of_length + int.from_bytes(encoded[2 : 2 + size_of_length], "big")]
