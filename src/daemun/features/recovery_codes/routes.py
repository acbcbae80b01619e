"""`/login/recovery-code`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.code_login import CodeLogin
from daemun.features.login.errors import InvalidCredentials, LoginAttemptEnded, SecondFactorRequired
from daemun.features.login.model import LoggedIn
from daemun.features.login.responses import LoginAnswer, answer_second_step
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.passwords.errors import Overloaded
from daemun.features.recovery_codes.service import RecoveryCodes
from daemun.http.body import Body, read_body
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin

_MAX_SECRET = 128


class FinishByRecoveryCodeBody(Body):
    """The login attempt from the first step, and a recovery code, with or without hyphens."""

    login_attempt: str = Field(max_length=_MAX_SECRET)
    code: str = Field(max_length=_MAX_SECRET)
    trust_device: bool = False


class RecoveredAnswer(LoginAnswer, total=False):
    """Issued tokens, and how many codes are left."""

    recovery_codes_left: Annotated[int, Field(description="Recovery codes that were not used yet.")]


_FINISH = Operation(
    body=FinishByRecoveryCodeBody,
    example={"login_attempt": "what the first step gave", "code": "ABCD-EFGH-IJKL-MNOP-QRST"},
    answer=RecoveredAnswer,
    opens_session=True,
    problems=(
        InvalidCode,
        LoginAttemptEnded,
        InvalidCredentials,
        SecondFactorRequired,
        TooManyTries,
        Overloaded,
    ),
)


def blueprint(code_login: CodeLogin, codes: RecoveryCodes, login: Login) -> Blueprint:
    """`POST /login/recovery-code`."""
    routes = Blueprint("recovery_codes", __name__)

    @routes.post("/login/recovery-code")
    @describe(_FINISH)
    def finish_by_recovery_code() -> Response:
        """Finish a login with a recovery code, which works only once."""
        body = read_body(FinishByRecoveryCodeBody)
        outcome = code_login.finish(body.login_attempt, body.code, present_origin(), trusts=body.trust_device)
        left = codes.count_left(outcome.user.id) if isinstance(outcome, LoggedIn) else 0
        return answer_second_step(login, outcome, recovery_codes_left=left)

    return routes
