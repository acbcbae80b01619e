"""Demands: what a view requires of a request's access token, independent of how a refusal is presented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from daemun.http.caller import Caller, present_caller
from daemun.http.errors import (
    FactorEnrolmentRequired,
    FreshLoginRequired,
    InsufficientRole,
    InsufficientScope,
    PasswordChangeRequired,
    StrongerLoginRequired,
    TokenAmbiguous,
    TokenExpired,
    TokenInvalid,
    TokenMissing,
    TokenRevoked,
)
from daemun.http.web_context import web_context
from daemun.problem import Problem
from daemun.scope import Restriction
from daemun_verify import VerifiedToken

_AMR_OF = {"passkey": frozenset({"hwk", "swk"})}
"""Names that views may require besides `amr` values."""
_FIRST = frozenset({"pwd", "pin", "kba", "fed", "email"})
"""`amr` values of first factors: their time is `auth_time`."""
_REQUIRED_BY = {
    Restriction.PASSWORD_CHANGE: PasswordChangeRequired,
    Restriction.FACTOR_ENROLMENT: FactorEnrolmentRequired,
}


@dataclass(frozen=True, slots=True)
class Demands:
    """What a view requires of a request's token."""

    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    restrictions: frozenset[Restriction] = frozenset()
    """Sessions restricted to one of these are admitted, too."""
    max_age: timedelta | None = None
    factors: frozenset[str] = frozenset()
    check_session: bool = False
    optional: bool = False

    def meet(self) -> None:
        """Admit the caller of the current request, or raise one of `refusals`."""
        caller = present_caller()
        if caller.token is not None:
            self._check(caller, caller.token)
            caller.is_admitted = True
        elif not (self.optional and caller.is_guest):
            raise caller.refusal or TokenMissing()

    def refusals(self) -> tuple[type[Problem], ...]:
        """Every Problem that `meet` may raise."""
        asked = {
            TokenMissing: not self.optional,
            InsufficientScope: bool(self.scopes),
            InsufficientRole: bool(self.roles),
            FreshLoginRequired: self.max_age is not None,
            StrongerLoginRequired: bool(self.factors),
        }
        return (
            *(TokenAmbiguous, TokenInvalid, TokenExpired, TokenRevoked),
            *(problem for limit, problem in _REQUIRED_BY.items() if limit not in self.restrictions),
            *(problem for problem, is_asked in asked.items() if is_asked),
        )

    def _check(self, caller: Caller, token: VerifiedToken) -> None:
        if caller.restriction is not None and caller.restriction not in self.restrictions:
            raise _REQUIRED_BY[caller.restriction]
        if not self.scopes <= token.scopes:
            raise InsufficientScope(scope=" ".join(sorted(self.scopes)))
        if self.roles and self.roles.isdisjoint(token.roles):
            raise InsufficientRole
        if self.max_age is not None and not _is_younger(token.auth_time, self.max_age):
            raise FreshLoginRequired(max_age=int(self.max_age.total_seconds()))
        if self.factors and not self._has_factor(token):
            raise StrongerLoginRequired(factors=tuple(sorted(self.factors)))
        if self.check_session and not web_context().is_session_live(caller.session_id):
            raise TokenRevoked

    def _has_factor(self, token: VerifiedToken) -> bool:
        """Whether one of the factors was proven; within `max_age`, by more than the password."""
        asked = {method for factor in self.factors for method in _AMR_OF.get(factor, {factor})}
        proven = asked.intersection(token.amr)
        if self.max_age is None or not proven.isdisjoint(_FIRST):
            return bool(proven)
        return bool(proven) and _is_younger(token.factor_time, self.max_age)


def _is_younger(proved_at: datetime | None, max_age: timedelta) -> bool:
    return proved_at is not None and web_context().clock.now() - proved_at < max_age
