"""Sources of keys: the port `KeySet`, and fixed keys."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from daemun_verify.verification_key import HMAC_ALGORITHMS, UnusableKey, VerificationKey

MAX_KEYS = 32


class KeySet(Protocol):
    """The keys that a verifier trusts, by `kid` (RFC 7517 section 4.5)."""

    def find(self, key_id: str) -> VerificationKey | None:
        """Return the key with exactly this id, or None; raises `KeysUnavailable` if that is unknown."""
        ...


class FixedKeySet:
    """Keys from configuration: a JWK set (RFC 7517 section 5), or keys already read."""

    def __init__(self, keys: Mapping[str, object] | Iterable[VerificationKey]) -> None:
        read = read_jwk_set(keys) if isinstance(keys, Mapping) else tuple(keys)
        self._keys = index_keys(read)

    def find(self, key_id: str) -> VerificationKey | None:
        """Return the key with exactly this id, or None."""
        return self._keys.get(key_id)


def read_jwk_set(jwk_set: Mapping[str, object]) -> tuple[VerificationKey, ...]:
    """Read the keys of a JWK set that verify signatures; raises `ValueError` if one of them is unsafe.

    Keys for other purposes, of unknown types and for unknown algorithms are skipped; unknown members are
    ignored.
    """
    entries = jwk_set.get("keys")
    if not isinstance(entries, list | tuple):
        raise ValueError("a key set is an object with a list of keys")
    if len(entries) > MAX_KEYS:
        raise ValueError(f"a key set has at most {MAX_KEYS} keys")
    keys = []
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise ValueError("a key is an object")
        try:
            keys.append(VerificationKey.from_jwk(entry))
        except UnusableKey:
            continue
    return tuple(keys)


def index_keys(keys: tuple[VerificationKey, ...]) -> Mapping[str, VerificationKey]:
    """Index keys by id.

    Raises `ValueError` for no key at all, for a duplicate id, and for secrets among public keys.
    """
    if not keys:
        raise ValueError("a key set needs a key that verifies signatures")
    by_id = {key.key_id: key for key in keys}
    if len(by_id) != len(keys):
        raise ValueError("two keys have the same kid")
    # A secret beside public keys invites algorithm confusion (RFC 8725 section 2.1).
    if len({key.algorithm in HMAC_ALGORITHMS for key in keys}) > 1:
        raise ValueError("a key set holds either secrets or public keys")
    return MappingProxyType(by_id)
