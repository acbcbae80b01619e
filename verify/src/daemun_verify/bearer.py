"""The common part of all guards: read a bearer token, verify it, refuse the request (RFC 6750)."""

import asyncio
import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from daemun_verify.errors import InvalidToken, InvalidTokenCode
from daemun_verify.remote_key_set import MustWait
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier

PROBLEM_MEDIA_TYPE = "application/problem+json"

# RFC 6749 section 3.3.
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_RETRY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal: `application/problem+json` (RFC 9457) with a permanent `code`."""

    status: HTTPStatus
    code: str
    detail: str
    challenge: str | None = None

    def headers(self) -> list[tuple[str, str]]:
        answer = [("Content-Type", PROBLEM_MEDIA_TYPE), ("Cache-Control", "no-store")]
        if self.challenge is None:
            return [*answer, ("Retry-After", str(_RETRY_SECONDS))]
        return [*answer, ("WWW-Authenticate", self.challenge)]

    def body(self) -> bytes:
        problem = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "code": self.code,
        }
        return json.dumps(problem).encode("ascii")


@dataclass(frozen=True, slots=True)
class Permission:
    """What a token must carry: all of the scopes, and one of the roles if any are given."""

    scopes: frozenset[str]
    roles: frozenset[str]

    def find_lack(self, token: VerifiedToken) -> Refusal | None:
        """Return the 403 for a token without permission, or None (RFC 6750 section 3.1)."""
        if not self.scopes <= token.scopes:
            return self._refuse("insufficient_scope", "The token lacks a scope that this needs.")
        if self.roles and self.roles.isdisjoint(token.roles):
            return self._refuse("insufficient_role", "The token has no role that may do this.")
        return None

    def _refuse(self, code: str, detail: str) -> Refusal:
        challenge = f'Bearer realm="api", error="insufficient_scope", error_description="{detail}"'
        if self.scopes:
            challenge = f'{challenge}, scope="{" ".join(sorted(self.scopes))}"'
        return Refusal(HTTPStatus.FORBIDDEN, code, detail, challenge)


def make_permission(*, scopes: Collection[str], roles: Collection[str] | None = None) -> Permission:
    """Make a permission; a single name may be given as a text.

    Raises `ValueError` for an invalid scope, and for an empty list of roles, which is most likely a missing
    setting and must not admit everybody.
    """
    needed = frozenset([scopes] if isinstance(scopes, str) else scopes)
    if not all(_SCOPE.fullmatch(scope) for scope in needed):
        raise ValueError("a scope is ASCII without spaces, quotes and backslashes")
    allowed = frozenset([roles] if isinstance(roles, str) else roles or ())
    if roles is not None and not allowed:
        raise ValueError("roles= is empty: name at least one, or leave it out to admit every user")
    return Permission(needed, allowed)


def read_bearer_token(authorization: Sequence[str]) -> str | Refusal:
    """Read the token from the values of every `Authorization` header (RFC 6750 section 2.1).

    No bearer token is `token_missing`, without an error in the challenge (section 3.1); more than one is
    `token_invalid`.
    """
    if len(authorization) > 1:
        return _refuse_token("token_invalid", "Send exactly one access token.")
    scheme, _, token = (authorization[0] if authorization else "").partition(" ")
    token = token.strip(" \t")
    if scheme.lower() != "bearer" or not token:
        return Refusal(
            HTTPStatus.UNAUTHORIZED, "token_missing", "An access token is needed.", 'Bearer realm="api"'
        )
    return token


def check_bearer_token(
    authorization: Sequence[str], *, verify: Callable[[str], VerifiedToken], permission: Permission
) -> VerifiedToken | Refusal:
    """Verify the token of a request and its permission, or return the refusal."""
    token = read_bearer_token(authorization)
    if isinstance(token, Refusal):
        return token
    try:
        verified = verify(token)
    except InvalidToken as invalid:
        return _refuse_invalid(invalid)
    return permission.find_lack(verified) or verified


async def check_bearer_token_without_blocking(
    authorization: Sequence[str], *, verifier: Verifier, permission: Permission
) -> VerifiedToken | Refusal:
    """Do the same on an event loop.

    Verifying takes a tenth of a millisecond, less than switching threads: only a wait for keys is moved.
    """
    try:
        return check_bearer_token(authorization, verify=verifier.verify_at_once, permission=permission)
    except MustWait:
        return await asyncio.to_thread(
            check_bearer_token, authorization, verify=verifier.verify, permission=permission
        )


def _refuse_invalid(invalid: InvalidToken) -> Refusal:
    """Say only whether a token has expired: the other reasons would help nobody but an attacker."""
    match invalid.code:
        case InvalidTokenCode.EXPIRED:
            return _refuse_token("token_expired", "The token has expired.")
        case InvalidTokenCode.KEYS_UNAVAILABLE:
            # Not a 401: the token may be valid, and a client would discard it.
            return Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "keys_unavailable",
                "The token cannot be checked at the moment.",
            )
        case _:
            return _refuse_token("token_invalid", "The token is not valid.")


def _refuse_token(code: str, detail: str) -> Refusal:
    challenge = f'Bearer realm="api", error="invalid_token", error_description="{detail}"'
    return Refusal(HTTPStatus.UNAUTHORIZED, code, detail, challenge)
