"""`/login/code`, `/login/code/verify`."""

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.responses import LoginAnswer, answer_login, present_login_request
from daemun.features.login.service import Login
from daemun.features.mailed_codes.login import MailedCodeLogin
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.http.body import Body, read_body
from daemun.http.kept_secrets import LOGIN_CODE
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import json_response

_MAX_NAME = 320
_MAX_SECRET = 128


class AskForCodeBody(Body):
    """The address that the code is for."""

    email: str = Field(max_length=_MAX_NAME)


class AskedAnswer(TypedDict):
    """What a client without cookies must send with the code."""

    login_attempt: str
    expires_in: int


class LogInByCodeBody(Body):
    """The address and the code from the mail."""

    email: str = Field(max_length=_MAX_NAME)
    code: str = Field(max_length=_MAX_SECRET)
    login_attempt: str | None = Field(default=None, max_length=_MAX_SECRET)
    remember: bool = False
    device: str | None = Field(default=None, max_length=_MAX_SECRET)


_ASK = Operation(
    body=AskForCodeBody,
    example={"email": "minsu@example.com"},
    answer=AskedAnswer,
    status=202,
    opens_session=True,
)
_VERIFY = Operation(
    body=LogInByCodeBody,
    example={"email": "minsu@example.com", "code": "12345678"},
    answer=LoginAnswer,
    opens_session=True,
    problems=(InvalidCode, SecondFactorRequired, TooManyTries),
)


def blueprint(mailed_codes: MailedCodeLogin, login: Login) -> Blueprint:
    """`POST /login/code`, `POST /login/code/verify`."""
    routes = Blueprint("mailed_codes", __name__)

    @routes.post("/login/code")
    @describe(_ASK)
    def ask_for_login_code() -> Response:
        """Request a mail with a code; the response is the same whether the user exists or not."""
        asked = mailed_codes.request(read_body(AskForCodeBody).email, present_origin())
        expires_in = int(asked.expires_in.total_seconds())
        answer = json_response({"login_attempt": asked.secret, "expires_in": expires_in}, status=202)
        return LOGIN_CODE.put(answer, asked.secret, max_age=expires_in)

    @routes.post("/login/code/verify")
    @describe(_VERIFY)
    def log_in_by_code() -> Response:
        """Log in with the code from the mail, in the browser that requested it."""
        body = read_body(LogInByCodeBody)
        kept = body.login_attempt or LOGIN_CODE.read() or ""
        wanted = present_login_request(remember=body.remember, device=body.device)
        outcome = mailed_codes.log_in(body.email, body.code, kept, present_origin(), request=wanted)
        return LOGIN_CODE.clear(answer_login(login, outcome))

    return routes
