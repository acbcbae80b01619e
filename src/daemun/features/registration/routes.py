"""`/register`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.model import LoggedIn
from daemun.features.login.responses import LoginAnswer, answer_login, present_login_request
from daemun.features.login.service import Login
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.registration.errors import RegistrationClosed, RegistrationRefused
from daemun.features.registration.service import Registration
from daemun.features.users.errors import EmailTaken, UsernameTaken
from daemun.features.users.representation import UserAnswer, represent_user
from daemun.http.body import Body, read_body
from daemun.http.operation import PROFILE_OF_NEW_USER, Operation, describe
from daemun.http.origin import present_origin


class RegisterBody(Body):
    """A user name, an e-mail address or both; a password; the application's own fields."""

    username: str | None = Field(default=None, max_length=256)
    email: str | None = Field(default=None, max_length=320)
    password: str
    remember: bool = False
    profile: Annotated[dict[str, object], PROFILE_OF_NEW_USER] = Field(default_factory=dict, max_length=100)


class RegisteredAnswer(LoginAnswer):
    """The new user, logged in."""

    user: UserAnswer


_REGISTER = Operation(
    body=RegisterBody,
    example={"username": "minsu", "password": "gyeoul-bada-norae-4821"},
    answer=RegisteredAnswer,
    status=201,
    opens_session=True,
    problems=(
        *(RegistrationClosed, RegistrationRefused, UsernameTaken, EmailTaken),
        *(PasswordTooWeak, TooManyTries, Overloaded),
    ),
)


def blueprint(registration: Registration, login: Login) -> Blueprint:
    """`POST /register`."""
    routes = Blueprint("registration", __name__)

    @routes.post("/register")
    @describe(_REGISTER)
    def register() -> Response:
        """Make a user, and log them in."""
        body = read_body(RegisterBody)
        outcome = registration.register(
            username=body.username,
            email=body.email,
            password=body.password,
            profile=body.profile,
            origin=present_origin(),
            request=present_login_request(remember=body.remember),
        )
        members: dict[str, object] = {}
        if isinstance(outcome, LoggedIn):
            members["user"] = represent_user(outcome.user, roles=())
        return answer_login(login, outcome, status=201, **members)

    return routes
