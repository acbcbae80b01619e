"""`/email/verify`, `/email/verify/resend`."""

from typing import Self

from flask import Blueprint, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from daemun.features.email_verification.service import EmailVerification, FinishRegistration
from daemun.features.lockout.errors import TooManyTries
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.users.errors import EmailTaken, UsernameTaken
from daemun.http.body import Body, read_body
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response

_MAX_SECRET = 128


class VerifyEmailBody(Body):
    """The token of the mail's link, or its code if the user is logged in."""

    token: str | None = Field(default=None, max_length=_MAX_SECRET)
    code: str | None = Field(default=None, max_length=_MAX_SECRET)

    @model_validator(mode="after")
    def _has_one_proof(self) -> Self:
        if (self.token is None) == (self.code is None):
            raise PydanticCustomError("one_secret", "give one of token, code")
        return self


class ResendBody(Body):
    """The address."""

    email: str = Field(max_length=320)


_VERIFY = Operation(
    body=VerifyEmailBody,
    example={"token": "xl2pCg0Hyb6ZrE1nQzqjKj8zq2M2pQm1Q3Qf8J2mRkA"},
    status=204,
    problems=(OneTimeTokenRefused, InvalidCode, UsernameTaken, EmailTaken, TooManyTries),
)
_RESEND = Operation(body=ResendBody, example={"email": "minsu@example.com"}, status=202)


def blueprint(verification: EmailVerification, finish: FinishRegistration) -> Blueprint:
    """`POST /email/verify`, `POST /email/verify/resend`."""
    routes = Blueprint("email_verification", __name__)

    @routes.post("/email/verify")
    @describe(_VERIFY)
    @login_required(optional=True)
    def verify_email() -> Response:
        """Confirm an address by a mailed link or code. The session that confirms it continues; others end."""
        body, origin = read_body(VerifyEmailBody), present_origin()
        session_id = current_token.session_id if current_user else None
        if body.token is not None:
            verification.verify(body.token, origin, session_id=session_id, finish=finish)
        elif session_id is not None:
            verification.verify_by_code(current_user.id, body.code or "", origin, session_id=session_id)
        else:
            raise InvalidCode
        return empty_response()

    @routes.post("/email/verify/resend")
    @describe(_RESEND)
    def resend() -> Response:
        """Request another mail; the response is the same whether there is something to confirm or not."""
        verification.resend(read_body(ResendBody).email, present_origin())
        return empty_response(202)

    return routes
