"""ForeignHash: a password hash from another product, in our own format.

`$daemun-foreign$<scheme>[,nfkd][,hmac=<id>]$<costs>$<salt>$<tag>`: costs in decimal with commas, salt and tag
in base64.
"""

import hashlib
import hmac
import re
import unicodedata
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import SecretStr

_BCRYPT_MAX_BYTES: Final = 72
_MIN_TAG: Final = 16
_MAX_BYTES: Final = 1024
_STORED: Final = re.compile(
    r"\$daemun-foreign\$(?P<scheme>[a-z0-9-]{1,40})(?P<nfkd>,nfkd)?(?:,hmac=(?P<hmac>[0-9a-f]{16}))?"
    r"\$(?P<costs>[0-9]{1,10}(?:,[0-9]{1,10}){0,3})\$(?P<salt>[A-Za-z0-9+/]*={0,2})\$(?P<tag>[A-Za-z0-9+/]+={0,2})"
)


class Scheme(StrEnum):
    """How the tag is computed. In brackets: what `costs` holds."""

    PBKDF2_SHA256 = "pbkdf2-sha256"
    """(iterations)"""
    PBKDF2_SHA512 = "pbkdf2-sha512"
    SCRYPT = "scrypt"
    """(N, r, p), RFC 7914."""
    FIREBASE_SCRYPT = "firebase-scrypt"
    """(N, r, p). The tag is the AES-256-CTR key stream of the scrypt key, so no signer key is needed."""
    BCRYPT = "bcrypt"
    """(rounds, as a power of two). Salt and tag in bcrypt's own base64."""
    BCRYPT_OF_HEX_SHA256 = "bcrypt-hex-sha256"
    BCRYPT_OF_SHA256 = "bcrypt-sha256"
    BCRYPT_OF_HMAC = "bcrypt-hmac-sha256"
    BCRYPT_OF_WORDPRESS = "bcrypt-wordpress"
    """WordPress since 6.8: bcrypt of an HMAC-SHA-384 with a public key."""
    PHPASS = "phpass"
    """(rounds of MD5, as a power of two). WordPress before 6.8, phpBB. Always weak."""
    ARGON2D = "argon2d"
    """(version, KiB, passes, lanes), RFC 9106."""
    ARGON2I = "argon2i"
    ARGON2ID = "argon2id"


@dataclass(frozen=True, slots=True)
class ForeignHash:
    """Everything needed to verify a password, and nothing else."""

    scheme: Scheme
    costs: tuple[int, ...]
    salt: bytes
    tag: bytes
    nfkd: bool = False
    """The password was normalized to NFKD first, as Flask-Security does."""
    hmac_key: str | None = None
    """The key id of the HMAC-SHA-512 that was hashed instead of the password (Flask-Security)."""

    def __str__(self) -> str:
        nfkd = ",nfkd" if self.nfkd else ""
        key = f",hmac={self.hmac_key}" if self.hmac_key else ""
        costs = ",".join(map(str, self.costs))
        salt, tag = (b64encode(each).decode("ascii") for each in (self.salt, self.tag))
        return f"$daemun-foreign${self.scheme}{nfkd}{key}${costs}${salt}${tag}"

    @property
    def is_sound(self) -> bool:
        """Whether salt, tag and costs are valid, and verifying takes at most two seconds and 256 MiB."""
        sizes = len(self.salt) <= _MAX_BYTES and _MIN_TAG <= len(self.tag) <= _MAX_BYTES
        match self.scheme, self.costs:
            case Scheme.PBKDF2_SHA256, (iterations,):
                return sizes and 0 < iterations <= 4_000_000
            case Scheme.PBKDF2_SHA512, (iterations,):
                return sizes and 0 < iterations <= 2_000_000
            case ((Scheme.SCRYPT | Scheme.FIREBASE_SCRYPT), (n, r, p)):
                is_power = n > 1 and n.bit_count() == 1
                return sizes and is_power and 0 < n * r <= 2**20 and 0 < n * r * p <= 2**22
            case ((Scheme.ARGON2D | Scheme.ARGON2I | Scheme.ARGON2ID), (version, memory, passes, lanes)):
                bearable = memory <= 2**18 and 0 < memory * passes <= 2**21 and 0 < 8 * lanes <= memory
                return sizes and bearable and version in {0x10, 0x13} and len(self.salt) >= 8
            case (
                (
                    Scheme.BCRYPT
                    | Scheme.BCRYPT_OF_HEX_SHA256
                    | Scheme.BCRYPT_OF_SHA256
                    | Scheme.BCRYPT_OF_HMAC
                    | Scheme.BCRYPT_OF_WORDPRESS
                ),
                (rounds,),
            ):
                return 4 <= rounds <= 14 and (len(self.salt), len(self.tag)) == (22, 31)
            case Scheme.PHPASS, (rounds,):
                return 7 <= rounds <= 18 and (len(self.salt), len(self.tag)) == (8, 16)
        return False

    @property
    def is_weak(self) -> bool:
        """Whether it is cheaper to guess than OWASP ASVS 5.0 appendix C allows."""
        match self.scheme, self.costs:
            case Scheme.PBKDF2_SHA256, (iterations,):
                return iterations < 600_000
            case Scheme.PBKDF2_SHA512, (iterations,):
                return iterations < 210_000
            case ((Scheme.SCRYPT | Scheme.FIREBASE_SCRYPT), (n, r, _)):
                return n * r < 2**17
            case ((Scheme.ARGON2D | Scheme.ARGON2I | Scheme.ARGON2ID), (_, memory, passes, _)):
                return memory < 7_168 or memory * passes < 35_840
            case Scheme.PHPASS, _:
                return True
            case _, (rounds,):
                return rounds < 10
        return True

    def is_of(self, password: str, *, typed: str, hmac_keys: Mapping[str, SecretStr]) -> bool:
        """Whether this is the password's hash. Takes time and memory: only on a thread of the HashGate.

        password: in its normal form; typed: as it was entered, which is what other products hash.
        """
        key = None if self.hmac_key is None else hmac_keys[self.hmac_key].get_secret_value().encode("utf-8")
        # Every form is tried, even after a match: timing must not reveal which one matched.
        matches = [self._matches(form, key) for form in self._forms(password, typed)]
        return any(matches)

    def _forms(self, password: str, typed: str) -> Iterator[bytes]:
        forms = (typed, password, unicodedata.normalize("NFKD", typed)) if self.nfkd else (typed, password)
        return (form.encode("utf-8") for form in dict.fromkeys(forms))

    def _matches(self, password: bytes, key: bytes | None) -> bool:
        if key is not None:
            password = b64encode(hmac.digest(key, password, "sha512"))
        is_right = hmac.compare_digest(self._derive(password), self.tag)
        # bcrypt ignores bytes from the 73rd on, so it cannot prove a longer password.
        is_cut = self.scheme is Scheme.BCRYPT and key is None and len(password) > _BCRYPT_MAX_BYTES
        return is_right and not is_cut

    def _derive(self, password: bytes) -> bytes:
        match self.scheme:
            case Scheme.PBKDF2_SHA256 | Scheme.PBKDF2_SHA512:
                digest = self.scheme.removeprefix("pbkdf2-")
                return hashlib.pbkdf2_hmac(digest, password, self.salt, self.costs[0], len(self.tag))
            case Scheme.SCRYPT:
                return self._scrypt(password, len(self.tag))
            case Scheme.FIREBASE_SCRYPT:
                return key_stream(self._scrypt(password, 32), len(self.tag))
            case Scheme.PHPASS:
                return self._phpass(password)
            case Scheme.ARGON2D | Scheme.ARGON2I | Scheme.ARGON2ID:
                return self._argon2(password)
            case _:
                return self._bcrypt(self._shortened(password))

    def _shortened(self, password: bytes) -> bytes:
        """The input for bcrypt, which ignores bytes from the 73rd on."""
        match self.scheme:
            case Scheme.BCRYPT_OF_HEX_SHA256:
                return hashlib.sha256(password).hexdigest().encode("ascii")
            case Scheme.BCRYPT_OF_SHA256:
                return b64encode(hashlib.sha256(password).digest())
            case Scheme.BCRYPT_OF_HMAC:
                return b64encode(hmac.digest(self.salt, password, "sha256"))
            case Scheme.BCRYPT_OF_WORDPRESS:
                return b64encode(hmac.digest(b"wp-sha384", password, "sha384"))
            case _:
                return password[:_BCRYPT_MAX_BYTES]

    def _scrypt(self, password: bytes, length: int) -> bytes:
        n, r, p = self.costs
        room = 128 * r * (n + p + 2)
        return hashlib.scrypt(password, salt=self.salt, n=n, r=r, p=p, maxmem=room, dklen=length)

    def _bcrypt(self, password: bytes) -> bytes:
        import bcrypt

        salt = b"$2b$%02d$%s" % (self.costs[0], self.salt)
        return bcrypt.hashpw(password, salt)[-31:]

    def _phpass(self, password: bytes) -> bytes:
        digest = self.salt
        for _ in range((1 << self.costs[0]) + 1):
            digest = hashlib.md5(digest + password, usedforsecurity=False).digest()
        return digest

    def _argon2(self, password: bytes) -> bytes:
        from argon2.low_level import Type, hash_secret_raw

        version, memory, passes, lanes = self.costs
        kind = {Scheme.ARGON2D: Type.D, Scheme.ARGON2I: Type.I}.get(self.scheme, Type.ID)
        return hash_secret_raw(password, self.salt, passes, memory, lanes, len(self.tag), kind, version)


def read_foreign_hash(stored: str) -> ForeignHash | None:
    """Read our format; None if it is another format, damaged, or too costly to verify."""
    found = _STORED.fullmatch(stored)
    if found is None:
        return None
    try:
        scheme = Scheme(found["scheme"])
        salt, tag = (b64decode(found[name], validate=True) for name in ("salt", "tag"))
    except (ValueError, Error):
        return None
    costs = tuple(int(cost) for cost in found["costs"].split(","))
    read = ForeignHash(scheme, costs, salt, tag, found["nfkd"] is not None, found["hmac"])
    return read if read.is_sound else None


def key_stream(key: bytes, length: int) -> bytes:
    """AES-256 in counter mode from a zero counter."""
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import CTR

    return Cipher(AES(key), CTR(bytes(16))).encryptor().update(bytes(length))


def hmac_key_id(key: SecretStr) -> str:
    """64 bits that identify a key and reveal nothing about it."""
    return hashlib.sha256(b"daemun hmac key id\0" + key.get_secret_value().encode("utf-8")).hexdigest()[:16]
