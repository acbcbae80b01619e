"""Password hashes as other products make them, by their own libraries, at costs that tests can bear."""

import hmac
from base64 import b64encode
from collections.abc import Callable
from hashlib import pbkdf2_hmac
from typing import Final

import bcrypt
from argon2 import PasswordHasher, Type
from argon2.low_level import hash_secret
from werkzeug.security import generate_password_hash

FLASK_SECURITY_SALT: Final = "146585145368132386173505678016728509634"


def _django(name: str, **costs: int) -> Callable[[str], str]:
    def make(password: str) -> str:
        from django.conf import settings
        from django.contrib.auth import hashers

        if not settings.configured:
            settings.configure()
        hasher: hashers.BasePasswordHasher = getattr(hashers, name)()
        for cost, value in costs.items():
            setattr(hasher, cost, value)
        return str(hasher.encode(password, hasher.salt()))

    return make


def _passlib(name: str, **costs: int) -> Callable[[str], str]:
    def make(password: str) -> str:
        import passlib.hash

        hasher = getattr(passlib.hash, name)
        return str(hasher.using(**costs).hash(password))

    return make


def bcrypt_hash(password: str, *, rounds: int = 4, prefix: bytes = b"2b") -> str:
    made = bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds))
    return made.replace(b"$2b$", b"$" + prefix + b"$").decode()


def php_bcrypt(password: str) -> str:
    return bcrypt_hash(password, prefix=b"2y")


def old_bcrypt(password: str) -> str:
    return bcrypt_hash(password, prefix=b"2a")


def argon2i(password: str) -> str:
    return PasswordHasher(memory_cost=64, time_cost=1, parallelism=1, type=Type.I).hash(password)


def argon2id(password: str) -> str:
    return PasswordHasher(memory_cost=64, time_cost=1, parallelism=2, hash_len=24).hash(password)


def argon2i_of_2015(password: str) -> str:
    """Version 1.0 of Argon2, from before texts said the version."""
    made = hash_secret(password.encode(), b"0123456789abcdef", 1, 64, 1, 32, Type.I, version=0x10)
    return made.decode().replace("$v=16", "")


def auth0_pbkdf2(digest: str, length: int) -> Callable[[str], str]:
    """`custom_password_hash` with algorithm pbkdf2: a PHC string."""

    def make(password: str) -> str:
        salt = b"0123456789abcdef"
        salt64, tag64 = (
            b64encode(each).rstrip(b"=").decode()
            for each in (salt, pbkdf2_hmac(digest, password.encode(), salt, 1000, length))
        )
        return f"$pbkdf2-{digest}$i=1000,l={length}${salt64}${tag64}"

    return make


def wordpress(password: str) -> str:
    """`wp_hash_password` since WordPress 6.8."""
    made = b64encode(hmac.digest(b"wp-sha384", password.encode(), "sha384"))
    return "$wp" + bcrypt.hashpw(made, bcrypt.gensalt(4)).replace(b"$2b$", b"$2y$").decode()


def double_hashed(password: str, salt: str = FLASK_SECURITY_SALT) -> bytes:
    """What Flask-Security hands to bcrypt or Argon2 (`get_hmac`)."""
    return b64encode(hmac.digest(salt.encode(), password.encode(), "sha512"))


MAKERS: Final[dict[str, Callable[[str], str]]] = {
    "werkzeug scrypt": lambda password: generate_password_hash(password, "scrypt:1024:8:1"),
    "werkzeug pbkdf2": lambda password: generate_password_hash(password, "pbkdf2:sha256:1000"),
    "werkzeug pbkdf2 sha512": lambda password: generate_password_hash(password, "pbkdf2:sha512:1000"),
    "django pbkdf2": _django("PBKDF2PasswordHasher", iterations=1000),
    "django argon2": _django("Argon2PasswordHasher", memory_cost=64, time_cost=1, parallelism=1),
    "django bcrypt_sha256": _django("BCryptSHA256PasswordHasher", rounds=4),
    "django bcrypt": _django("BCryptPasswordHasher", rounds=4),
    "django scrypt": _django("ScryptPasswordHasher", work_factor=1024),
    "passlib pbkdf2-sha256": _passlib("pbkdf2_sha256", rounds=1000),
    "passlib pbkdf2-sha512": _passlib("pbkdf2_sha512", rounds=1000),
    "passlib scrypt": _passlib("scrypt", rounds=10),
    "passlib argon2": _passlib("argon2", memory_cost=64, time_cost=1),
    "passlib bcrypt-sha256": _passlib("bcrypt_sha256", rounds=4),
    "passlib bcrypt-sha256 of before 2018": _passlib("bcrypt_sha256", rounds=4, version=1),
    "wordpress": wordpress,
    "wordpress before 6.8": _passlib("phpass", rounds=7),
    "bcrypt": bcrypt_hash,
    "bcrypt of PHP": php_bcrypt,
    "bcrypt 2a": old_bcrypt,
    "argon2i": argon2i,
    "argon2i of 2015": argon2i_of_2015,
    "argon2id": argon2id,
    "auth0 pbkdf2": auth0_pbkdf2("sha512", 64),
    "auth0 pbkdf2 with a shorter key": auth0_pbkdf2("sha512", 24),
    "auth0 pbkdf2-sha256 with a longer key": auth0_pbkdf2("sha256", 40),
}
