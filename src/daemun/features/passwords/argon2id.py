"""Argon2id: RFC 9106, written as PHC strings."""

import re
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError
from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from daemun.features.passwords.settings import PasswordSettings

SALT_BYTES: Final = 16
TAG_BYTES: Final = 32
_SODIUM: Final = re.compile(r"\$argon2id\$v=19\$m=[0-9]+,t=[0-9]+,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}")


class Argon2id:
    """Hashes at the cost in the settings, and verifies hashes of any cost.

    libsodium uses the widest registers of the processor; argon2-cffi is built for the oldest one and takes
    half as long again for the same hash. libsodium supports only one lane and one size of salt and tag:
    argon2-cffi does the rest.
    """

    def __init__(self, settings: PasswordSettings) -> None:
        self._passes = settings.hash_passes
        self._memory = settings.hash_memory * 1024
        self._has_one_lane = settings.hash_lanes == 1
        self._reference = PasswordHasher(
            memory_cost=settings.hash_memory,
            time_cost=settings.hash_passes,
            parallelism=settings.hash_lanes,
            hash_len=TAG_BYTES,
            salt_len=SALT_BYTES,
            type=Type.ID,
        )

    def hash(self, password: bytes) -> str:
        """Hash with a new salt."""
        if self._has_one_lane:
            return argon2id.str(password, self._passes, self._memory).decode("ascii")
        return self._reference.hash(password)

    def verify(self, stored: str, password: bytes) -> bool:
        """Whether the hash matches this password; False also if it cannot be computed."""
        try:
            if _SODIUM.fullmatch(stored):
                return argon2id.verify(stored.encode("ascii"), password)
            return self._reference.verify(stored, password)
        except (InvalidkeyError, Argon2Error, InvalidHashError):
            return False

    def needs_rehash(self, stored: str) -> bool:
        """Whether a hash made now would have another cost."""
        return self._reference.check_needs_rehash(stored)
