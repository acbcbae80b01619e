"""A guard for Flask views."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, SupportsIndex, TypeVar, cast

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from daemun_verify.bearer import Refusal, check_bearer_token, make_permission
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier

View = TypeVar("View", bound=Callable[..., Any])
Bound = TypeVar("Bound")

# A client cannot set it: what comes from headers is named HTTP_...
_ENVIRON_NAME = "daemun_verify.token"


def token_required(
    verifier: Verifier, *, scopes: Collection[str] = (), roles: Collection[str] = ()
) -> Callable[[View], View]:
    """Let only requests with a verified bearer token reach a view, sync or async.

    The token must have all `scopes` and one of the `roles`. In the view it is `current_token`. Anybody else
    gets a problem document and a challenge (RFC 6750 section 3); a stranger's `OPTIONS` is answered without
    the view, and a Socket.IO `connect` is refused. Put it below `@app.get(...)`.
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

        return cast(View, guarded)

    return guard


def _refuse(refusal: Refusal) -> ResponseReturnValue:
    if hasattr(request, "event"):
        # Of Socket.IO: for any answer but False a `connect` would hear what is broadcast.
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
    """Stands for what belongs to the present request; pickled, it is that thing itself."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        return self._get_current_object().__reduce_ex__(protocol)


current_token: VerifiedToken = RequestProxy(_find_current_token)  # type: ignore[assignment]
"""The verified token of the request that is being answered."""
