"""Password hashes as other products write them, read into ForeignHash."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from typing import Final, Literal

from daemun.features.passwords.foreign_hash import ForeignHash, Scheme, read_foreign_hash

_MAX_LENGTH: Final = 2048
_SCHEMES: Final = {
    "sha256": Scheme.PBKDF2_SHA256,
    "sha512": Scheme.PBKDF2_SHA512,
    "d": Scheme.ARGON2D,
    "i": Scheme.ARGON2I,
    "id": Scheme.ARGON2ID,
}
# Plain text, or one fast digest, salted or not: anyone with the file has the passwords.
_UNSAFE: Final = re.compile(
    r"\$1\$ .* | \$apr1\$ .* | \$md5 .* | \$pbkdf2\$ .* | (?:salted_|unsalted_)?(?:md5|sha1)\$ .*"
    r"| (?:crypt|plain|plaintext|hex|md5|sha1|sha224|sha256|sha512)[$:] .* | \{S?(?:SHA|MD5)\d*\} .*"
    r"| pbkdf2[_:]sha1[$:] .* | \*[0-9A-F]{40} | (?:[0-9a-fA-F]{8}){4,16}",
    re.VERBOSE | re.DOTALL,
)


class HashRefused(ValueError):
    """This password hash is not accepted. The error never carries it.

    unknown_hash: an unknown format; unsafe_hash: MD5, SHA-1, plain text or the like; weak_hash: too cheap to
    guess; costly_hash: damaged, or so costly that it would block a server; unknown_pepper: made with a pepper
    that is not in the settings.
    """

    def __init__(
        self, code: Literal["unknown_hash", "unsafe_hash", "weak_hash", "costly_hash", "unknown_pepper"]
    ) -> None:
        super().__init__(code)
        self.code = code


def read_foreign_text(text: str) -> ForeignHash:
    """Read a hash of Werkzeug, Django, passlib, WordPress, bcrypt, Argon2 (PHC), or in our own format.

    Accepts weak ones, too. Raises HashRefused.
    """
    if len(text) > _MAX_LENGTH:
        raise HashRefused("unknown_hash")
    read = read_foreign_hash(text) or _read(text.strip())
    if not read.is_sound:
        raise HashRefused("costly_hash")
    return read


def _read(text: str) -> ForeignHash:
    for pattern, make in _FORMS.items():
        found = pattern.fullmatch(text)
        if found is not None:
            try:
                return make(found.groupdict(default=""))
            except (ValueError, Error):
                raise HashRefused("unknown_hash") from None
    raise HashRefused("unsafe_hash" if _UNSAFE.fullmatch(text) else "unknown_hash")


def _base64(text: str) -> bytes:
    """With or without padding; passlib writes `.` for `+`."""
    return b64decode(text.replace(".", "+").rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)


_Parts = Mapping[str, str]


def _werkzeug_pbkdf2(parts: _Parts) -> ForeignHash:
    return ForeignHash(
        _SCHEMES[parts["digest"]],
        (int(parts["iterations"]),),
        parts["salt"].encode("utf-8"),
        bytes.fromhex(parts["tag"]),
    )


def _werkzeug_scrypt(parts: _Parts) -> ForeignHash:
    costs = (int(parts["n"]), int(parts["r"]), int(parts["p"]))
    return ForeignHash(Scheme.SCRYPT, costs, parts["salt"].encode("utf-8"), bytes.fromhex(parts["tag"]))


def _django_pbkdf2(parts: _Parts) -> ForeignHash:
    return ForeignHash(
        Scheme.PBKDF2_SHA256,
        (int(parts["iterations"]),),
        parts["salt"].encode("utf-8"),
        _base64(parts["tag"]),
    )


def _django_scrypt(parts: _Parts) -> ForeignHash:
    costs = (int(parts["n"]), int(parts["r"]), int(parts["p"]))
    return ForeignHash(Scheme.SCRYPT, costs, parts["salt"].encode("utf-8"), _base64(parts["tag"]))


def _bcrypt(scheme: Scheme) -> Callable[[_Parts], ForeignHash]:
    def make(parts: _Parts) -> ForeignHash:
        return ForeignHash(
            scheme, (int(parts["rounds"]),), parts["salt"].encode("ascii"), parts["tag"].encode("ascii")
        )

    return make


def _passlib_pbkdf2(parts: _Parts) -> ForeignHash:
    return ForeignHash(
        _SCHEMES[parts["digest"]], (int(parts["iterations"]),), _base64(parts["salt"]), _base64(parts["tag"])
    )


def _passlib_scrypt(parts: _Parts) -> ForeignHash:
    exponent = int(parts["ln"])
    costs = (1 << min(exponent, 40), int(parts["r"]), int(parts["p"]))
    return ForeignHash(Scheme.SCRYPT, costs, _base64(parts["salt"]), _base64(parts["tag"]))


def _argon2(parts: _Parts) -> ForeignHash:
    costs = (int(parts["v"] or 0x10), int(parts["m"]), int(parts["t"]), int(parts["p"]))
    return ForeignHash(_SCHEMES[parts["kind"]], costs, _base64(parts["salt"]), _base64(parts["tag"]))


def _phpass(parts: _Parts) -> ForeignHash:
    return ForeignHash(
        Scheme.PHPASS,
        (_CRYPT64.index(parts["rounds"]),),
        parts["salt"].encode("ascii"),
        _crypt64(parts["tag"], 16),
    )


def _crypt64(text: str, length: int) -> bytes:
    """The base64 of crypt(3), least significant bits first."""
    number = sum(_CRYPT64.index(character) << 6 * place for place, character in enumerate(text))
    # Six bits per character; `length` cuts off the padding.
    return number.to_bytes((len(text) * 6 + 7) // 8, "little")[:length]


_CRYPT64: Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_B64: Final = r"[A-Za-z0-9+/.]+={0,2}"
_SALT_AND_TAG: Final = rf"\$(?P<salt>{_B64})\$(?P<tag>{_B64})"
_ARGON2_COSTS: Final = r"\$m=(?P<m>\d{1,9}),t=(?P<t>\d{1,4}),p=(?P<p>\d{1,3})"
_BCRYPT: Final = r"(?P<salt>[./A-Za-z0-9]{22})(?P<tag>[./A-Za-z0-9]{31})"
_FORMS: Final[Mapping[re.Pattern[str], Callable[[_Parts], ForeignHash]]] = {
    re.compile(pattern, re.ASCII): make
    for pattern, make in (
        # Werkzeug
        (
            r"pbkdf2:(?P<digest>sha256|sha512):(?P<iterations>\d{1,9})\$(?P<salt>[^$]+)\$(?P<tag>[0-9a-f]+)",
            _werkzeug_pbkdf2,
        ),
        (
            r"scrypt:(?P<n>\d{1,9}):(?P<r>\d{1,3}):(?P<p>\d{1,3})\$(?P<salt>[^$]+)\$(?P<tag>[0-9a-f]+)",
            _werkzeug_scrypt,
        ),
        # Django
        (rf"pbkdf2_sha256\$(?P<iterations>\d{{1,9}})\$(?P<salt>[^$]+)\$(?P<tag>{_B64})", _django_pbkdf2),
        (
            rf"scrypt\$(?P<n>\d{{1,9}})\$(?P<salt>[^$]+)\$(?P<r>\d{{1,3}})\$(?P<p>\d{{1,3}})\$(?P<tag>{_B64})",
            _django_scrypt,
        ),
        (rf"bcrypt_sha256\$\$2[aby]\$(?P<rounds>\d\d)\${_BCRYPT}", _bcrypt(Scheme.BCRYPT_OF_HEX_SHA256)),
        # bcrypt, also with the prefix of Django, of Spring Security or of Dovecot
        (
            rf"(?:bcrypt\$|\{{(?:bcrypt|BLF-CRYPT|CRYPT)\}})?\$2[aby]\$(?P<rounds>\d\d)\${_BCRYPT}",
            _bcrypt(Scheme.BCRYPT),
        ),
        # WordPress, phpBB
        (rf"\$wp\$2[aby]\$(?P<rounds>\d\d)\${_BCRYPT}", _bcrypt(Scheme.BCRYPT_OF_WORDPRESS)),
        (
            r"\$[PH]\$(?P<rounds>[./0-9A-Za-z])(?P<salt>[\x21-\x7e]{8})(?P<tag>[./0-9A-Za-z]{22})",
            _phpass,
        ),
        # passlib
        (
            r"\$bcrypt-sha256\$v=2,t=2b,r=(?P<rounds>\d\d?)\$(?P<salt>[./A-Za-z0-9]{22})\$(?P<tag>[./A-Za-z0-9]{31})",
            _bcrypt(Scheme.BCRYPT_OF_HMAC),
        ),
        (
            r"\$bcrypt-sha256\$2[ab],(?P<rounds>\d\d?)\$(?P<salt>[./A-Za-z0-9]{22})\$(?P<tag>[./A-Za-z0-9]{31})",
            _bcrypt(Scheme.BCRYPT_OF_SHA256),
        ),
        (
            rf"\$pbkdf2-(?P<digest>sha256|sha512)\$(?:i=)?(?P<iterations>\d{{1,9}})(?:,l=\d+)?{_SALT_AND_TAG}",
            _passlib_pbkdf2,
        ),
        (
            rf"\$scrypt\$ln=(?P<ln>\d\d?),r=(?P<r>\d{{1,3}}),p=(?P<p>\d{{1,3}}){_SALT_AND_TAG}",
            _passlib_scrypt,
        ),
        # Argon2, RFC 9106's reference form; also with Django's prefix
        (
            rf"(?:argon2)?\$argon2(?P<kind>id|i|d)(?:\$v=(?P<v>\d\d))?{_ARGON2_COSTS}{_SALT_AND_TAG}",
            _argon2,
        ),
    )
}
