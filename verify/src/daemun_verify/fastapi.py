"""A guard for single FastAPI routes, as a dependency; the OpenAPI page shows its lock."""

from collections.abc import Collection

from fastapi import FastAPI, Request, Response
from fastapi.security.http import HTTPBase
from starlette.exceptions import HTTPException

from daemun_verify.asgi import check_connection
from daemun_verify.bearer import Refusal, make_permission
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier


class TokenRefused(HTTPException):
    """Raised by `TokenRequired`; `answer_refusals` turns it into `application/problem+json`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.status.value, refusal.detail, dict(refusal.headers()))
        self.refusal = refusal


class TokenRequired(HTTPBase):
    """A dependency that returns the verified token: `Annotated[VerifiedToken, Depends(TokenRequired(...))]`.

    The token must have all `scopes` and one of the `roles`.
    """

    def __init__(
        self, verifier: Verifier, *, scopes: Collection[str] = (), roles: Collection[str] | None = None
    ) -> None:
        super().__init__(scheme="bearer", scheme_name="accessToken")
        self._verifier = verifier
        self._permission = make_permission(scopes=scopes, roles=roles)

    async def __call__(self, request: Request) -> VerifiedToken:  # type: ignore[override]
        checked = await check_connection(request.scope, self._verifier, self._permission)
        if isinstance(checked, Refusal):
            raise TokenRefused(checked)
        return checked


def answer_refusals(app: FastAPI) -> None:
    """Make the application answer refused tokens as every other guard does."""
    app.add_exception_handler(TokenRefused, _answer)


def _answer(_request: Request, refused: Exception) -> Response:
    if not isinstance(refused, TokenRefused):
        raise refused
    refusal = refused.refusal
    return Response(refusal.body(), refusal.status.value, dict(refusal.headers()))
