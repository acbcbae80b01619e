"""`/password/forgot`, `/password/reset`."""

from typing import Self

from flask import Blueprint, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from daemun.features.lockout.errors import TooManyTries
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.password_reset.service import PasswordReset
from daemun.features.passwords.errors import Overloaded, PasswordTooWeak
from daemun.http.body import Body, read_body
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response

_MAX_NAME = 320
_MAX_SECRET = 128


class ForgotPasswordBody(Body):
    """The email address, or whatever the user logs in with."""

    email: str | None = Field(default=None, max_length=_MAX_NAME)
    identifier: str | None = Field(default=None, max_length=_MAX_NAME)

    @model_validator(mode="after")
    def _has_one_name(self) -> Self:
        if (self.email is None) == (self.identifier is None):
            raise PydanticCustomError("one_address", "give one of email, identifier")
        return self

    @property
    def name(self) -> str:
        return self.email if self.email is not None else self.identifier or ""


class ResetPasswordBody(Body):
    """The token of the mail's link, or its code with the address; and the new password."""

    token: str | None = Field(default=None, max_length=_MAX_SECRET)
    email: str | None = Field(default=None, max_length=_MAX_NAME)
    identifier: str | None = Field(default=None, max_length=_MAX_NAME)
    code: str | None = Field(default=None, max_length=_MAX_SECRET)
    new_password: str = Field(max_length=1024)

    @model_validator(mode="after")
    def _has_one_proof(self) -> Self:
        names = 2 - [self.email, self.identifier].count(None)
        if (names, self.code is None) != ((1, False) if self.token is None else (0, True)):
            raise PydanticCustomError("one_proof", "give token, or code with email or identifier")
        return self

    @property
    def name(self) -> str:
        return self.email if self.email is not None else self.identifier or ""


_FORGOT = Operation(body=ForgotPasswordBody, example={"email": "minsu@example.com"}, status=202)
_RESET = Operation(
    body=ResetPasswordBody,
    example={
        "token": "xl2pCg0Hyb6ZrE1nQzqjKj8zq2M2pQm1Q3Qf8J2mRkA",
        "new_password": "bom-sandal-gureum-1357",
    },
    status=204,
    problems=(OneTimeTokenRefused, InvalidCode, PasswordTooWeak, TooManyTries, Overloaded),
)


def blueprint(reset: PasswordReset) -> Blueprint:
    """`POST /password/forgot`, `POST /password/reset`."""
    routes = Blueprint("password_reset", __name__)

    @routes.post("/password/forgot")
    @describe(_FORGOT)
    def forgot_password() -> Response:
        """Request a mail with a link and a code; the response is the same whether the user exists or not."""
        reset.request(read_body(ForgotPasswordBody).name, present_origin())
        return empty_response(202)

    @routes.post("/password/reset")
    @describe(_RESET)
    def reset_password() -> Response:
        """Set a new password by a mailed link or code. Every session ends; nobody is logged in."""
        body = read_body(ResetPasswordBody)
        if body.token is not None:
            reset.reset_by_link(body.token, body.new_password, present_origin())
        else:
            reset.reset_by_code(body.name, body.code or "", body.new_password, present_origin())
        return empty_response()

    return routes
