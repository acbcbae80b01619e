"""A guard for Flask views."""

import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import wraps
from typing import Any, SupportsIndex, TypeVar, cast
from weakref import WeakSet

from flask import Flask, Response, current_app, request
from flask.signals import request_started
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from daemun_verify.bearer import Refusal, check_bearer_token, make_permission
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier

View = TypeVar("View", bound=Callable[..., Any])
Bound = TypeVar("Bound")

# A client cannot set it: what comes from headers is named HTTP_...
_ENVIRON_NAME = "daemun_verify.token"
_GUARD = "daemun_verify_guard"
_guarded: WeakSet[Flask] = WeakSet()
_logger = logging.getLogger("daemun_verify")


def token_required(
    verifier: Verifier, *, scopes: Collection[str] = (), roles: Collection[str] | None = None
) -> Callable[[View], View]:
    """Let only requests with a verified bearer token reach a view, sync or async.

    The token must have all `scopes` and one of the `roles`. In the view it is `current_token`. Other requests
    get a problem document and a challenge (RFC 6750 section 3); an `OPTIONS` without a token is answered
    without the view, and a Socket.IO `connect` is refused. Put it below `@app.get(...)`.
    """
    permission = make_permission(scopes=scopes, roles=roles)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            checked = check_bearer_token(
                request.headers.getlist("Authorization"), verify=verifier.verify, permission=permission
            )
            if isinstance(checked, Refusal):
                return _refuse(checked)
            request.environ[_ENVIRON_NAME] = checked
            answer: ResponseReturnValue = current_app.ensure_sync(view)(*args, **kwargs)
            return answer

        # `wraps` copied the view's attributes, with the mark of an inner guard.
        vars(guarded).pop(_GUARD, None)
        if hasattr(view, "__dict__"):
            vars(view)[_GUARD] = guarded
        return cast(View, guarded)

    return guard


def _guard_bare_views(app: Flask, **_more: object) -> None:
    """Fix a guard above `@app.get`, which has no effect: Flask registered the unguarded view."""
    if app in _guarded:
        return
    for endpoint, view in app.view_functions.items():
        guarded = getattr(view, _GUARD, None)
        if guarded is not None:
            app.view_functions[endpoint] = guarded
            _logger.error(
                "@token_required stands above the route of the view %r and guards nothing there; it is"
                " guarded now, but put @token_required below the route",
                f"{view.__module__}.{view.__qualname__}",
            )
    # Last: until then, requests in other threads must wait.
    _guarded.add(app)


# Flask before 2.3 has no signals without blinker.
with suppress(RuntimeError):
    request_started.connect(_guard_bare_views)


def _refuse(refusal: Refusal) -> ResponseReturnValue:
    if hasattr(request, "event"):
        # Socket.IO: after any answer but False, a `connect` would receive broadcasts.
        return cast(ResponseReturnValue, False)  # noqa: FBT003 - what it is called with
    if request.method == "OPTIONS":
        # Browsers send preflights without credentials (Fetch standard, CORS-preflight fetch).
        return current_app.make_default_options_response()
    return Response(refusal.body(), refusal.status, refusal.headers())


def _find_current_token() -> VerifiedToken:
    verified = request.environ.get(_ENVIRON_NAME)
    if not isinstance(verified, VerifiedToken):
        raise RuntimeError("current_token is there only in views under token_required")
    return verified


class RequestProxy(LocalProxy[Bound]):
    """A proxy for an object of the current request; it is pickled as that object."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        return self._get_current_object().__reduce_ex__(protocol)


current_token: VerifiedToken = RequestProxy(_find_current_token)  # type: ignore[assignment]
"""The verified token of the current request."""
