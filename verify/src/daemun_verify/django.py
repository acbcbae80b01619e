"""A guard for Django views."""

from collections.abc import Callable, Collection
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest, HttpResponse

from daemun_verify.bearer import (
    Refusal,
    check_bearer_token,
    check_bearer_token_without_blocking,
    make_permission,
)
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier

# Django ships no types for the arguments and results of views.
View = Callable[..., Any]


def token_required(
    verifier: Verifier, *, scopes: Collection[str] = (), roles: Collection[str] | None = None
) -> Callable[[View], View]:
    """Let only requests with a verified bearer token reach a view, sync or async.

    The token must have all `scopes` and one of the `roles`. In the view it is `request.token`.
    """
    permission = make_permission(scopes=scopes, roles=roles)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> object:
            checked = check_bearer_token(_read_header(request), verify=verifier.verify, permission=permission)
            return (
                _refuse(checked)
                if isinstance(checked, Refusal)
                else view(_give(request, checked), *args, **kwargs)
            )

        @wraps(view)
        async def guarded_async(request: HttpRequest, *args: object, **kwargs: object) -> object:
            checked = await check_bearer_token_without_blocking(
                _read_header(request), verifier=verifier, permission=permission
            )
            if isinstance(checked, Refusal):
                return _refuse(checked)
            return await view(_give(request, checked), *args, **kwargs)

        return guarded_async if iscoroutinefunction(view) else guarded

    return guard


def _read_header(request: HttpRequest) -> list[str]:
    return [request.headers["Authorization"]] if "Authorization" in request.headers else []


def _give(request: HttpRequest, token: VerifiedToken) -> HttpRequest:
    request.token = token
    return request


def _refuse(refusal: Refusal) -> HttpResponse:
    return HttpResponse(refusal.body(), status=refusal.status.value, headers=dict(refusal.headers()))
