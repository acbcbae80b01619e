"""Refresh tokens: their parts, and how an issued one is recognized.

A token is `<session id>.<base64url(family || generation || proof)>`. `family` is a 256-bit secret that all
tokens of one session share, of which only the SHA-256 digest is stored. `proof` is an HMAC over family,
session and generation under a key that is not in the database. So:

- reading the database reveals no family, hence no token;
- an old token reveals the family, but not the proof of another generation;
- every token ever issued is recognized, although none is stored;
- the successor of a token can be computed again for a second caller, although it is not stored.

`docs/decisions/0011-refresh-tokens.md` lists the alternatives.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from daemun.features.sessions.model import Session
from daemun.randomness import base64url
from daemun_verify.base64url import decode_base64url

FAMILY_BYTES = 32
_GENERATION_BYTES = 4
_PROOF_BYTES = 32
_MAX_TEXT = 256


@dataclass(frozen=True, slots=True, repr=False)
class RefreshToken:
    """A refresh token as presented; nothing about it is verified yet."""

    session_id: str
    family: bytes
    generation: int
    proof: bytes


def read_refresh_token(text: str) -> RefreshToken | None:
    """Split a token into its parts; None for anything that cannot be one."""
    if len(text) > _MAX_TEXT or not text.isascii():
        return None
    session_id, dot, encoded = text.partition(".")
    try:
        content = decode_base64url(encoded)
    except ValueError:
        return None
    if not dot or len(content) != FAMILY_BYTES + _GENERATION_BYTES + _PROOF_BYTES:
        return None
    family, rest = content[:FAMILY_BYTES], content[FAMILY_BYTES:]
    return RefreshToken(
        session_id, family, int.from_bytes(rest[:_GENERATION_BYTES]), proof=rest[_GENERATION_BYTES:]
    )


def digest_family(family: bytes) -> bytes:
    """The stored form of a family."""
    return sha256(family).digest()


def is_of_family(token: RefreshToken, session: Session) -> bool:
    """Whether a token belongs to the current family: a step-up gives a session a new one."""
    return hmac.compare_digest(digest_family(token.family), session.family_digest)


class RefreshTokens:
    """Writes refresh tokens, and recognizes the ones it issued."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, session_id: str, family: bytes, generation: int) -> str:
        """The token of a generation of a session."""
        counter = generation.to_bytes(_GENERATION_BYTES)
        return f"{session_id}.{base64url(family + counter + self._proof(session_id, family, generation))}"

    def was_issued(self, token: RefreshToken, session: Session) -> bool:
        """True if this token was issued for this session, in any generation, also before its family was
        replaced.
        """
        expected = self._proof(session.id, token.family, token.generation)
        return hmac.compare_digest(expected, token.proof)

    def _proof(self, session_id: str, family: bytes, generation: int) -> bytes:
        message = family + generation.to_bytes(_GENERATION_BYTES) + session_id.encode()
        return hmac.digest(self._key, message, sha256)
