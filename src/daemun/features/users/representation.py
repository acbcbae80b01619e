"""A user in answers: in `/me`, and after a registration."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.users.model import User
from daemun.http.operation import PROFILE, TIMESTAMP


class UserAnswer(TypedDict):
    """A user, as the user may see it."""

    id: str
    username: str | None
    email: str | None
    email_verified: Annotated[bool, Field(description="Whether the address was proven by mail.")]
    profile: Annotated[dict[str, object], PROFILE]
    roles: list[str]
    created_at: Annotated[str, TIMESTAMP]
    deletion_due_at: NotRequired[
        Annotated[str, TIMESTAMP, Field(description="In `GET /me`: when the account will be deleted.")]
    ]


def represent_user(user: User, *, roles: tuple[str, ...]) -> UserAnswer:
    """What may be shown to the user: nothing that is secret, nothing internal. Times: RFC 3339, UTC."""
    return {
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "email_verified": user.email_verified_at is not None,
        "profile": dict(user.profile),
        "roles": list(roles),
        "created_at": user.created_at.isoformat(timespec="milliseconds"),
    }
