"""What a session or token may do, decided in one place (RFC 6749 section 3.3, RFC 7519 section 4.1.3).

A restricted token has its own audience, so that other services, which do not know restrictions, refuse it.
"""

from collections.abc import Collection
from enum import StrEnum


class Restriction(StrEnum):
    """The only thing that a restricted session may do, besides logging out. It is the session's scope."""

    PASSWORD_CHANGE = "password_change"
    FACTOR_ENROLMENT = "factor_enrolment"


class ContradictoryToken(ValueError):
    """Audience and scope of a token contradict each other."""


def restriction_of(scopes: Collection[str]) -> Restriction | None:
    """The restriction among these scopes; None: there is none."""
    return next((limit for limit in Restriction if limit in scopes), None)


def audience_for(audience: str, restriction: Restriction | None) -> str:
    """The audience of a session's tokens."""
    return audience if restriction is None else f"{audience}#{restriction}"


def limited_audiences(audience: str) -> tuple[str, ...]:
    """The audiences of restricted tokens."""
    return tuple(audience_for(audience, limit) for limit in Restriction)


def read_restriction(
    audience: str, *, token_audience: Collection[str], scopes: Collection[str]
) -> Restriction | None:
    """The restriction of a verified token. Raises ContradictoryToken unless audience and scope agree."""
    if not scopes and tuple(token_audience) == (audience,):
        return None
    restriction = restriction_of(scopes)
    ours = {audience, *limited_audiences(audience)}.intersection(token_audience)
    if ours != {audience_for(audience, restriction)}:
        raise ContradictoryToken
    return restriction
