"""`/email/verify`, `/email/verify/resend`."""

from flask import Blueprint, Response
from pydantic import Field

from daemun.features.email_verification.service import EmailVerification, FinishRegistration
from daemun.features.lockout.errors import TooManyTries
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.users.errors import EmailTaken, UsernameTaken
from daemun.http.body import Body, read_body
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response


class VerifyEmailBody(Body):
    """The token of the mail's link."""

    token: str = Field(max_length=128)


class ResendBody(Body):
    """The address."""

    email: str = Field(max_length=320)


_VERIFY = Operation(
    body=VerifyEmailBody,
    example={"token": "xl2pCg0Hyb6ZrE1nQzqjKj8zq2M2pQm1Q3Qf8J2mRkA"},
    status=204,
    problems=(OneTimeTokenRefused, UsernameTaken, EmailTaken, TooManyTries),
)
_RESEND = Operation(body=ResendBody, example={"email": "minsu@example.com"}, status=202)


def blueprint(verification: EmailVerification, finish: FinishRegistration) -> Blueprint:
    """`POST /email/verify`, `POST /email/verify/resend`."""
    routes = Blueprint("email_verification", __name__)

    @routes.post("/email/verify")
    @describe(_VERIFY)
    @login_required(optional=True)
    def verify_email() -> Response:
        """Prove an address by a mailed link. The session that does it goes on; every other one ends."""
        session_id = current_token.session_id if current_user else None
        token = read_body(VerifyEmailBody).token
        verification.verify(token, present_origin(), session_id=session_id, finish=finish)
        return empty_response()

    @routes.post("/email/verify/resend")
    @describe(_RESEND)
    def resend() -> Response:
        """Ask for another mail; the same answer whether there is something to prove or not."""
        verification.resend(read_body(ResendBody).email, present_origin())
        return empty_response(202)

    return routes
