"""A guard for ASGI applications: Starlette, FastAPI and others. Needs no framework itself."""

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from daemun_verify.bearer import (
    Permission,
    Refusal,
    check_bearer_token_without_blocking,
    make_permission,
)
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# RFC 6455 section 7.4.1: the connection violates our policy.
_POLICY_VIOLATION = 1008


class TokenMiddleware:
    """Let only requests and WebSockets with a verified bearer token reach an application.

    The token must have all `scopes` and one of the `roles`. The application finds it as
    `request.state.token`. Wrap it in the `CORSMiddleware`: browsers send preflights without a token.
    """

    def __init__(
        self,
        app: Application,
        verifier: Verifier,
        *,
        scopes: Collection[str] = (),
        roles: Collection[str] | None = None,
    ) -> None:
        self._app = app
        self._verifier = verifier
        self._permission = make_permission(scopes=scopes, roles=roles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        checked = await check_connection(scope, self._verifier, self._permission)
        if isinstance(checked, VerifiedToken):
            state = {**scope.get("state", {}), "token": checked}
            await self._app({**scope, "state": state}, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await _send_refusal(checked, send)


async def check_connection(
    scope: Scope, verifier: Verifier, permission: Permission
) -> VerifiedToken | Refusal:
    """Check the bearer token of an ASGI connection; never blocks the event loop."""
    authorization = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
    return await check_bearer_token_without_blocking(authorization, verifier=verifier, permission=permission)


async def _send_refusal(refusal: Refusal, send: Send) -> None:
    body = refusal.body()
    headers = [*refusal.headers(), ("Content-Length", str(len(body)))]
    await send(
        {
            "type": "http.response.start",
            "status": refusal.status.value,
            "headers": [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in headers],
        }
    )
    await send({"type": "http.response.body", "body": body})
