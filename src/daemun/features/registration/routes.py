"""`/register`."""

from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.model import LoggedIn
from daemun.features.login.responses import answer_login
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.registration.errors import RegistrationClosed, RegistrationRefused
from daemun.features.registration.service import Registration
from daemun.features.users.errors import EmailTaken, UsernameTaken
from daemun.features.users.representation import UserAnswer, represent_user
from daemun.http.body import Body, read_body
from daemun.http.csrf import refuse_cross_site
from daemun.http.operation import PROFILE_OF_NEW_USER, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.token_response import TokensAnswer
from daemun.http.web_context import web_context


class RegisterBody(Body):
    """A user name, an e-mail address or both; a password; the application's own fields."""

    username: str | None = Field(default=None, max_length=256)
    email: str | None = Field(default=None, max_length=320)
    password: str
    profile: Annotated[dict[str, object], PROFILE_OF_NEW_USER] = Field(default_factory=dict, max_length=100)


class RegisteredAnswer(TokensAnswer):
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


def blueprint(registration: Registration) -> Blueprint:
    """`POST /register`."""
    routes = Blueprint("registration", __name__)

    @routes.post("/register")
    @describe(_REGISTER)
    def register() -> Response:
        """Make a user, and log them in."""
        web = web_context()
        if web.transport.cookies:
            refuse_cross_site(request, web.settings)
        body = read_body(RegisterBody)
        outcome = registration.register(
            username=body.username,
            email=body.email,
            password=body.password,
            profile=body.profile,
            origin=present_origin(),
        )
        members: dict[str, object] = {}
        if isinstance(outcome, LoggedIn):
            members["user"] = represent_user(outcome.tokens.user, roles=())
        return answer_login(outcome, status=201, **members)

    return routes
