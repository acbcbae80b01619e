"""Security event tokens that a provider pushes (RFC 8417, RFC 8935): what became of an account there.

The types are those of OpenID RISC and CAEP, and of OAuth events, as Kakao sends them.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from daemun.features.social_login.errors import SecurityEventRefused
from daemun.features.social_login.model import Unlinked, Warned
from daemun.features.social_login.provider import Provider
from daemun_verify.errors import InvalidToken, InvalidTokenCode
from daemun_verify.strict_json import read_json_object
from daemun_verify.verification_key import VerificationKey
from daemun_verify.verified_token import read_audience, read_instant
from daemun_verify.verifier import read_signed_content

MEDIA_TYPE: Final = "application/secevent+jwt"
DESCRIPTIONS: Final[Mapping[str, str]] = {
    "invalid_request": "This is no security event token that can be read.",
    "invalid_key": "It is not signed with a key of the provider.",
    "invalid_issuer": "It comes from another issuer.",
    "invalid_audience": "It is meant for another audience.",
}
"""For the operators of the provider (RFC 8935 section 2.3), by error code."""
_TYPE: Final = "secevent+jwt"
_ABOUT_KEYS: Final = frozenset(
    {InvalidTokenCode.ALGORITHM_REFUSED, InvalidTokenCode.UNKNOWN_KEY, InvalidTokenCode.BAD_SIGNATURE}
)
_TYPES: Final = "https://schemas.openid.net/secevent/"
_OVER: Final = frozenset({"oauth/event-type/user-unlinked", "risc/event-type/account-purged"})
_AT_RISK: Final = frozenset(
    {
        "oauth/event-type/tokens-revoked",
        "risc/event-type/sessions-revoked",
        "risc/event-type/account-disabled",
        "risc/event-type/account-credential-change-required",
        "risc/event-type/credential-compromise",
        "caep/event-type/session-revoked",
        "caep/event-type/credential-change",
    }
)
"""Somebody else may have been logged in."""


def read_security_event(
    provider: Provider, token: str, find_key: Callable[[str], VerificationKey | None]
) -> Unlinked | Warned | None:
    """The event in a token; None: nothing that is relevant here.

    Raises SecurityEventRefused, ProviderUnavailable.
    """
    claims = _read_signed(provider, token, find_key)
    if claims.get("iss") != provider.issuer:
        raise SecurityEventRefused("invalid_issuer")
    try:
        audience = read_audience(claims)
    except InvalidToken:
        raise SecurityEventRefused("invalid_audience") from None
    if {provider.client_id, *provider.app_client_ids}.isdisjoint(audience):
        raise SecurityEventRefused("invalid_audience")
    try:
        told_at = datetime.fromtimestamp(read_instant(claims, "toe" if "toe" in claims else "iat"), UTC)
    except InvalidToken:
        raise SecurityEventRefused("invalid_request") from None
    events = claims.get("events")
    if not isinstance(events, Mapping) or not events or not isinstance(claims.get("jti"), str):
        raise SecurityEventRefused("invalid_request")
    for uri, event in events.items():
        kind = uri.removeprefix(_TYPES)
        if kind in _OVER:
            return Unlinked(_subject_of(provider, claims, event), told_at)
        if kind in _AT_RISK:
            return Warned(_subject_of(provider, claims, event), told_at, kind.rpartition("/")[2])
    return None


def _read_signed(
    provider: Provider, token: str, find_key: Callable[[str], VerificationKey | None]
) -> dict[str, object]:
    try:
        signed = read_signed_content(token, algorithms=provider.preset.algorithms, find_key=find_key)
        # An ID token is signed with the same keys (RFC 8725 section 3.11).
        if signed.header.media_type != _TYPE:
            raise SecurityEventRefused("invalid_request")
        return read_json_object(signed.payload)
    except InvalidToken as invalid:
        code = "invalid_key" if invalid.code in _ABOUT_KEYS else "invalid_request"
        raise SecurityEventRefused(code) from None
    except (ValueError, RecursionError):
        raise SecurityEventRefused("invalid_request") from None


def _subject_of(provider: Provider, claims: Mapping[str, object], event: object) -> str:
    """The subject (RFC 9493): inside the event, as in older drafts, or beside the events."""
    within = event.get("subject") if isinstance(event, Mapping) else None
    for each in (within, claims.get("sub_id"), {"iss": provider.issuer, "sub": claims.get("sub")}):
        if isinstance(each, Mapping) and each.get("iss") == provider.issuer:
            subject = each.get("sub")
            if isinstance(subject, str) and subject:
                return subject
    raise SecurityEventRefused("invalid_request")
