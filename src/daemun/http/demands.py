"""Demands: what a view asks of the access token of a request, whatever the refusal then looks like."""

from dataclasses import dataclass
from datetime import timedelta

from flask import g, request

from daemun.clock import Clock
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
from daemun.http.token_places import read_access_token
from daemun.http.web_context import WebContext, web_context
from daemun.problem import Problem
from daemun.scope import ContradictoryToken, Restriction, read_restriction
from daemun_verify import InvalidToken, VerifiedToken

_AMR_OF = {"passkey": frozenset({"hwk", "swk"})}
"""Names that views may ask for beside `amr` values."""
_REQUIRED_BY = {
    Restriction.PASSWORD_CHANGE: PasswordChangeRequired,
    Restriction.FACTOR_ENROLMENT: FactorEnrolmentRequired,
}


@dataclass(slots=True)
class Caller:
    """Who was let in."""

    token: VerifiedToken | None
    """None: a guest, where the view takes guests."""
    user: object = None
    """The `CurrentUser`, once somebody asked for it."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a view asks of the token of a request."""

    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    restrictions: frozenset[Restriction] = frozenset()
    """Sessions that are limited to one of these are let in, too."""
    max_age: timedelta | None = None
    factors: frozenset[str] = frozenset()
    check_session: bool = False
    optional: bool = False

    def meet(self) -> None:
        """Verify the token of the present request and remember it. Raises what stands in the way."""
        caller: Caller | None = None
        try:
            caller = self._admit(web_context())
        finally:
            # A guarded view may call another: what it leaves behind is never the first one's caller.
            g.daemun_caller = caller

    def refusals(self) -> tuple[type[Problem], ...]:
        """Whatever `meet` may raise."""
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

    def _admit(self, web: WebContext) -> Caller:
        try:
            text = read_access_token(request, web)
        except TokenMissing:
            if self.optional:
                return Caller(token=None)
            raise
        token = _verify(text, web)
        self._check(token, web)
        return Caller(token)

    def _check(self, token: VerifiedToken, web: WebContext) -> None:
        restriction = _restriction_of(token, web)
        if restriction is not None and restriction not in self.restrictions:
            raise _REQUIRED_BY[restriction]
        if not self.scopes <= token.scopes:
            raise InsufficientScope(scope=" ".join(sorted(self.scopes)))
        if self.roles and self.roles.isdisjoint(token.roles):
            raise InsufficientRole
        if self.max_age is not None:
            _check_age(token, self.max_age, web.clock)
        if self.factors and not _has_factor(token, self.factors):
            raise StrongerLoginRequired(factors=tuple(sorted(self.factors)))
        if self.check_session and not web.is_session_live(token.session_id or ""):
            raise TokenRevoked


def _verify(text: str, web: WebContext) -> VerifiedToken:
    web.follow_revocations()
    for verifier in (web.verifier, *web.limited_verifiers):
        try:
            return verifier.verify(text)
        except InvalidToken as refusal:
            match refusal.code:
                case "wrong_audience":
                    continue
                case "expired":
                    raise TokenExpired from None
                case "revoked":
                    raise TokenRevoked from None
                case _:
                    raise TokenInvalid from None
    raise TokenInvalid


def _restriction_of(token: VerifiedToken, web: WebContext) -> Restriction | None:
    try:
        return read_restriction(web.audience, token_audience=token.audience, scopes=token.scopes)
    except ContradictoryToken:
        raise TokenInvalid from None


def _check_age(token: VerifiedToken, max_age: timedelta, clock: Clock) -> None:
    proved_at = token.auth_time
    if proved_at is None or clock.now() - proved_at >= max_age:
        raise FreshLoginRequired(max_age=int(max_age.total_seconds()))


def _has_factor(token: VerifiedToken, factors: frozenset[str]) -> bool:
    return any(not _AMR_OF.get(factor, {factor}).isdisjoint(token.amr) for factor in factors)
