"""OneTimeTokens: issue, find by secret or by code, spend."""

import hmac
import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from daemun.clock import Clock
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.one_time_tokens.model import Issued, OneTimeToken, Purpose, StoredToken
from daemun.features.one_time_tokens.store import OneTimeTokenStore
from daemun.randomness import Randomness, base64url, secret_digest
from daemun.sealing import SealBroken, Sealing

_SECRET_BYTES: Final = 32
_DIGITS: Final = 8
_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


class OneTimeTokens:
    """Single-use secrets. A link and a code can belong to one token."""

    def __init__(
        self,
        store: OneTimeTokenStore,
        sealing: Sealing,
        clock: Clock,
        randomness: Randomness,
        *,
        code_key: bytes,
    ) -> None:
        """code_key: for keyed digests, because a code can be guessed from a plain one."""
        self._store = store
        self._sealing = sealing
        self._clock = clock
        self._randomness = randomness
        self._code_key = code_key

    def issue(
        self,
        purpose: Purpose,
        *,
        subject: str | None = None,
        user_id: str | None = None,
        version: str = "",
        payload: Mapping[str, object] = _NOTHING,
    ) -> Issued:
        """Issue a token; it replaces an older one of this purpose and subject.

        subject: what it is about; without one it has no code. user_id: the token is deleted with this user.
        version: of what the token protects. payload: JSON values, stored sealed.
        """
        now = self._clock.now()
        expires_at = now + purpose.lifetime
        secret = base64url(self._randomness.token(_SECRET_BYTES))
        digest = secret_digest(secret)
        code = self._make_code() if subject is not None else None
        tries = self._store.put(
            StoredToken(
                digest=digest,
                purpose=purpose.name,
                subject=subject,
                user_id=user_id,
                code_digest=self._digest_code(purpose, subject, code) if subject and code else None,
                version=version,
                sealed_payload=self._sealing.seal(json.dumps(dict(payload)).encode(), record=digest.hex()),
                created_at=now,
                code_expires_at=now + min(purpose.code_lifetime, purpose.lifetime),
                expires_at=expires_at,
            )
        )
        return Issued(secret, code if tries < purpose.max_wrong_codes else None, expires_at)

    def find(self, secret: str, purpose: Purpose) -> OneTimeToken:
        """Find the token of a secret without spending it. Raises OneTimeTokenRefused."""
        found = self._store.find(secret_digest(secret), purpose, now=self._clock.now())
        token = self._open(found, by_code=False)
        if token is None:
            raise OneTimeTokenRefused
        return token

    def try_code(self, purpose: Purpose, subject: str, code: str) -> OneTimeToken:
        """Count a try, then find the token of the code without spending it. Raises InvalidCode."""
        typed = code.replace(" ", "").replace("-", "")
        if len(typed) != _DIGITS or not (typed.isascii() and typed.isdigit()):
            raise InvalidCode
        given = self._digest_code(purpose, subject, typed)
        found = self._store.count_try(purpose, subject, now=self._clock.now())
        expected = found.code_digest if found is not None else None
        # The same work if there is no such token.
        is_right = hmac.compare_digest(given, expected or bytes(len(given)))
        token = self._open(found, by_code=True) if is_right else None
        if token is None:
            raise InvalidCode
        return token

    def awaits_code(self, purpose: Purpose, subject: str) -> bool:
        """Whether a right code would be accepted now."""
        return self._store.awaits_code(purpose, subject, now=self._clock.now())

    def list_alive(
        self, purpose: Purpose, *, limit: int, subject: str | None = None
    ) -> Sequence[OneTimeToken]:
        """List the valid tokens of a purpose, oldest first; at most `limit`.

        subject: only those of this one.
        """
        stored = self._store.list_alive(purpose, now=self._clock.now(), limit=limit, subject=subject)
        opened = (self._open(each, by_code=False) for each in stored)
        return [token for token in opened if token is not None]

    def spend(self, token: OneTimeToken, *, version: str = "") -> None:
        """Spend a found token by one conditional write, in the caller's batch: of concurrent calls, only one
        succeeds.

        version: the current one of what it protects. Raises OneTimeTokenRefused, or InvalidCode for a code.
        """
        if not self._store.consume(token.digest, version=version, now=self._clock.now()):
            raise InvalidCode if token.by_code else OneTimeTokenRefused

    def withdraw(self, purpose: Purpose, subject: str) -> bool:
        """Withdraw the token of a purpose and subject; False when there is none."""
        return self._store.withdraw(purpose, subject)

    def withdraw_all(self, purpose: Purpose, user_id: str, *, since: OneTimeToken | None = None) -> None:
        """Withdraw a user's tokens of a purpose; since: only this one and newer ones."""
        expiring_from = since.expires_at if since is not None else None
        self._store.withdraw_all(purpose, user_id, expiring_from=expiring_from)

    def _make_code(self) -> str:
        # 64 bits, so that the bias towards some codes is negligible.
        number = int.from_bytes(self._randomness.token(8)) % 10**_DIGITS
        return f"{number:0{_DIGITS}}"

    def _digest_code(self, purpose: Purpose, subject: str, code: str) -> bytes:
        content = f"{purpose.name}\0{subject}\0{code}".encode()
        return hmac.digest(self._code_key, content, "sha256")

    def _open(self, found: StoredToken | None, *, by_code: bool) -> OneTimeToken | None:
        if found is None:
            return None
        try:
            payload = json.loads(self._sealing.open(found.sealed_payload, record=found.digest.hex()))
        except SealBroken:
            # Sealed with an earlier secret key, and no longer valid.
            return None
        return OneTimeToken(
            digest=found.digest,
            purpose=found.purpose,
            subject=found.subject,
            user_id=found.user_id,
            version=found.version,
            payload=payload,
            expires_at=found.expires_at,
            by_code=by_code,
        )
