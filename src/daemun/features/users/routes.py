"""`/me`: the current user."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from daemun.features.users.errors import ProfileConflict, UserNotFound
from daemun.features.users.representation import UserAnswer, represent_user
from daemun.features.users.service import Users
from daemun.http.body import Body, read_body
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.operation import PROFILE_CHANGES, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import json_response


class ChangeMeBody(Body):
    """Profile fields to change; the others stay."""

    profile: Annotated[dict[str, object], PROFILE_CHANGES] = Field(max_length=100)


_SHOW_ME = Operation(answer=UserAnswer, problems=(UserNotFound,))
_CHANGE_ME = Operation(body=ChangeMeBody, answer=UserAnswer, problems=(UserNotFound, ProfileConflict))


def blueprint(
    users: Users,
    list_roles: Callable[[str], tuple[str, ...]],
    find_deletion: Callable[[str], datetime | None],
) -> Blueprint:
    """`GET /me`, `PATCH /me`.

    find_deletion: when a user will be deleted.
    """
    routes = Blueprint("users", __name__)

    @routes.get("/me")
    @describe(_SHOW_ME)
    @login_required(check_session=True)
    def show_me() -> Response:
        """Show the current user with roles, and when the account will be deleted, if that was requested."""
        user = users.find(current_user.id)
        if user is None:
            raise UserNotFound
        answer = represent_user(user, roles=list_roles(user.id))
        due_at = find_deletion(user.id)
        if due_at is not None:
            answer["deletion_due_at"] = due_at.isoformat(timespec="milliseconds")
        return json_response(answer)

    @routes.patch("/me")
    @describe(_CHANGE_ME)
    @login_required(check_session=True)
    def change_me() -> Response:
        """Change profile fields of the current user."""
        body = read_body(ChangeMeBody)
        user = users.change_profile(current_user.id, body.profile, present_origin())
        return json_response(represent_user(user, roles=list_roles(user.id)))

    return routes
