"""login_required: no token, no view. current_token and current_user: who is asking."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast, overload

from flask import g

from daemun.http.demands import Caller, Demands
from daemun.http.errors import TokenRevoked
from daemun.http.operation import mark_refusals
from daemun.http.problem_response import problem_response
from daemun.http.web_context import web_context
from daemun.problem import Problem
from daemun.scope import Restriction
from daemun_verify import VerifiedToken
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
        """The name, if it is known without reading the store; else the id."""
        return self.__dict__.get("username") or self.id

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._record is None:
            self._record = web_context().load_user(self.id)
            if self._record is None:
                # Deleted, and the feed has not reached this process yet.
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
    restrictions: Iterable[Restriction] = (),
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
    restrictions: Iterable[Restriction] = (),
) -> Any:
    """Let a view run only for somebody who is logged in; anybody else gets a problem document,
    and a challenge where a token is what is missing (RFC 6750 section 3).

    For functions and coroutines, methods of a `MethodView`, and `before_request` functions of a blueprint.

    roles: the user must have one of them (403 `insufficient_role`).
    scopes: the token must have all of them (403 `insufficient_scope`).
    max_age: how long ago the person may have proved who they are (401 `fresh_login_required`).
    factors: one of these must have been proven: `amr` values such as `{"otp"}`, `"passkey"`, or `"mfa"`: more
        than one kind of factor (401 `stronger_login_required`).
    check_session: read the session from the store, so that a logout elsewhere counts at once and not
        within a second.
    optional: also let in who sends no token; `current_user` is then false. A bad token is refused all the
        same.
    restrictions: also let in sessions that may do nothing else, such as changing the password.
    """
    demands = Demands(
        roles=frozenset([roles] if isinstance(roles, str) else roles),
        scopes=frozenset([scopes] if isinstance(scopes, str) else scopes),
        restrictions=frozenset(restrictions),
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


def caller_token() -> VerifiedToken | None:
    """The token of whom the guard has let in; None for guests, and where no guard was asked."""
    caller: Caller | None = g.get("daemun_caller")
    return None if caller is None else caller.token


def _present_caller() -> Caller:
    caller: Caller | None = g.get("daemun_caller")
    if caller is None:
        raise RuntimeError("there is no current user here: put @login_required on the view")
    return caller


def _present_token() -> VerifiedToken:
    return _token_of(_present_caller())


def _token_of(caller: Caller) -> VerifiedToken:
    if caller.token is None:
        raise RuntimeError("nobody is logged in: this view lets guests in, so ask `if current_user:` first")
    return caller.token


def _present_user() -> CurrentUser:
    caller = _present_caller()
    if not isinstance(caller.user, CurrentUser):
        caller.user = CurrentUser(_token_of(caller))
    return caller.user


current_token = cast(VerifiedToken, RequestProxy(_present_token))
"""The checked claims of the request's access token; no I/O. False where `optional=True` let somebody in
without one.
"""

current_user = cast(CurrentUser, RequestProxy(_present_user))
"""Who is asking: `id`, `username` and `roles` from the token, anything else from the store on first touch."""
