"""Other uses of a client's secret than sending it: signing one (Apple), verifying with it (LINE)."""

from datetime import datetime, timedelta
from typing import Final

from daemun.features.tokens.signer import PrivateKey, sign_assertion
from daemun.randomness import base64url
from daemun_verify.verification_key import VerificationKey

_LIFETIME: Final = timedelta(minutes=5)
"""The lifetime of a signed secret: one is made for each request. Apple allows six months."""


def sign_secret(
    key: PrivateKey, *, key_id: str, team_id: str, client_id: str, issuer: str, now: datetime
) -> str:
    """Make a client secret in the form of a JWT (as RFC 7523 section 3)."""
    claims = {
        "iss": team_id,
        "sub": client_id,
        "aud": issuer,
        "iat": int(now.timestamp()),
        "exp": int((now + _LIFETIME).timestamp()),
    }
    return sign_assertion(claims, key, algorithm="ES256", key_id=key_id)


def shared_key(secret: str, algorithm: str, key_id: str) -> VerificationKey:
    """A client's secret as the key of its ID tokens (OpenID Connect Core 1.0 section 10.1).

    Raises ValueError for a secret that is too short or guessable.
    """
    encoded = base64url(secret.encode())
    return VerificationKey.from_jwk({"kty": "oct", "kid": key_id, "alg": algorithm, "k": encoded})
