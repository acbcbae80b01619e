"""HeldBack: a provider's claims, kept until the user has done what is still missing here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, Literal, cast

from daemun.features.one_time_tokens.model import OneTimeToken, Purpose
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.social_login.model import Claimed, Wish
from daemun.features.users.model import User

LIFETIME: Final = timedelta(minutes=30)
Missing = Literal["login", "profile"]
"""A login to the account that has the address, or fields that the application asks of new users."""
_PURPOSES: Final[Mapping[Missing, Purpose]] = {
    "login": Purpose("login_with_connect", lifetime=LIFETIME),
    "profile": Purpose("login_with_register", lifetime=LIFETIME),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Claims that were found by their secret, but are not spent yet."""

    claimed: Claimed
    wish: Wish
    user_id: str | None
    """The user who has to log in."""
    token: OneTimeToken = field(repr=False)


class HeldBack:
    """Secrets for browsers that returned from a provider."""

    def __init__(self, tokens: OneTimeTokens) -> None:
        self._tokens = tokens

    def keep(self, missing: Missing, claimed: Claimed, wish: Wish, *, user_id: str | None = None) -> str:
        """Store it; return its secret. claimed: with only the claims that are needed later."""
        payload = {"claimed": {**asdict(claimed), "claims": dict(claimed.claims)}, "wish": asdict(wish)}
        return self._tokens.issue(_PURPOSES[missing], user_id=user_id, payload=payload).secret

    def keep_for(self, owner: User | None, claimed: Claimed, wish: Wish) -> str:
        """Store it until the owner of the address logs in; return its secret."""
        user_id = owner.id if owner is not None else None
        return self.keep("login", replace(claimed, claims={}), wish, user_id=user_id)

    def find(self, missing: Missing, secret: str) -> Held:
        """Find it by its secret. Raises OneTimeTokenRefused."""
        token = self._tokens.find(secret, _PURPOSES[missing])
        kept = cast("dict[str, dict[str, Any]]", token.payload)
        return Held(Claimed(**kept["claimed"]), Wish(**kept["wish"]), token.user_id, token)

    def spend(self, held: Held) -> None:
        """Spend it, in the caller's batch. Raises OneTimeTokenRefused for all but one."""
        self._tokens.spend(held.token)


def with_profile(claimed: Claimed, typed: Mapping[str, object]) -> Claimed:
    """The provider's claims, with the user's own input."""
    return replace(claimed, claims={**claimed.claims, **typed})
