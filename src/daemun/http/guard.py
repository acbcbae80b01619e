"""login_required and require_login: no login, no view."""

import inspect
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from functools import wraps
from typing import Any, Final, Literal, ParamSpec, TypeVar, overload

from flask import Blueprint, Flask, Response, current_app, request

from daemun.http.blueprint import is_ours
from daemun.http.demands import Demands
from daemun.http.operation import mark_guarded
from daemun.problem import Problem
from daemun.scope import Restriction

_GUARD: Final = "__daemun_guard__"
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
View = Callable[Parameters, Result]


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
    """Let a view run only for somebody who is logged in; for anybody else a Problem is raised.

    It reaches `errorhandler(Problem)` or `errorhandler(401)` of the application where there is one. Else a
    browser's page load is led to the login page, where one is set, and everybody else gets a problem
    document, with a challenge where a token is missing (RFC 6750 section 3).

    Put it below `@app.get(...)`. For functions and coroutines, methods of a `MethodView`, and
    `before_request` functions of a blueprint.

    roles: the user must have one of them (403 `insufficient_role`).
    scopes: the token must have all of them (403 `insufficient_scope`).
    max_age: how long ago the person may have proved who they are (401 `fresh_login_required`). With `factors`
        that is also how long ago a second factor: a password proves none again.
    factors: one of these must have been proven: `amr` values such as `{"otp"}`, `"passkey"`, or `"mfa"`: more
        than one kind of factor (401 `stronger_login_required`).
    check_session: read the session from the store, so that a logout elsewhere counts at once and not
        within a second.
    optional: also let guests in; `current_user` is then false. Dead cookies make a guest, and are cleared. A
        bad token in a header is refused all the same.
    restrictions: also let in sessions that may do nothing else, such as changing the password.
    Raises TypeError for a name in the place of the view, and for a `max_age` that is no timedelta.
    """
    if view is not None and not callable(view):
        raise TypeError(f'login_required({view!r}) names no view: write @login_required(roles={{"admin"}})')
    demands = Demands(
        roles=frozenset([roles] if isinstance(roles, str) else roles),
        scopes=frozenset([scopes] if isinstance(scopes, str) else scopes),
        restrictions=frozenset(restrictions),
        max_age=_checked_age(max_age),
        factors=frozenset([factors] if isinstance(factors, str) else factors),
        check_session=check_session,
        optional=optional,
    )

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.iscoroutinefunction(view):

            @wraps(view)
            async def guarded_coroutine(*args: Any, **kwargs: Any) -> Any:
                answer = _refuse_strangers(demands)
                return await view(*args, **kwargs) if answer is None else answer

            return _marked(guarded_coroutine, view, demands)

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            answer = _refuse_strangers(demands)
            return view(*args, **kwargs) if answer is None else answer

        return _marked(guarded, view, demands)

    return guard if view is None else guard(view)


def _checked_age(given: object) -> timedelta | None:
    """Seconds are the likely mistake: at a request they would be an error for everybody who is logged in."""
    if given is None or isinstance(given, timedelta):
        return given
    raise TypeError("max_age= is a timedelta, such as timedelta(minutes=10)")


def require_login(front: Flask | Blueprint, *, except_for: Collection[str] = ()) -> None:
    """Guard every view of an application or blueprint: nobody gets in without a login.

    except_for: endpoints that stay open, such as `"index"`; on a blueprint without its name. Our own calls
        and pages, static files and addresses without a view stay open, too.
    Raises ValueError at the first request for an endpoint that does not exist.
    """
    prefix = "" if isinstance(front, Flask) else f"{front.name}."
    endpoints = [except_for] if isinstance(except_for, str) else except_for
    is_open = {prefix + endpoint for endpoint in endpoints}
    checked: list[bool] = []

    @front.before_request
    def let_in() -> Response | None:
        if not checked:
            _refuse_unknown(is_open, current_app.view_functions)
            checked.append(True)
        endpoint = request.endpoint
        if endpoint is None or endpoint in is_open or _is_public(endpoint):
            return None
        return _refuse_strangers(Demands()) or None


def guard_of(view: Callable[..., Any]) -> Callable[..., Any] | None:
    """The guard that was put around a view; None where there is none."""
    guarded: Callable[..., Any] | None = getattr(view, _GUARD, None)
    return guarded


def _marked(guarded: Callable[..., Any], view: Callable[..., Any], demands: Demands) -> Callable[..., Any]:
    guarded = mark_guarded(guarded, demands.meet, demands.refusals())
    # `wraps` has copied what the view carries: a guard on a guard is none on itself.
    vars(guarded).pop(_GUARD, None)
    if hasattr(view, "__dict__"):
        vars(view)[_GUARD] = guarded
    return guarded


def _refuse_strangers(demands: Demands) -> Response | Literal[False] | None:
    """Raise what stands in the way.

    A stranger's `OPTIONS` is answered without the view: browsers send preflights without credentials (Fetch
    standard, CORS-preflight fetch). A stranger's Socket.IO event gets False, which refuses a `connect`; after
    an exception Flask-SocketIO would keep the connection among those that hear broadcasts.
    """
    try:
        demands.meet()
    except Problem:
        if hasattr(request, "event"):
            return False
        if request.method != "OPTIONS":
            raise
        return current_app.make_default_options_response()
    return None


def _is_public(endpoint: str) -> bool:
    return is_ours(endpoint) or endpoint.rpartition(".")[2] == "static"


def _refuse_unknown(endpoints: Collection[str], known: Collection[str]) -> None:
    unknown = sorted(set(endpoints) - set(known))
    if unknown:
        raise ValueError(f"require_login(except_for=): no such endpoint: {', '.join(unknown)}")
