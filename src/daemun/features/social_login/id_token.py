"""Every check of an ID token, in order (OpenID Connect Core 1.0 section 3.1.3.7)."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256, sha384, sha512
from typing import Final

from daemun.clock import Clock
from daemun.features.social_login.discovery import ONLY_KEY, ProviderKey
from daemun.features.social_login.provider import Provider
from daemun.randomness import base64url
from daemun_verify.errors import InvalidToken, InvalidTokenCode
from daemun_verify.strict_json import read_json_object
from daemun_verify.token_header import TokenHeader, read_token_header
from daemun_verify.verification_key import VerificationKey
from daemun_verify.verified_token import read_audience, read_instant
from daemun_verify.verifier import read_signed_content

_LEEWAY: Final = 60
"""How many seconds clocks may differ."""
_MAX_AGE: Final = 600
"""Seconds: it was made for this login."""
_DIGESTS: Final = {"256": sha256, "384": sha384, "512": sha512}


def read_id_token(
    token: object,
    provider: Provider,
    find_key: Callable[[str], ProviderKey | None],
    clock: Clock,
    *,
    algorithms: tuple[str, ...],
    nonce: str,
    access_token: str | None = None,
    others: frozenset[str] = frozenset(),
) -> Mapping[str, object]:
    """The claims of an ID token that passes every check. algorithms: the pinned list. others: our other
    clients.

    Raises InvalidToken; ProviderUnavailable when the keys cannot be fetched.
    """
    found: list[ProviderKey] = []

    def find(key_id: str) -> VerificationKey | None:
        known = find_key(key_id)
        if known is None:
            return None
        found.append(known)
        return known.key

    # Form, header, algorithm of the pinned list, key by its name, signature.
    signed = read_signed_content(token, algorithms=algorithms, find_key=find, read_header=_read_header)
    try:
        claims = read_json_object(signed.payload)
    except ValueError:
        raise InvalidToken(InvalidTokenCode.MALFORMED) from None

    # 2. Issuer.
    if provider.issuer_in(claims) is None or not provider.may_use_key_of(found[0].issuer, claims):
        raise InvalidToken(InvalidTokenCode.WRONG_ISSUER)

    # 3. to 5. Audience: us; the party that it was made for, where there are several.
    audience, ours = read_audience(claims), {provider.client_id, *others}
    if ours.isdisjoint(audience):
        raise InvalidToken(InvalidTokenCode.WRONG_AUDIENCE)
    if (len(audience) > 1 or "azp" in claims) and claims.get("azp") not in ours:
        raise InvalidToken(InvalidTokenCode.WRONG_AUDIENCE)

    # 9. and 10. Time.
    _check_time(claims, clock.now().timestamp())

    # 11. Nonce: that of this browser's login.
    must_repeat = "nonce" in claims or provider.preset.needs_nonce(claims)
    if must_repeat and not _is_equal(claims.get("nonce"), nonce):
        raise InvalidToken(InvalidTokenCode.CLAIM_INVALID, claim="nonce")

    # Section 3.1.3.8: the access token beside it is its own.
    if "at_hash" in claims and access_token is not None:
        expected = _half_digest(access_token, signed.header.algorithm or "")
        if not _is_equal(claims["at_hash"], expected):
            raise InvalidToken(InvalidTokenCode.CLAIM_INVALID, claim="at_hash")
    return claims


def _read_header(encoded: str) -> TokenHeader:
    """A token need not name its key if there is only one (section 10.1)."""
    header = read_token_header(encoded)
    return header if header.key_id else replace(header, key_id=ONLY_KEY)


def _check_time(claims: Mapping[str, object], now: float) -> None:
    if now >= read_instant(claims, "exp") + _LEEWAY:
        raise InvalidToken(InvalidTokenCode.EXPIRED)
    issued_at = read_instant(claims, "iat")
    if now < issued_at - _LEEWAY:
        raise InvalidToken(InvalidTokenCode.NOT_YET_VALID)
    if now >= issued_at + _MAX_AGE + _LEEWAY:
        raise InvalidToken(InvalidTokenCode.EXPIRED)


def _is_equal(given: object, expected: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _half_digest(text: str, algorithm: str) -> str:
    # EdDSA names no hash; providers use SHA-512, the one inside Ed25519.
    digest = _DIGESTS.get(algorithm[-3:], sha512)(text.encode()).digest()
    return base64url(digest[: len(digest) // 2])
