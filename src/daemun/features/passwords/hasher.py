"""Hasher: Argon2id, optionally peppered; the only place that knows how passwords are hashed."""

import hmac
import logging
import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from pydantic import SecretStr

from daemun.features.passwords.argon2id import SALT_BYTES, TAG_BYTES, Argon2id
from daemun.features.passwords.foreign_hash import ForeignHash, hmac_key_id, read_foreign_hash
from daemun.features.passwords.foreign_texts import HashRefused, read_foreign_text
from daemun.features.passwords.settings import PasswordSettings

_MAX_MEMORY: Final = 1_048_576
_MAX_WORK: Final = 16 * _MAX_MEMORY
_STORED: Final = re.compile(
    r"(?:\$daemun-pepper\$(?P<pepper>[0-9a-f]{16}))?"
    r"(?P<argon2>\$argon2id\$v=19\$m=(?P<memory>[0-9]{1,7}),t=(?P<passes>[0-9]{1,4}),p=(?P<lanes>[0-9]{1,3})"
    r"\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,86})"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Stored:
    argon2: str
    pepper: str | None


@dataclass(frozen=True, slots=True)
class AdoptedHash:
    """An imported hash, in a format that can be stored and verified."""

    stored: str
    is_weak: bool
    """Cheaper to guess than today's rules allow."""


class Hasher:
    """Hashes and verifies passwords, which must be in their normal form (`read_password`).

    Stored text is a PHC string, `$argon2id$v=19$m=...,t=...,p=...$salt$tag`. With a pepper, Argon2 gets
    HMAC-SHA-256(pepper, password), and the text is prefixed with `$daemun-pepper$<id>`, an id derived from
    the pepper. Hashes of other products (`ForeignHash`) are verified, too, and always need a rehash.
    """

    def __init__(self, settings: PasswordSettings) -> None:
        self._argon2 = Argon2id(settings)
        present = settings.pepper
        self._pepper = None if present is None else _pepper_id(present)
        peppers = settings.previous_peppers if present is None else (*settings.previous_peppers, present)
        self._peppers = {_pepper_id(pepper): pepper for pepper in peppers}
        salt = settings.flask_security_salt
        self._hmac_keys = {} if salt is None else {hmac_key_id(salt): salt}
        self._nobody = _Stored(_unmatchable(settings), self._pepper)

    @property
    def unknown_user_hash(self) -> str:
        """A hash that matches no password: verifying against it costs the same as against a new hash."""
        return _written(self._nobody)

    def hash(self, password: str) -> str:
        """Hash a password with a new salt. Takes time and memory: only on a thread of the HashGate."""
        return _written(_Stored(self._argon2.hash(self._peppered(password, self._pepper)), self._pepper))

    def verify(self, stored: str, password: str, *, typed: str | None = None) -> bool:
        """Whether the stored hash matches this password. Never raises: a damaged hash is logged and matches
        nothing.

        typed: the password as it was entered, for hashes of other products.
        """
        foreign = self._read_foreign(stored)
        if foreign is not None:
            return foreign.is_of(password, typed=typed or password, hmac_keys=self._hmac_keys)
        known = self._read(stored)
        if known is None:
            _log.error("a stored password hash is damaged, or its pepper is not in the settings")
        # Same work for a damaged hash as for a valid one.
        expected = known or self._nobody
        is_right = self._argon2.verify(expected.argon2, self._peppered(password, expected.pepper))
        return is_right and known is not None

    def needs_rehash(self, stored: str) -> bool:
        """Whether a hash made now would have another cost or another pepper."""
        known = self._read(stored)
        return known is None or known.pepper != self._pepper or self._argon2.needs_rehash(known.argon2)

    def adopt(self, text: str) -> "AdoptedHash":
        """Read an imported hash, ours included, into a format that can be stored. Raises HashRefused."""
        if self._read(text) is not None:
            return AdoptedHash(text, is_weak=False)
        if text.startswith("$daemun-pepper$"):
            raise HashRefused("unknown_pepper")
        read = read_foreign_text(text)
        if read.hmac_key is not None and read.hmac_key not in self._hmac_keys:
            raise HashRefused("unknown_pepper")
        return AdoptedHash(str(read), is_weak=read.is_weak)

    def _read_foreign(self, stored: str) -> ForeignHash | None:
        read = read_foreign_hash(stored)
        if read is None or read.hmac_key not in {None, *self._hmac_keys}:
            return None
        return read

    def _read(self, stored: str) -> _Stored | None:
        found = _STORED.fullmatch(stored)
        if found is None or found["pepper"] not in {None, *self._peppers}:
            return None
        memory, passes, lanes = int(found["memory"]), int(found["passes"]), int(found["lanes"])
        if memory > _MAX_MEMORY or memory * passes > _MAX_WORK or not 0 < 8 * lanes <= memory:
            return None
        return _Stored(found["argon2"], found["pepper"])

    def _peppered(self, password: str, pepper: str | None) -> bytes:
        if pepper is None:
            return password.encode("utf-8")
        key = self._peppers[pepper].get_secret_value().encode("utf-8")
        return hmac.digest(key, password.encode("utf-8"), "sha256")


def _written(stored: _Stored) -> str:
    return stored.argon2 if stored.pepper is None else f"$daemun-pepper${stored.pepper}{stored.argon2}"


def _pepper_id(pepper: SecretStr) -> str:
    """64 bits that identify a pepper and reveal nothing about it."""
    return sha256(b"daemun pepper id\0" + pepper.get_secret_value().encode("utf-8")).hexdigest()[:16]


def _unmatchable(settings: PasswordSettings) -> str:
    """A hash written without hashing: finding a password for an all-zero tag means inverting Argon2id."""
    salt, tag = (b64encode(bytes(size)).rstrip(b"=").decode("ascii") for size in (SALT_BYTES, TAG_BYTES))
    cost = f"m={settings.hash_memory},t={settings.hash_passes},p={settings.hash_lanes}"
    return f"$argon2id$v=19${cost}${salt}${tag}"
