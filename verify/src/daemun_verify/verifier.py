"""Every check of an access token, in order, each with its section of the standard."""

import functools
import time
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import NamedTuple

from daemun_verify.compact_form import MAX_TOKEN_SIZE, read_compact_form
from daemun_verify.errors import InvalidToken, InvalidTokenCode
from daemun_verify.key_set import FixedKeySet, KeySet
from daemun_verify.remote_key_set import RemoteKeySet
from daemun_verify.strict_json import read_json_object
from daemun_verify.token_cache import CachedToken, TokenCache, digest_of
from daemun_verify.token_header import TokenHeader, read_token_header
from daemun_verify.verification_key import HMAC_ALGORITHMS, SUPPORTED_ALGORITHMS, VerificationKey
from daemun_verify.verified_token import VerifiedToken, read_audience, read_instant, read_verified_token

PUBLIC_KEY_ALGORITHMS = (
    "ES256", "ES384", "ES512", "Ed25519", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"
)  # fmt: skip
MAX_LEEWAY = timedelta(seconds=120)
_KEPT_HEADERS = 32

FindKey = Callable[[str], VerificationKey | None]
ReadHeader = Callable[[str], TokenHeader]


class SignedContent(NamedTuple):
    """What a signature covers, and the key that verified it."""

    header: TokenHeader
    payload: bytes
    key: VerificationKey


def read_signed_content(
    token: object,
    *,
    algorithms: Collection[str],
    find_key: FindKey,
    read_header: ReadHeader = read_token_header,
) -> SignedContent:
    """Check everything about a signed token except its claims; raises `InvalidToken`."""
    # 1. Size and form: RFC 7515 sections 3.1, 7.1; never the JSON forms, never JWE.
    form = read_compact_form(token)

    # 2. Header, without members that are refused: RFC 7515 section 4.1.11; RFC 7797; RFC 8725 section 3.10.
    header = read_header(form.header)

    # 3. Algorithm, exact, from the caller's list: RFC 8725 sections 3.1, 3.2.
    if header.algorithm is None or header.algorithm not in algorithms:
        raise InvalidToken(InvalidTokenCode.ALGORITHM_REFUSED)

    # 4. Key, by its exact name, from configuration only: RFC 7515 section 4.1.4; RFC 8725 section 3.10.
    key = find_key(header.key_id) if header.key_id else None
    if key is None:
        raise InvalidToken(InvalidTokenCode.UNKNOWN_KEY)

    # 5. The algorithm is the one of the key: RFC 8725 section 3.1.
    if not key.is_for(header.algorithm):
        raise InvalidToken(InvalidTokenCode.ALGORITHM_REFUSED)

    # 6. Signature: RFC 7515 section 5.2.
    if not key.verify(form.signing_input, form.signature):
        raise InvalidToken(InvalidTokenCode.BAD_SIGNATURE)
    return SignedContent(header, form.payload, key)


class Verifier:
    """Verifies access tokens of one issuer for one audience (RFC 9068 section 4). Thread-safe.

    `keys` is a JWK set, its address, or any `KeySet`. For HMAC, `algorithms` must be a single HMAC algorithm.
    `clock` returns seconds since 1970. `is_revoked` is called every time, also for a cached token; its
    exceptions propagate. `cache_size` is the number of verified tokens to cache; 0 disables the cache.
    `early_leeway` is the leeway of `nbf` and `iat`, if it differs.
    """

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        keys: KeySet | Mapping[str, object] | str,
        algorithms: Collection[str] = PUBLIC_KEY_ALGORITHMS,
        token_type: str = "at+jwt",
        leeway: timedelta = timedelta(seconds=30),
        early_leeway: timedelta | None = None,
        clock: Callable[[], float] = time.time,
        is_revoked: Callable[[VerifiedToken], bool] | None = None,
        cache_size: int = 4096,
    ) -> None:
        if not all(isinstance(each, str) for each in (issuer, audience, token_type)):
            raise TypeError("issuer, audience and token_type are one text each")
        if not issuer or not audience or not token_type:
            raise ValueError("issuer, audience and token_type must not be empty")
        if not timedelta(0) <= leeway <= MAX_LEEWAY:
            raise ValueError("leeway is from 0 to 120 seconds")
        early_leeway = leeway if early_leeway is None else early_leeway
        if not timedelta(0) <= early_leeway <= MAX_LEEWAY:
            raise ValueError("early_leeway is from 0 to 120 seconds")
        if cache_size < 0:
            raise ValueError("cache_size is 0 or more")
        self._issuer = issuer
        self._audience = audience
        self._keys = _open_key_set(keys)
        self._algorithms = _check_algorithms(algorithms)
        self._token_type = token_type.lower()
        self._leeway = leeway.total_seconds()
        self._early_leeway = early_leeway.total_seconds()
        self._clock = clock
        self._is_revoked = is_revoked
        # All tokens of a key have the same header.
        self._read_header = functools.lru_cache(maxsize=_KEPT_HEADERS)(read_token_header)
        self._cache = TokenCache(cache_size)

    def verify(self, token: str) -> VerifiedToken:
        """Return the claims of a token that passes every check (RFC 9068 section 4).

        Raises `InvalidToken` for anything else; `KeysUnavailable`, which is one, while keys cannot be read.
        """
        return self._verify(token, self._keys.find)

    def verify_at_once(self, token: str) -> VerifiedToken:
        """Verify without waiting for the network; raises `MustWait` if keys must be fetched first."""
        keys = self._keys
        return self._verify(token, keys.find_at_once if isinstance(keys, RemoteKeySet) else keys.find)

    def _verify(self, token: str, find_key: FindKey) -> VerifiedToken:
        if not isinstance(token, str):
            raise InvalidToken(InvalidTokenCode.MALFORMED)
        if len(token) > MAX_TOKEN_SIZE:
            raise InvalidToken(InvalidTokenCode.TOO_LARGE)
        digest = digest_of(token)
        cached = self._cache.find(digest)
        if cached is None or not _is_still_trusted(cached.key, find_key):
            cached = self._verify_afresh(token, find_key)
            self._cache.add(digest, cached)
        else:
            now = self._clock()
            if now >= cached.expires:
                raise InvalidToken(InvalidTokenCode.EXPIRED)
            if now < cached.begins:
                raise InvalidToken(InvalidTokenCode.NOT_YET_VALID)

        # 14. Revocation, at every call.
        if self._is_revoked is not None and self._is_revoked(cached.verified):
            raise InvalidToken(InvalidTokenCode.REVOKED)
        return cached.verified

    def _verify_afresh(self, token: str, find_key: FindKey) -> CachedToken:
        # 1. to 6. Form, header, algorithm, key, signature.
        signed = read_signed_content(
            token, algorithms=self._algorithms, find_key=find_key, read_header=self._read_header
        )

        # 7. Type: RFC 9068 section 4; RFC 8725 sections 3.11, 3.12.
        if signed.header.media_type != self._token_type:
            raise InvalidToken(InvalidTokenCode.WRONG_TYPE)

        # 8. The payload is one JSON object: RFC 7519 section 7.2.
        try:
            claims = read_json_object(signed.payload)
        except ValueError:
            raise InvalidToken(InvalidTokenCode.MALFORMED) from None

        # 9. Issuer, the whole text: RFC 8725 section 3.8.
        if "iss" not in claims:
            raise InvalidToken(InvalidTokenCode.CLAIM_MISSING, claim="iss")
        if claims["iss"] != self._issuer:
            raise InvalidToken(InvalidTokenCode.WRONG_ISSUER)

        # 10. Audience: RFC 8725 section 3.9.
        audience = read_audience(claims)
        if self._audience not in audience:
            raise InvalidToken(InvalidTokenCode.WRONG_AUDIENCE)

        # 11. Expiry: RFC 7519 section 4.1.4. A token has expired once now reaches `exp`.
        now = self._clock()
        expires_at = read_instant(claims, "exp")
        if now >= expires_at + self._leeway:
            raise InvalidToken(InvalidTokenCode.EXPIRED)

        # 12. Not before, issued at: RFC 7519 sections 4.1.5, 4.1.6.
        issued_at = read_instant(claims, "iat")
        not_before = read_instant(claims, "nbf") if "nbf" in claims else issued_at
        begins = max(issued_at, not_before) - self._early_leeway
        if now < begins:
            raise InvalidToken(InvalidTokenCode.NOT_YET_VALID)

        # 13. What an access token must have: RFC 9068 section 2.2.
        verified = read_verified_token(claims, audience=audience, issued_at=issued_at, expires_at=expires_at)
        return CachedToken(verified, signed.key, begins, expires_at + self._leeway)


def _is_still_trusted(key: VerificationKey, find_key: FindKey) -> bool:
    """Whether the key set still has the same key with which a cached token was verified."""
    found = find_key(key.key_id)
    return found is key or found == key


def _open_key_set(keys: KeySet | Mapping[str, object] | str) -> KeySet:
    match keys:
        case str():
            return RemoteKeySet(keys)
        case Mapping():
            return FixedKeySet(keys)
        # Bytes have a `find`, too, but it does not find keys.
        case _ if callable(getattr(keys, "find", None)) and not hasattr(keys, "decode"):
            return keys
        case _:
            raise TypeError(
                'keys is the address of a JWK set, a JWK set such as {"keys": [...]}, or a KeySet;'
                f" this is {type(keys).__name__}"
            )


def _check_algorithms(algorithms: Collection[str]) -> frozenset[str]:
    """Refuse unknown names, and HMAC together with anything else (RFC 8725 section 3.2)."""
    if isinstance(algorithms, str):
        raise ValueError("algorithms is a collection of names")
    allowed = frozenset(algorithms)
    if not allowed or not allowed <= SUPPORTED_ALGORITHMS:
        raise ValueError(f"algorithms are some of {', '.join(sorted(SUPPORTED_ALGORITHMS))}")
    if len(allowed) > 1 and allowed & HMAC_ALGORITHMS:
        raise ValueError("an HMAC algorithm stands alone")
    return allowed
