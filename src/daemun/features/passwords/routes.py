"""`/login`, `/me/password`."""

from typing import Self

from flask import Blueprint, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials, SecondFactorRequired
from daemun.features.login.responses import LoginAnswer, answer_login, present_login_request
from daemun.features.login.service import Login
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.passwords.login import LoginIdentifier, PasswordLogin
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.responses import answer_issued
from daemun.http.body import Body, read_body
from daemun.http.caller import present_session_id
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.token_response import TokensAnswer
from daemun.scope import Restriction

_MAX_NAME = 320
_MAX_PASSWORD = 1024
_MAX_MARK = 128


class LogInBody(Body):
    """One of the three identifiers, and the password."""

    username: str | None = Field(default=None, max_length=_MAX_NAME)
    email: str | None = Field(default=None, max_length=_MAX_NAME)
    identifier: str | None = Field(default=None, max_length=_MAX_NAME)
    password: str = Field(max_length=_MAX_PASSWORD)
    remember: bool = False
    device: str | None = Field(default=None, max_length=_MAX_MARK)

    @model_validator(mode="after")
    def _has_one_name(self) -> Self:
        if [self.username, self.email, self.identifier].count(None) != 2:
            raise PydanticCustomError("one_name", "give one of username, email, identifier")
        return self

    @property
    def name(self) -> LoginIdentifier:
        if self.username is not None:
            return LoginIdentifier("username", self.username)
        if self.email is not None:
            return LoginIdentifier("email", self.email)
        return LoginIdentifier("identifier", self.identifier or "")


class ChangePasswordBody(Body):
    """The current password and the new one."""

    current_password: str = Field(max_length=_MAX_PASSWORD)
    new_password: str = Field(max_length=_MAX_PASSWORD)


_LOG_IN = Operation(
    body=LogInBody,
    example={"username": "minsu", "password": "gyeoul-bada-norae-4821"},
    answer=LoginAnswer,
    opens_session=True,
    problems=(InvalidCredentials, SecondFactorRequired, TooManyTries, Overloaded),
)
_CHANGE_PASSWORD = Operation(
    body=ChangePasswordBody,
    example={"current_password": "gyeoul-bada-norae-4821", "new_password": "bom-sandal-gureum-1357"},
    answer=TokensAnswer,
    opens_session=True,
    problems=(InvalidCredentials, SessionEnded, PasswordTooWeak, TooManyTries, Overloaded),
)


def blueprint(password_login: PasswordLogin, login: Login) -> Blueprint:
    """`POST /login`, `POST /me/password`."""
    routes = Blueprint("passwords", __name__)

    @routes.post("/login")
    @describe(_LOG_IN)
    def log_in() -> Response:
        """Log in with a name and a password."""
        body = read_body(LogInBody)
        wanted = present_login_request(remember=body.remember, device=body.device)
        outcome = password_login.log_in(body.name, body.password, present_origin(), request=wanted)
        return answer_login(login, outcome)

    @routes.post("/me/password")
    @describe(_CHANGE_PASSWORD)
    @login_required(restrictions={Restriction.PASSWORD_CHANGE})
    def change_password() -> Response:
        """Set a new password: returns new tokens; every other session ends."""
        body = read_body(ChangePasswordBody)
        session_id, origin = present_session_id(), present_origin()
        changed = password_login.change(session_id, body.current_password, body.new_password, origin)
        return answer_issued(login.issue(changed))

    return routes
