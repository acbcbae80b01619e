"""What a session or token may do, decided in one place (RFC 6749 section 3.3, RFC 7519 section 4.1.3).

A limited token has an audience of its own, so that other services, which know no limits, refuse it.
"""

from collections.abc import Collection
from enum import StrEnum


class Restriction(StrEnum):
    """The one thing that a limited session may do, besides logging out. Its scope says so."""

    PASSWORD_CHANGE = "password_change"
    FACTOR_ENROLMENT = "factor_enrolment"


class ContradictoryToken(ValueError):
    """Audience and scope of a token do not say the same."""


def restriction_of(scopes: Collection[str]) -> Restriction | None:
    """The restriction that scopes name; None: there is none."""
    return next((limit for limit in Restriction if limit in scopes), None)


def audience_for(audience: str, restriction: Restriction | None) -> str:
    """For whom tokens of a session are."""
    return audience if restriction is None else f"{audience}#{restriction}"


def limited_audiences(audience: str) -> tuple[str, ...]:
    """For whom limited tokens are."""
    return tuple(audience_for(audience, limit) for limit in Restriction)


def read_restriction(
    audience: str, *, token_audience: Collection[str], scopes: Collection[str]
) -> Restriction | None:
    """What a verified token is limited to. Raises ContradictoryToken unless audience and scope agree."""
    if not scopes and tuple(token_audience) == (audience,):
        return None
    restriction = restriction_of(scopes)
    ours = {audience, *limited_audiences(audience)}.intersection(token_audience)
    if ours != {audience_for(audience, restriction)}:
        raise ContradictoryToken
    return restriction
