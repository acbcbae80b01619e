"""Challenges: each is for one kind of ceremony, and serves once, also when the answer is wrong."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.one_time_tokens.model import Purpose
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.passkeys.errors import ChallengeEnded

LIFETIME: Final = timedelta(minutes=5)
REGISTRATION: Final = Purpose("passkey_registration", LIFETIME)
LOGIN: Final = Purpose("passkey_login", LIFETIME)
SECOND_FACTOR: Final = Purpose("passkey_second_factor", LIFETIME)
STEP_UP: Final = Purpose("passkey_step_up", LIFETIME)

_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


class Challenges:
    """32 random bytes each, as base64url; the text is the secret of a one-time token."""

    def __init__(self, tokens: OneTimeTokens) -> None:
        self._tokens = tokens

    def make(
        self,
        purpose: Purpose,
        *,
        bound_to: str = "",
        user_id: str | None = None,
        payload: Mapping[str, object] = _NOTHING,
    ) -> str:
        """Make a challenge. bound_to: the only thing that may answer it, such as the id of a session."""
        issued = self._tokens.issue(purpose, version=bound_to, user_id=user_id, payload=payload)
        return issued.secret

    def spend(self, challenge: str, purpose: Purpose, *, bound_to: str = "") -> Mapping[str, object]:
        """Spend a challenge before verifying anything, by one conditional write. Returns its payload.

        Raises ChallengeEnded.
        """
        try:
            token = self._tokens.find(challenge, purpose)
            self._tokens.spend(token, version=bound_to)
        except OneTimeTokenRefused:
            raise ChallengeEnded from None
        return token.payload
