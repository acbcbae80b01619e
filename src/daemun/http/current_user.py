"""current_user and current_token: the caller, in guarded views and in all others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from flask import has_request_context

from daemun.http.caller import present_caller
from daemun.http.errors import TokenRevoked
from daemun.http.web_context import web_context
from daemun_verify import VerifiedToken
from daemun_verify.flask import RequestProxy


class CurrentUser:
    """The user who sent the request. Id, name and roles come from the token; anything else is read on first
    access. False for an anonymous caller, whose id is empty and whose other attributes are None or empty.
    """

    id: str
    username: str | None
    roles: tuple[str, ...]
    email: str | None
    email_verified_at: datetime | None
    profile: Mapping[str, object]
    created_at: datetime
    language: str | None

    is_authenticated = True
    is_anonymous = False

    def __init__(self, token: VerifiedToken) -> None:
        self.id = token.user_id
        self.roles = token.roles
        self._record: object | None = None
        if token.username is not None:
            self.username = token.username

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        """Equal to the same user, however it was found."""
        return self.id == getattr(other, "id", None)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    def __str__(self) -> str:
        """The name, if known without reading the store; otherwise the id."""
        return self.__dict__.get("username") or self.id

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the record has
        if name.startswith("_"):
            raise AttributeError(name)
        if self._record is None:
            self._record = web_context().load_user(self.id)
            if self._record is None:
                # Deleted, but the revocation has not reached this process yet.
                raise TokenRevoked
        return getattr(self._record, name)


class _Guest(CurrentUser):
    """An anonymous caller."""

    is_authenticated = False
    is_anonymous = True

    def __init__(self) -> None:
        self.id = ""
        self.roles = ()
        self.username = self.email = self.email_verified_at = None
        self.profile = {}

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Guest)

    __hash__ = CurrentUser.__hash__

    def __str__(self) -> str:
        return "guest"

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the record has
        if name.startswith("_"):
            raise AttributeError(name)
        return None


def _present_token() -> VerifiedToken:
    caller = present_caller() if has_request_context() else None
    if caller is None or caller.token is None or not caller.is_user:
        raise RuntimeError("nobody is logged in: check `if current_user:` first")
    return caller.token


def _present_user() -> CurrentUser:
    if not has_request_context():
        return _Guest()
    caller = present_caller()
    if caller.token is None or not caller.is_user:
        return _Guest()
    if not isinstance(caller.user, CurrentUser):
        caller.user = CurrentUser(caller.token)
    return caller.user


current_token = cast(VerifiedToken, RequestProxy(_present_token))
"""The verified claims of the request's access token. False for anonymous callers."""

current_user = cast(CurrentUser, RequestProxy(_present_user))
"""The user who sent the request, guarded or not, also in templates: `id`, `username` and `roles` from the
token, anything else from the store on first access. False for anonymous callers, and outside a request.
"""
