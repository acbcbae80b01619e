"""A guard for Flask views."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, SupportsIndex, TypeVar, cast

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue, RouteCallable
from werkzeug.local import LocalProxy

from daemun_verify.bearer import Refusal, check_bearer_token, make_permission
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier

View = TypeVar("View", bound=RouteCallable)
Bound = TypeVar("Bound")

# A client cannot set it: what comes from headers is named HTTP_...
_ENVIRON_NAME = "daemun_verify.token"


def token_required(
    verifier: Verifier, *, scopes: Collection[str] = (), roles: Collection[str] = ()
) -> Callable[[View], View]:
    """Let only requests with a verified bearer token reach a view, sync or async.

    The token must have all `scopes` and one of the `roles`. In the view it is `current_token`. Anybody else
    gets a problem document and a challenge (RFC 6750 section 3).
    """
    permission = make_permission(scopes=scopes, roles=roles)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            checked = check_bearer_token(
                request.headers.getlist("Authorization"), verify=verifier.verify, permission=permission
            )
            if isinstance(checked, Refusal):
                return Response(checked.body(), checked.status, checked.headers())
            request.environ[_ENVIRON_NAME] = checked
            answer: ResponseReturnValue = current_app.ensure_sync(view)(*args, **kwargs)
            return answer

        return cast(View, guarded)

    return guard


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
