"""`/reauthenticate`."""

from typing import Self

from flask import Blueprint, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.code_login import CodeLogin
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.passkeys.browser_json import Credential
from daemun.features.passkeys.errors import ChallengeEnded, PasskeyRefused
from daemun.features.passkeys.login import PasskeyLogin
from daemun.features.passkeys.responses import present_site
from daemun.features.passwords.errors import Overloaded
from daemun.features.passwords.login import PasswordLogin
from daemun.features.recovery_codes.policy import read_code
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.responses import answer_issued
from daemun.http.body import Body, read_body
from daemun.http.caller import present_session_id
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.token_response import TokensAnswer

_MAX_SECRET = 128


class ReauthenticateBody(Body):
    """One proof: the password, a code of an authenticator app, a recovery code (as `code`, too), or a
    passkey.
    """

    password: str | None = Field(default=None, max_length=1024)
    code: str | None = Field(default=None, max_length=_MAX_SECRET)
    recovery_code: str | None = Field(default=None, max_length=_MAX_SECRET)
    response: Credential | None = None

    @model_validator(mode="after")
    def _has_one_proof(self) -> Self:
        if [self.password, self.code, self.recovery_code, self.response].count(None) != 3:
            raise PydanticCustomError("one_way", "give one of password, code, recovery_code, response")
        return self


_REAUTHENTICATE = Operation(
    body=ReauthenticateBody,
    example={"password": "gyeoul-bada-norae-4821"},
    answer=TokensAnswer,
    opens_session=True,
    problems=(
        InvalidCredentials,
        InvalidCode,
        PasskeyRefused,
        ChallengeEnded,
        SessionEnded,
        TooManyTries,
        Overloaded,
    ),
)


def blueprint(
    password_login: PasswordLogin,
    totp_login: CodeLogin,
    recovery_login: CodeLogin,
    passkey_login: PasskeyLogin,
    login: Login,
) -> Blueprint:
    """`POST /reauthenticate`."""
    routes = Blueprint("reauthentication", __name__)

    @routes.post("/reauthenticate")
    @describe(_REAUTHENTICATE)
    @login_required
    def reauthenticate() -> Response:
        """Authenticate again: returns new tokens with a new time of authentication. What was proven before
        stays proven.
        """
        body = read_body(ReauthenticateBody)
        session_id, origin = present_session_id(), present_origin()
        if body.code is not None:
            # A recovery code may be sent as `code`, too; no other code looks like it.
            by_code = totp_login if read_code(body.code) is None else recovery_login
            opened = by_code.step_up(session_id, body.code, origin)
        elif body.recovery_code is not None:
            opened = recovery_login.step_up(session_id, body.recovery_code, origin)
        elif body.response is not None:
            opened = passkey_login.reauthenticate(session_id, body.response.as_json(), present_site(), origin)
        else:
            opened = password_login.reauthenticate(session_id, body.password or "", origin)
        return answer_issued(login.issue(opened))

    return routes
