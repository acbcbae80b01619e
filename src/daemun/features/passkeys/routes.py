"""`/passkey`, `/login/passkey`, `/me/passkeys`."""

from typing import Annotated, NotRequired

from flask import Blueprint, Response
from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from daemun.features.factors.errors import (
    FactorKindRefused,
    FactorMissing,
    FactorNotFound,
    FactorProofRequired,
    LastWayIn,
    TooManyFactors,
)
from daemun.features.factors.service import Factors
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import LoginAttemptEnded, SecondFactorRequired
from daemun.features.login.responses import (
    LoginAnswer,
    answer_login,
    answer_second_step,
    present_login_request,
)
from daemun.features.login.service import Login
from daemun.features.passkeys import script
from daemun.features.passkeys.browser_json import (
    CreationOptionsAnswer,
    Credential,
    NewCredential,
    RequestOptionsAnswer,
)
from daemun.features.passkeys.challenges import LIFETIME
from daemun.features.passkeys.errors import ChallengeEnded, PasskeyRefused
from daemun.features.passkeys.login import PasskeyLogin
from daemun.features.passkeys.responses import PasskeyAnswer, present_site, represent_passkey
from daemun.features.passkeys.service import Passkeys
from daemun.features.passkeys.settings import PasskeySettings
from daemun.features.passwords.errors import Overloaded
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.responses import answer_issued
from daemun.features.sessions.settings import SessionSettings
from daemun.http.body import Body, read_body
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.other_names import know_other_names
from daemun.http.response_headers import empty_response, json_response
from daemun.http.token_response import TokensAnswer
from daemun.scope import Restriction

_MAX_MARK = 128
_MAX_ATTEMPT = 128
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class AddPasskeyBody(Body):
    """What the browser created, and a name for it."""

    response: NewCredential
    name: _Name | None = None


class RenamePasskeyBody(Body):
    """Another name."""

    name: _Name


class PasskeyLogInBody(Body):
    """What the browser signed."""

    response: Credential
    remember: bool = False
    device: str | None = Field(default=None, max_length=_MAX_MARK)


class PasskeyStepBody(Body):
    """The login to continue."""

    login_attempt: str = Field(max_length=_MAX_ATTEMPT)


class PasskeyFinishBody(Body):
    """The login attempt, and what the browser signed for it."""

    login_attempt: str = Field(max_length=_MAX_ATTEMPT)
    response: Credential
    trust_device: bool = False


class PasskeyAddedAnswer(TokensAnswer):
    """The passkey, and new tokens; with a first second factor recovery codes, shown this once."""

    passkey: PasskeyAnswer
    recovery_codes: NotRequired[list[str]]


class PasskeyRenamedAnswer(TypedDict):
    """The passkey as it is now."""

    passkey: PasskeyAnswer


_ASK = Operation(answer=RequestOptionsAnswer, problems=(TooManyTries,))
_LOG_IN = Operation(
    body=PasskeyLogInBody,
    answer=LoginAnswer,
    opens_session=True,
    problems=(PasskeyRefused, ChallengeEnded),
)
_ASK_SECOND = Operation(
    body=PasskeyStepBody, answer=RequestOptionsAnswer, problems=(LoginAttemptEnded, TooManyTries)
)
_FINISH = Operation(
    body=PasskeyFinishBody,
    answer=LoginAnswer,
    opens_session=True,
    problems=(PasskeyRefused, ChallengeEnded, LoginAttemptEnded, SecondFactorRequired),
)
_ASK_AGAIN = Operation(answer=RequestOptionsAnswer, problems=(SessionEnded, TooManyTries))
_ASK_NEW = Operation(
    answer=CreationOptionsAnswer,
    problems=(SessionEnded, FactorProofRequired, FactorKindRefused, TooManyFactors, TooManyTries),
)
_ADD = Operation(
    body=AddPasskeyBody,
    answer=PasskeyAddedAnswer,
    status=201,
    opens_session=True,
    problems=(
        PasskeyRefused,
        ChallengeEnded,
        SessionEnded,
        FactorProofRequired,
        FactorKindRefused,
        TooManyFactors,
        Overloaded,
    ),
)
_RENAME = Operation(
    body=RenamePasskeyBody,
    example={"name": "Blue key"},
    answer=PasskeyRenamedAnswer,
    problems=(FactorNotFound,),
)
_REMOVE = Operation(
    status=204, problems=(SessionEnded, FactorProofRequired, FactorNotFound, FactorMissing, LastWayIn)
)


def blueprint(
    passkey_login: PasskeyLogin,
    passkeys: Passkeys,
    factors: Factors,
    login: Login,
    settings: SessionSettings,
) -> Blueprint:
    """`POST /passkey`, `/login/passkey`, `/me/passkeys`, each with `/options`; `/me/passkeys/<id>`."""
    routes = Blueprint("passkeys", __name__)
    know_other_names(routes)
    script.mount(routes)
    _mount_login(routes, passkey_login, login)
    _mount_own(routes, passkey_login, passkeys, factors, login, settings)
    return routes


def mount_related_origins(root: Blueprint, settings: PasskeySettings) -> None:
    """`GET /.well-known/webauthn`, where browsers look for further origins."""
    if not settings.origins:
        return

    @root.get("/.well-known/webauthn")
    def related_origins() -> Response:
        """List the origins of `DAEMUN_PASSKEYS_ORIGINS`."""
        return json_response({"origins": list(settings.origins)})


def _mount_login(routes: Blueprint, passkey_login: PasskeyLogin, login: Login) -> None:
    @routes.post("/passkey/options")
    @describe(_ASK)
    def ask_for_passkey() -> Response:
        """Begin a login with a passkey alone."""
        return json_response(passkey_login.ask(present_site(), present_origin()))

    @routes.post("/passkey")
    @describe(_LOG_IN)
    def log_in_with_passkey() -> Response:
        """Log in with a passkey alone: no name, no password, no further factor."""
        body = read_body(PasskeyLogInBody)
        wanted = present_login_request(remember=body.remember, device=body.device)
        outcome = passkey_login.log_in(
            body.response.as_json(), present_site(), present_origin(), request=wanted
        )
        return answer_login(login, outcome)

    @routes.post("/login/passkey/options")
    @describe(_ASK_SECOND)
    def ask_for_second_passkey() -> Response:
        """Begin the second step of a login with a passkey."""
        attempt = read_body(PasskeyStepBody).login_attempt
        return json_response(passkey_login.ask_second(attempt, present_site(), present_origin()))

    @routes.post("/login/passkey")
    @describe(_FINISH)
    def finish_with_passkey() -> Response:
        """Finish a login with a passkey."""
        body = read_body(PasskeyFinishBody)
        outcome = passkey_login.finish(
            body.login_attempt,
            body.response.as_json(),
            present_site(),
            present_origin(),
            trusts=body.trust_device,
        )
        return answer_second_step(login, outcome)


def _mount_own(
    routes: Blueprint,
    passkey_login: PasskeyLogin,
    passkeys: Passkeys,
    factors: Factors,
    login: Login,
    settings: SessionSettings,
) -> None:
    fresh = settings.fresh_login_window

    @routes.post("/reauthenticate/passkey/options")
    @describe(_ASK_AGAIN)
    @login_required
    def ask_for_passkey_again() -> Response:
        """Begin to prove a passkey in a session; `POST /reauthenticate` takes the `response`."""
        session_id = present_session_id()
        return json_response(passkey_login.ask_in_session(session_id, present_site(), present_origin()))

    @routes.post("/me/passkeys/options")
    @describe(_ASK_NEW)
    @login_required(max_age=fresh, check_session=True, restrictions={Restriction.FACTOR_ENROLMENT})
    def ask_for_new_passkey() -> Response:
        """Begin adding a passkey. Needs a fresh login."""
        session_id = present_session_id()
        return json_response(passkey_login.ask_for_new(session_id, present_site(), present_origin()))

    @routes.post("/me/passkeys")
    @describe(_ADD)
    # Who began in time may end: else the device keeps a passkey that nobody knows here.
    @login_required(max_age=fresh + LIFETIME, check_session=True, restrictions={Restriction.FACTOR_ENROLMENT})
    def add_passkey() -> Response:
        """Add a passkey: returns new tokens of a session that has proven it. The first second factor comes
        with recovery codes and ends every other session.
        """
        body = read_body(AddPasskeyBody)
        added = passkey_login.add(
            present_session_id(),
            body.response.as_json(),
            present_site(),
            present_origin(),
            name=body.name,
        )
        members: dict[str, object] = {"passkey": represent_passkey(added.factor)}
        if added.recovery_codes:
            members["recovery_codes"] = list(added.recovery_codes)
        return answer_issued(login.issue(added.opened), status=201, **members)

    @routes.patch("/me/passkeys/<other_than(options):factor_id>")
    @describe(_RENAME)
    @login_required(check_session=True, restrictions={Restriction.FACTOR_ENROLMENT})
    def rename_passkey(factor_id: str) -> Response:
        """Give a passkey another name."""
        renamed = passkeys.rename(factor_id, read_body(RenamePasskeyBody).name, user_id=current_user.id)
        return json_response({"passkey": represent_passkey(renamed)})

    @routes.delete("/me/passkeys/<other_than(options):factor_id>")
    @describe(_REMOVE)
    @login_required(max_age=fresh, check_session=True, restrictions={Restriction.FACTOR_ENROLMENT})
    def remove_passkey(factor_id: str) -> Response:
        """Remove a passkey. Needs a fresh login."""
        factors.remove(present_session_id(), passkeys.name, factor_id, present_origin())
        return empty_response()
