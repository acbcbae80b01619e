"""`/register`, `/register/confirm`."""

from typing import Annotated, TypedDict

from flask import Blueprint, Response
from pydantic import Field

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.login.responses import LoginAnswer, answer_login, present_login_request
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.registration.errors import RegistrationClosed, RegistrationEnded, RegistrationRefused
from daemun.features.registration.service import PendingRegistration, Registration
from daemun.features.users.errors import EmailTaken, UsernameTaken
from daemun.features.users.representation import UserAnswer, represent_user
from daemun.http.body import Body, read_body
from daemun.http.operation import PROFILE_OF_NEW_USER, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import json_response


class RegisterBody(Body):
    """A user name, an email address or both; a password; the application's own fields."""

    username: str | None = Field(default=None, max_length=256)
    email: str | None = Field(default=None, max_length=320)
    password: str
    remember: bool = False
    profile: Annotated[dict[str, object], PROFILE_OF_NEW_USER] = Field(default_factory=dict, max_length=100)


class RegisteredAnswer(LoginAnswer):
    """The new user, logged in."""

    user: UserAnswer


class PendingAnswer(TypedDict):
    """If the address must be proven first: what to send with the code from the mail."""

    registration: str
    expires_in: int


class ConfirmBody(Body):
    """The `registration` from `POST /register`, and the code from the mail."""

    registration: str = Field(max_length=128)
    code: str = Field(max_length=128)
    remember: bool = False


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
_CONFIRM = Operation(
    body=ConfirmBody,
    example={"registration": "xl2pCg0Hyb6ZrE1nQzqjKj8zq2M2pQm1Q3Qf8J2mRkA", "code": "12345678"},
    answer=RegisteredAnswer,
    status=201,
    opens_session=True,
    problems=(InvalidCode, RegistrationEnded, UsernameTaken, TooManyTries),
)


def blueprint(registration: Registration, login: Login) -> Blueprint:
    """`POST /register`, `POST /register/confirm`."""
    routes = Blueprint("registration", __name__)

    @routes.post("/register")
    @describe(_REGISTER)
    def register() -> Response:
        """Create a user and log them in.

        With an email address that must be confirmed first, the response is 202, whether the address is taken
        or not.
        """
        body = read_body(RegisterBody)
        outcome = registration.register(
            username=body.username,
            email=body.email,
            password=body.password,
            profile=body.profile,
            origin=present_origin(),
            request=present_login_request(remember=body.remember),
        )
        if isinstance(outcome, PendingRegistration):
            expires_in = int(outcome.expires_in.total_seconds())
            return json_response({"registration": outcome.secret, "expires_in": expires_in}, status=202)
        return _answer(login, outcome)

    @routes.post("/register/confirm")
    @describe(_CONFIRM)
    def confirm() -> Response:
        """Confirm the address by the code from the mail: the user is created and logged in."""
        body = read_body(ConfirmBody)
        request = present_login_request(remember=body.remember)
        return _answer(
            login, registration.confirm(body.registration, body.code, present_origin(), request=request)
        )

    return routes


def _answer(login: Login, outcome: LoggedIn | FactorRequired) -> Response:
    members: dict[str, object] = {}
    if isinstance(outcome, LoggedIn):
        members["user"] = represent_user(outcome.user, roles=())
    return answer_login(login, outcome, status=201, **members)
