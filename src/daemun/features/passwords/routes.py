"""`/login`, `/me/password`, `/reauthenticate`."""

from typing import Self

from flask import Blueprint, Response, request
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials, SecondFactorRequired
from daemun.features.login.model import LoggedIn
from daemun.features.login.responses import answer_login
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.features.passwords.login import LoginIdentifier, PasswordLogin
from daemun.features.passwords.service import Passwords
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.responses import answer_issued
from daemun.features.sessions.service import Sessions
from daemun.http.body import Body, read_body
from daemun.http.cookies import DEVICE_COOKIE, set_device_cookie
from daemun.http.csrf import refuse_cross_site
from daemun.http.guard import current_token, login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response
from daemun.http.token_places import read_cookie
from daemun.http.token_response import TokensAnswer
from daemun.http.web_context import web_context
from daemun.scope import PASSWORD_CHANGE_SCOPE

_MAX_NAME = 320
_MAX_PASSWORD = 1024


class LogInBody(Body):
    """One of the three names, and the password."""

    username: str | None = Field(default=None, max_length=_MAX_NAME)
    email: str | None = Field(default=None, max_length=_MAX_NAME)
    identifier: str | None = Field(default=None, max_length=_MAX_NAME)
    password: str = Field(max_length=_MAX_PASSWORD)

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
    """The password so far and the new one."""

    current_password: str = Field(max_length=_MAX_PASSWORD)
    new_password: str = Field(max_length=_MAX_PASSWORD)


class ReauthenticateBody(Body):
    """The password, once more."""

    password: str = Field(max_length=_MAX_PASSWORD)


_LOG_IN = Operation(
    body=LogInBody,
    example={"username": "minsu", "password": "gyeoul-bada-norae-4821"},
    answer=TokensAnswer,
    opens_session=True,
    problems=(InvalidCredentials, SecondFactorRequired, TooManyTries, Overloaded),
)
_CHANGE_PASSWORD = Operation(
    body=ChangePasswordBody,
    example={"current_password": "gyeoul-bada-norae-4821", "new_password": "bom-sandal-gureum-1357"},
    status=204,
    problems=(InvalidCredentials, SessionEnded, PasswordTooWeak, TooManyTries, Overloaded),
)
_REAUTHENTICATE = Operation(
    body=ReauthenticateBody,
    example={"password": "gyeoul-bada-norae-4821"},
    answer=TokensAnswer,
    opens_session=True,
    problems=(InvalidCredentials, SessionEnded, TooManyTries, Overloaded),
)


def blueprint(login: PasswordLogin, passwords: Passwords, sessions: Sessions) -> Blueprint:
    """`POST /login`, `POST /me/password`, `POST /reauthenticate`."""
    routes = Blueprint("passwords", __name__)

    @routes.post("/login")
    @describe(_LOG_IN)
    def log_in() -> Response:
        """Log in with a name and a password."""
        web = web_context()
        if web.transport.cookies:
            # Cookies are set here: nobody may log a browser in under a name of theirs.
            refuse_cross_site(request, web.settings)
        body = read_body(LogInBody)
        device = read_cookie(request, DEVICE_COOKIE)
        outcome = login.log_in(body.name, body.password, present_origin(), device=device)
        response = answer_login(outcome)
        if web.transport.cookies and isinstance(outcome, LoggedIn):
            set_device_cookie(response, login.mark_device(outcome.tokens))
        return response

    @routes.post("/me/password")
    @describe(_CHANGE_PASSWORD)
    @login_required(scopes={PASSWORD_CHANGE_SCOPE})
    def change_password() -> Response:
        """Set a new password; every other session ends."""
        body = read_body(ChangePasswordBody)
        session = sessions.find_live(current_token.session_id or "")
        if session is None:
            raise SessionEnded
        passwords.change(session, body.current_password, body.new_password, present_origin())
        return empty_response()

    @routes.post("/reauthenticate")
    @describe(_REAUTHENTICATE)
    @login_required
    def reauthenticate() -> Response:
        """Prove the password again: new tokens, with a new time of authentication."""
        body = read_body(ReauthenticateBody)
        tokens = login.reauthenticate(current_token.session_id or "", body.password, present_origin())
        return answer_issued(tokens)

    return routes
