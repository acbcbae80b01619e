"""`/me/totp`, `/me/totp/confirm`, `/me/totp/<id>`, `/login/totp`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.clock import Clock
from daemun.features.factors.errors import (
    FactorKindRefused,
    FactorMissing,
    FactorNotFound,
    FactorProofRequired,
    TooManyFactors,
)
from daemun.features.factors.service import Factors
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import InvalidCredentials, LoginAttemptEnded, SecondFactorRequired
from daemun.features.login.responses import LoginAnswer, answer_second_step
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.passwords.errors import Overloaded
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.responses import answer_issued
from daemun.features.sessions.settings import SessionSettings
from daemun.features.totp.login import TotpLogin
from daemun.features.totp.qr_code import svg_of
from daemun.http.body import Body, has_body, read_body
from daemun.http.caller import present_session_id
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.other_names import know_other_names
from daemun.http.response_headers import empty_response, json_response
from daemun.http.token_response import TokensAnswer
from daemun.scope import Restriction

_MAX_SECRET = 128
_ENROLLING = {Restriction.FACTOR_ENROLMENT}


class FinishByTotpBody(Body):
    """The login attempt from the first step, and the code that the app shows."""

    login_attempt: str = Field(max_length=_MAX_SECRET)
    code: str = Field(max_length=_MAX_SECRET)
    trust_device: bool = False


class BeginTotpBody(Body):
    """The owner's name for the app."""

    name: str | None = Field(default=None, max_length=64)


class ConfirmTotpBody(Body):
    """The pending app, and the first code it shows."""

    id: str = Field(max_length=_MAX_SECRET)
    code: str = Field(max_length=_MAX_SECRET)


class EnrolmentAnswer(TypedDict):
    """A secret for setting up an app, in three forms, shown only once."""

    id: str
    secret: Annotated[str, Field(description="Base32, to be typed where nothing can be scanned.")]
    uri: Annotated[str, Field(description="`otpauth://totp/...`")]
    qr_svg: Annotated[str, Field(description="The same as a QR code, an SVG image.")]
    expires_in: Annotated[int, Field(description="Seconds within which the first code must come.")]


class ConfirmedAnswer(TokensAnswer, total=False):
    """Issued tokens; with the first second factor also recovery codes, shown only once."""

    recovery_codes: list[str]


_FINISH = Operation(
    body=FinishByTotpBody,
    example={"login_attempt": "what the first step gave", "code": "287082"},
    answer=LoginAnswer,
    opens_session=True,
    problems=(InvalidCode, LoginAttemptEnded, InvalidCredentials, SecondFactorRequired, TooManyTries),
)
_BEGIN = Operation(
    body=BeginTotpBody,
    is_body_optional=True,
    example={"name": "my phone"},
    answer=EnrolmentAnswer,
    status=201,
    problems=(SessionEnded, FactorProofRequired, FactorKindRefused, TooManyFactors),
)
_CONFIRM = Operation(
    body=ConfirmTotpBody,
    example={"id": "what the call before gave", "code": "287082"},
    answer=ConfirmedAnswer,
    opens_session=True,
    problems=(
        *(InvalidCode, SessionEnded, FactorProofRequired),
        *(FactorKindRefused, TooManyFactors, Overloaded),
    ),
)
_REMOVE = Operation(status=204, problems=(SessionEnded, FactorProofRequired, FactorNotFound, FactorMissing))


def blueprint(
    totp_login: TotpLogin, factors: Factors, login: Login, settings: SessionSettings, clock: Clock
) -> Blueprint:
    """`POST /me/totp`, `POST /me/totp/confirm`, `DELETE /me/totp/<id>`, `POST /login/totp`."""
    routes = Blueprint("totp", __name__)
    know_other_names(routes)
    fresh = settings.fresh_login_window

    @routes.post("/login/totp")
    @describe(_FINISH)
    def finish_by_totp() -> Response:
        """Finish a login with a code of an authenticator app."""
        body = read_body(FinishByTotpBody)
        outcome = totp_login.finish(body.login_attempt, body.code, present_origin(), trusts=body.trust_device)
        return answer_second_step(login, outcome)

    @routes.post("/me/totp")
    @describe(_BEGIN)
    @login_required(max_age=fresh, check_session=True, restrictions=_ENROLLING)
    def begin_totp() -> Response:
        """Begin adding an authenticator app: returns its secret, shown only once. Needs a fresh login."""
        name = read_body(BeginTotpBody).name if has_body() else None
        enrolment = totp_login.begin(present_session_id(), name)
        answer: EnrolmentAnswer = {
            "id": enrolment.id,
            "secret": enrolment.secret,
            "uri": enrolment.uri,
            "qr_svg": svg_of(enrolment.uri),
            "expires_in": int((enrolment.expires_at - clock.now()).total_seconds()),
        }
        return json_response(dict(answer), status=201)

    @routes.post("/me/totp/confirm")
    @describe(_CONFIRM)
    @login_required(max_age=fresh, check_session=True, restrictions=_ENROLLING)
    def confirm_totp() -> Response:
        """Add the app by its first code: returns new tokens of a session that has proven it. The first second
        factor comes with recovery codes and ends every other session. Needs a fresh login.
        """
        body = read_body(ConfirmTotpBody)
        added = totp_login.confirm(present_session_id(), body.id, body.code, present_origin())
        tokens = login.issue(added.opened)
        if not added.recovery_codes:
            return answer_issued(tokens)
        return answer_issued(tokens, recovery_codes=list(added.recovery_codes))

    @routes.delete("/me/totp/<other_than(confirm):factor_id>")
    @describe(_REMOVE)
    @login_required(max_age=fresh, check_session=True, restrictions=_ENROLLING)
    def remove_totp(factor_id: str) -> Response:
        """Remove an authenticator app; needs a fresh login with a second factor."""
        factors.remove(present_session_id(), "totp", factor_id, present_origin())
        return empty_response()

    return routes
