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
    roles: Collection[str] | str | None = None,
    scopes: Collection[str] = (),
    max_age: timedelta | None = None,
    factors: Collection[str] | str | None = None,
    check_session: bool = False,
    optional: bool = False,
    restrictions: Iterable[Restriction] = (),
) -> Callable[[View[Parameters, Result]], View[Parameters, Result]]: ...
def login_required(
    view: Callable[..., Any] | None = None,
    /,
    *,
    roles: Collection[str] | str | None = None,
    scopes: Collection[str] = (),
    max_age: timedelta | None = None,
    factors: Collection[str] | str | None = None,
    check_session: bool = False,
    optional: bool = False,
    restrictions: Iterable[Restriction] = (),
) -> Any:
    """Run a view only for a logged-in user; raise a Problem for anybody else.

    The application's `errorhandler(Problem)` or `errorhandler(401)` handles it if there is one. Otherwise a
    browser's page load is redirected to the login page, if one is set, and any other request gets a problem
    document, with a challenge if a token is missing (RFC 6750 section 3).

    Put it below `@app.get(...)`. Works on functions and coroutines, methods of a `MethodView`, and
    `before_request` functions of a blueprint.

    roles: the user must have one of them (403 `insufficient_role`).
    scopes: the token must have all of them (403 `insufficient_scope`).
    max_age: how recently the user must have authenticated (401 `fresh_login_required`). With `factors`, the
        second factor must be as recent: entering the password again does not renew it.
    factors: one of these must have been proven: `amr` values such as `{"otp"}`, `"passkey"`, or `"mfa"`: more
        than one kind of factor (401 `stronger_login_required`).
    check_session: read the session from the store, so that a logout elsewhere counts immediately instead of
        within a second.
    optional: also admit anonymous callers; `current_user` is then false. A request with expired or revoked
        cookies is anonymous, and they are cleared. A bad token in a header is still refused.
    restrictions: also admit sessions restricted to one of these, such as changing the password.
    Raises TypeError for a name instead of a view, and for a `max_age` that is not a timedelta;
    ValueError for empty `roles` or `factors`.
    """
    if view is not None and not callable(view):
        raise TypeError(f'login_required({view!r}) got no view: write @login_required(roles={{"admin"}})')
    demands = Demands(
        roles=_one_of(roles, "roles"),
        scopes=frozenset([scopes] if isinstance(scopes, str) else scopes),
        restrictions=frozenset(restrictions),
        max_age=_checked_age(max_age),
        factors=_one_of(factors, "factors"),
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


def _one_of(given: Collection[str] | str | None, name: str) -> frozenset[str]:
    """An empty list is most likely a missing setting, and must not open the view to every user."""
    if given is None:
        return frozenset()
    names = frozenset([given] if isinstance(given, str) else given)
    if not names:
        raise ValueError(f"{name}= is empty: name at least one, or leave it out to admit every user")
    return names


def _checked_age(given: object) -> timedelta | None:
    """Seconds are the likely mistake: they would fail only at a request, for every logged-in user."""
    if given is None or isinstance(given, timedelta):
        return given
    raise TypeError("max_age= must be a timedelta, such as timedelta(minutes=10)")


def require_login(front: Flask | Blueprint, *, except_for: Collection[str] = ()) -> None:
    """Guard every view of an application or blueprint: each requires a login.

    except_for: endpoints that stay public, such as `"index"`; on a blueprint without its name. Our own calls
        and pages, static files and unknown addresses stay public, too.
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
    """The guard around a view; None if there is none."""
    guarded: Callable[..., Any] | None = getattr(view, _GUARD, None)
    return guarded


def _marked(guarded: Callable[..., Any], view: Callable[..., Any], demands: Demands) -> Callable[..., Any]:
    guarded = mark_guarded(guarded, demands.meet, demands.refusals())
    # `wraps` copied the view's attributes, with the mark of an inner guard.
    vars(guarded).pop(_GUARD, None)
    if hasattr(view, "__dict__"):
        vars(view)[_GUARD] = guarded
    return guarded


def _refuse_strangers(demands: Demands) -> Response | Literal[False] | None:
    """Raise the Problem if the caller does not meet the demands.

    An anonymous `OPTIONS` is answered without the view: browsers send preflights without credentials (Fetch
    standard, CORS-preflight fetch). An anonymous Socket.IO event gets False, which refuses a `connect`; after
    an exception Flask-SocketIO would still send broadcasts to the connection.
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
