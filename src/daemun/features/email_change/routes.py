"""`/me/email`, `/me/email/confirm`, `/email/restore`."""

from flask import Blueprint, Response
from pydantic import Field

from daemun.features.email_change.service import EmailChange
from daemun.features.factors.errors import FactorProofRequired
from daemun.features.factors.service import Factors
from daemun.features.lockout.errors import TooManyTries
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.passwords.errors import Overloaded
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.settings import SessionSettings
from daemun.features.users.errors import EmailTaken, UserNotFound
from daemun.http.body import Body, read_body
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response

_MAX_SECRET = 128


class ChangeEmailBody(Body):
    """The new address."""

    email: str = Field(max_length=320)


class ConfirmEmailBody(Body):
    """The code from the mail to the new address."""

    code: str = Field(max_length=_MAX_SECRET)


class RestoreEmailBody(Body):
    """The token of the link in the mail to the old address."""

    token: str = Field(max_length=_MAX_SECRET)


_CHANGE = Operation(
    body=ChangeEmailBody,
    example={"email": "minsu@example.kr"},
    status=202,
    problems=(UserNotFound, SessionEnded, FactorProofRequired),
)
_CONFIRM = Operation(
    body=ConfirmEmailBody,
    example={"code": "1234 5678"},
    status=204,
    problems=(InvalidCode, EmailTaken, TooManyTries, SessionEnded, FactorProofRequired),
)
_RESTORE = Operation(
    body=RestoreEmailBody,
    example={"token": "xl2pCg0Hyb6ZrE1nQzqjKj8zq2M2pQm1Q3Qf8J2mRkA"},
    status=204,
    problems=(OneTimeTokenRefused, EmailTaken, TooManyTries, Overloaded),
)


def blueprint(change: EmailChange, factors: Factors, settings: SessionSettings) -> Blueprint:
    """`POST /me/email`, `POST /me/email/confirm`, `POST /email/restore`."""
    routes = Blueprint("email_change", __name__)

    @routes.post("/me/email")
    @describe(_CHANGE)
    @login_required(max_age=settings.fresh_login_window, check_session=True)
    def change_email() -> Response:
        """Send a code to a new address; the old one stays until the code is confirmed. Needs a fresh login,
        with the second factor if the user has one.
        """
        factors.require_proof(present_session_id())
        change.request(current_user.id, read_body(ChangeEmailBody).email, present_origin())
        return empty_response(202)

    @routes.post("/me/email/confirm")
    @describe(_CONFIRM)
    @login_required(max_age=settings.fresh_login_window, check_session=True)
    def confirm_email() -> Response:
        """Confirm the new address by its code. Other sessions end, and the old address gets a mail."""
        factors.require_proof(present_session_id())
        code = read_body(ConfirmEmailBody).code
        change.confirm(current_user.id, code, present_origin(), session_id=current_token.session_id)
        return empty_response()

    @routes.post("/email/restore")
    @describe(_RESTORE)
    def restore_email() -> Response:
        """Restore the old address by its link. Every session ends, and the password is void."""
        change.restore(read_body(RestoreEmailBody).token, present_origin())
        return empty_response()

    return routes
