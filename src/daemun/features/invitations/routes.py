"""`/invitations/accept`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from daemun.features.invitations.service import Invitations
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.model import LoggedIn
from daemun.features.login.responses import LoginAnswer, answer_login, present_login_request
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.registration.errors import RegistrationRefused
from daemun.features.roles.errors import TooManyRoles
from daemun.features.roles.service import Roles
from daemun.features.users.errors import EmailTaken, UsernameTaken
from daemun.features.users.representation import UserAnswer, represent_user
from daemun.http.body import Body, read_body
from daemun.http.operation import PROFILE_OF_NEW_USER, Operation, describe
from daemun.http.origin import present_origin


class AcceptBody(Body):
    """The token of the mail's link; a password; optionally a user name; the application's own fields."""

    token: str = Field(max_length=128)
    username: str | None = Field(default=None, max_length=256)
    password: str
    remember: bool = False
    profile: Annotated[dict[str, object], PROFILE_OF_NEW_USER] = Field(default_factory=dict, max_length=100)


class AcceptedAnswer(LoginAnswer):
    """The new user, logged in."""

    user: UserAnswer


_ACCEPT = Operation(
    body=AcceptBody,
    example={
        "token": "xl2pCg0Hyb6ZrE1nQzqjKj8zq2M2pQm1Q3Qf8J2mRkA",
        "username": "minsu",
        "password": "gyeoul-bada-norae-4821",
    },
    answer=AcceptedAnswer,
    status=201,
    opens_session=True,
    problems=(
        *(OneTimeTokenRefused, RegistrationRefused, UsernameTaken, EmailTaken, TooManyRoles),
        *(PasswordTooWeak, TooManyTries, Overloaded),
    ),
)


def blueprint(invitations: Invitations, login: Login, roles: Roles) -> Blueprint:
    """`POST /invitations/accept`."""
    routes = Blueprint("invitations", __name__)

    @routes.post("/invitations/accept")
    @describe(_ACCEPT)
    def accept_invitation() -> Response:
        """Create the invited user and log them in, even where registration is closed. It confirms the
        address.
        """
        body = read_body(AcceptBody)
        outcome = invitations.accept(
            body.token,
            username=body.username,
            password=body.password,
            profile=body.profile,
            origin=present_origin(),
            request=present_login_request(remember=body.remember),
        )
        members: dict[str, object] = {}
        if isinstance(outcome, LoggedIn):
            user = outcome.user
            members["user"] = represent_user(user, roles=roles.list_roles(user.id))
        return answer_login(login, outcome, status=201, **members)

    return routes
