"""login_required: no token, no view. current_token and current_user: who is asking."""

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast, overload

from flask import g, request

from daemun.clock import Clock
from daemun.http.errors import (
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
from daemun.http.operation import mark_refusals
from daemun.http.problem_response import problem_response
from daemun.http.token_places import read_access_token
from daemun.http.web_context import WebContext, web_context
from daemun.problem import Problem
from daemun.scope import PASSWORD_CHANGE_SCOPE
from daemun_verify import InvalidToken, VerifiedToken, Verifier
from daemun_verify.flask import RequestProxy

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
View = Callable[Parameters, Result]


class CurrentUser:
    """The user who is asking. Id, name and roles are those of the token; everything else is read on first
    touch. False where a view lets guests in and nobody is logged in.
    """

    id: str
    username: str | None
    roles: tuple[str, ...]
    email: str | None
    email_verified_at: datetime | None
    profile: Mapping[str, object]
    created_at: datetime

    def __init__(self, token: VerifiedToken) -> None:
        self.id = token.user_id
        self.roles = token.roles
        self._record: object | None = None
        if token.username is not None:
            self.username = token.username

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    def __str__(self) -> str:
        """The name, as far as it can be told without reading the store; else the id."""
        return self.__dict__.get("username") or self.id

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._record is None:
            self._record = web_context().load_user(self.id)
            if self._record is None:
                # Deleted, and the feed has not told this process yet.
                raise TokenRevoked
        return getattr(self._record, name)


@overload
def login_required(view: View[Parameters, Result], /) -> View[Parameters, Result]: ...
@overload
def login_required(
    *,
    roles: Collection[str] = (),
    scopes: Collection[str] = (),
    max_age: timedelta | None = None,
    factors: Collection[str] | str = (),
    check_session: bool = False,
    optional: bool = False,
) -> Callable[[View[Parameters, Result]], View[Parameters, Result]]: ...
def login_required(
    view: Callable[..., Any] | None = None,
    /,
    *,
    roles: Collection[str] = (),
    scopes: Collection[str] = (),
    max_age: timedelta | None = None,
    factors: Collection[str] | str = (),
    check_session: bool = False,
    optional: bool = False,
) -> Any:
    """Let a view run only for somebody who is logged in; anybody else gets a problem document,
    and a challenge where a token is what is missing (RFC 6750 section 3).

    For functions and coroutines, methods of a `MethodView`, and `before_request` functions of a blueprint.

    roles: the user must have one of them (403 `insufficient_role`).
    scopes: the token must have all of them (403 `insufficient_scope`).
    max_age: how long ago the person may have proved who they are (401 `fresh_login_required`).
    factors: the login must have used one of these `amr` values, such as `{"otp"}`; `"mfa"`: more than one
        factor (401 `stronger_login_required`).
    check_session: read the session from the store, so that a logout elsewhere counts at once and not
        within a second.
    optional: also let in who sends no token; `current_user` is then false. A bad token is refused all the
        same.
    """
    all_scopes = frozenset([scopes] if isinstance(scopes, str) else scopes)
    demands = _Demands(
        roles=frozenset([roles] if isinstance(roles, str) else roles),
        scopes=all_scopes - {PASSWORD_CHANGE_SCOPE},
        is_for_password_change=PASSWORD_CHANGE_SCOPE in all_scopes,
        max_age=max_age,
        factors=frozenset([factors] if isinstance(factors, str) else factors),
        check_session=check_session,
        optional=optional,
    )

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.iscoroutinefunction(view):

            @wraps(view)
            async def guarded_coroutine(*args: Any, **kwargs: Any) -> Any:
                try:
                    demands.meet()
                    return await view(*args, **kwargs)
                except Problem as problem:
                    return problem_response(problem)

            return mark_refusals(guarded_coroutine, demands.refusals())

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            try:
                demands.meet()
                return view(*args, **kwargs)
            except Problem as problem:
                return problem_response(problem)

        return mark_refusals(guarded, demands.refusals())

    return guard if view is None else guard(view)


@dataclass(slots=True)
class _Caller:
    """Whom the guard has let in."""

    token: VerifiedToken | None
    """None: a guest, where the view takes guests."""
    user: CurrentUser | None = None


@dataclass(frozen=True, slots=True)
class _Demands:
    """What a view asks of the token of a request."""

    roles: frozenset[str]
    scopes: frozenset[str]
    is_for_password_change: bool
    """Tokens that may only change the password are let in, too."""
    max_age: timedelta | None
    factors: frozenset[str]
    check_session: bool
    optional: bool

    def meet(self) -> None:
        """Verify the token of the present request and remember it. Raises what stands in the way."""
        caller: _Caller | None = None
        try:
            caller = self._admit(web_context())
        finally:
            # A guarded view may call another: what it leaves behind is never the first one's caller.
            g.daemun_caller = caller

    def refusals(self) -> tuple[type[Problem], ...]:
        """Whatever `meet` may raise."""
        asked = {
            TokenMissing: not self.optional,
            PasswordChangeRequired: not self.is_for_password_change,
            InsufficientScope: bool(self.scopes),
            InsufficientRole: bool(self.roles),
            FreshLoginRequired: self.max_age is not None,
            StrongerLoginRequired: bool(self.factors),
        }
        return (
            *(TokenAmbiguous, TokenInvalid, TokenExpired, TokenRevoked),
            *(problem for problem, is_asked in asked.items() if is_asked),
        )

    def _admit(self, web: WebContext) -> _Caller:
        try:
            text = read_access_token(request, web)
        except TokenMissing:
            if self.optional:
                return _Caller(token=None)
            raise
        token = _verify(text, web)
        self._check(token, web)
        return _Caller(token)

    def _check(self, token: VerifiedToken, web: WebContext) -> None:
        if PASSWORD_CHANGE_SCOPE in token.scopes and not self.is_for_password_change:
            raise PasswordChangeRequired
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
    try:
        return web.verifier.verify(text)
    except InvalidToken as refusal:
        match refusal.code:
            case "wrong_audience":
                return _verify_password_change(text, web.password_change_verifier)
            case "expired":
                raise TokenExpired from None
            case "revoked":
                raise TokenRevoked from None
            case _:
                raise TokenInvalid from None


def _verify_password_change(text: str, verifier: Verifier) -> VerifiedToken:
    try:
        return verifier.verify(text)
    except InvalidToken as refusal:
        raise (TokenRevoked if refusal.code == "revoked" else TokenInvalid) from None


def _check_age(token: VerifiedToken, max_age: timedelta, clock: Clock) -> None:
    proved_at = token.auth_time
    if proved_at is None or clock.now() - proved_at >= max_age:
        raise FreshLoginRequired(max_age=int(max_age.total_seconds()))


def _has_factor(token: VerifiedToken, factors: frozenset[str]) -> bool:
    return not factors.isdisjoint(token.amr) or ("mfa" in factors and len(token.amr) > 1)


def caller_token() -> VerifiedToken | None:
    """The token of whom the guard has let in; None for guests, and where no guard was asked."""
    caller: _Caller | None = g.get("daemun_caller")
    return None if caller is None else caller.token


def _present_caller() -> _Caller:
    caller: _Caller | None = g.get("daemun_caller")
    if caller is None:
        raise RuntimeError("there is no current user here: put @login_required on the view")
    return caller


def _present_token() -> VerifiedToken:
    return _token_of(_present_caller())


def _token_of(caller: _Caller) -> VerifiedToken:
    if caller.token is None:
        raise RuntimeError("nobody is logged in: this view lets guests in, so ask `if current_user:` first")
    return caller.token


def _present_user() -> CurrentUser:
    caller = _present_caller()
    if caller.user is None:
        caller.user = CurrentUser(_token_of(caller))
    return caller.user


current_token = cast(VerifiedToken, RequestProxy(_present_token))
"""The checked claims of the request's access token; no I/O. False where `optional=True` let somebody in
without one.
"""

current_user = cast(CurrentUser, RequestProxy(_present_user))
"""Who is asking: `id`, `username` and `roles` from the token, anything else from the store on first touch."""
