"""Tokens: what an access token contains (RFC 9068 section 2.2)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from daemun.clock import Clock
from daemun.features.tokens import signer
from daemun.features.tokens.extra_claims import ClaimsRefused, claim_name, read_claim
from daemun.features.tokens.key_ring import KeyRing
from daemun.features.tokens.model import AccessToken, TokenSubject
from daemun.features.tokens.policy import ACCEPTED_ALGORITHMS
from daemun.features.tokens.reserved_claims import RESERVED_CLAIMS
from daemun.features.tokens.settings import TokenSettings
from daemun.randomness import Randomness, random_id
from daemun.scope import audience_for, restriction_of
from daemun_verify import InvalidToken
from daemun_verify.strict_json import read_json_object
from daemun_verify.verifier import read_signed_content

ACCESS_TOKEN_TYPE = "at+jwt"
CLIENT_ID = "daemun"
"""`client_id` of tokens that users get from Daemun itself, not through another application."""

_MAX_EXTRA_BYTES = 1024


class Tokens:
    """Issues access tokens."""

    def __init__(
        self,
        keys: KeyRing,
        settings: TokenSettings,
        clock: Clock,
        randomness: Randomness,
        *,
        include_username: Callable[[], bool] = lambda: True,
    ) -> None:
        """include_username: whether this token contains the user name, which is personal data."""
        self._keys = keys
        self._settings = settings
        self._clock = clock
        self._randomness = randomness
        self._include_username = include_username

    def get_ready(self) -> None:
        """Make sure of a usable signing key, and of the next one in time."""
        self._keys.keep_current()
        self._keys.signing_key()

    def issue_access_token(
        self,
        user_id: str,
        session_id: str,
        *,
        username: str | None,
        roles: tuple[str, ...],
        scope: str,
        authenticated_at: datetime,
        factor_proven_at: datetime | None = None,
        amr: tuple[str, ...],
        acr: str,
        extra: Mapping[str, object],
    ) -> AccessToken:
        """Sign an access token. extra: from `read_extra`."""
        key, private = self._keys.signing_key()
        now = int(self._clock.now().timestamp())
        lifetime = int(self._settings.access_token_lifetime.total_seconds())
        claims: dict[str, object] = {
            **extra,
            "iss": self._settings.issuer,
            "sub": user_id,
            "aud": audience_for(self._settings.audience_or_issuer, restriction_of(scope.split())),
            "exp": now + lifetime,
            "iat": now,
            "nbf": now,
            "jti": random_id(self._randomness),
            "client_id": CLIENT_ID,
            "sid": session_id,
            "auth_time": int(authenticated_at.timestamp()),
            "amr": list(amr),
            "acr": acr,
            "roles": list(roles),
            "scope": scope,
        }
        if factor_proven_at is not None:
            claims["factor_time"] = int(factor_proven_at.timestamp())
        if username is not None and self._include_username():
            claims["username"] = username
        return AccessToken(
            signer.sign(claims, private, described_by=key, token_type=ACCESS_TOKEN_TYPE), expires_in=lifetime
        )

    def find_subject(self, access_token: str) -> TokenSubject | None:
        """The user and session of a token issued here, even if expired or revoked; None: not issued here.

        For logging out: it does not mean that the token is valid.
        """
        try:
            signed = read_signed_content(
                access_token, algorithms=ACCEPTED_ALGORITHMS, find_key=self._keys.find
            )
            claims = read_json_object(signed.payload)
        except (InvalidToken, ValueError):
            return None
        if signed.header.media_type != ACCESS_TOKEN_TYPE or claims.get("iss") != self._settings.issuer:
            return None
        match claims:
            case {"sub": str(user_id), "sid": str(session_id)}:
                return TokenSubject(user_id, session_id)
            case _:
                return None


def read_extra(extra: object) -> dict[str, object]:
    """The result of `claims=`, as put into a token. Raises ClaimsRefused."""
    if not isinstance(extra, Mapping):
        raise ClaimsRefused(f"claims= must return a dict, not {type(extra).__name__}")
    taken = sorted(RESERVED_CLAIMS.intersection(extra))
    if taken:
        raise ClaimsRefused(f"claims= may not set registered names: {', '.join(taken)}; choose others")
    if not extra:
        return {}
    added = {claim_name(name): read_claim(str(name), value) for name, value in extra.items()}
    if len(json.dumps(added).encode()) > _MAX_EXTRA_BYTES:
        raise ClaimsRefused(f"claims= may add {_MAX_EXTRA_BYTES} bytes at most")
    return added
