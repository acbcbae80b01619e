"""`/me/identities`: accounts at providers that a user is connected to."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.factors.errors import FactorProofRequired, LastWayIn
from daemun.features.factors.service import Factors
from daemun.features.lockout.errors import TooManyTries
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.settings import SessionSettings
from daemun.features.social_login.errors import (
    IdentityNotFound,
    IdentityTaken,
    ProviderNotFound,
    ProviderUnavailable,
)
from daemun.features.social_login.login import SocialLogin
from daemun.features.social_login.model import Identity
from daemun.features.social_login.responses import begin_connecting, put_begun, wanted_page
from daemun.features.social_login.service import Identities
from daemun.http.body import Body, has_body, read_body
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.kept_secrets import CONNECT
from daemun.http.operation import TIMESTAMP, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response, json_response

_MAX_SECRET = 128


class IdentityAnswer(TypedDict):
    """An account at a provider."""

    id: str
    provider: str
    email: Annotated[str | None, Field(description="As the provider said it when the two were connected.")]
    created_at: Annotated[str, TIMESTAMP]
    last_used_at: Annotated[str | None, TIMESTAMP]


class IdentityListAnswer(TypedDict):
    """Connected accounts, the oldest first."""

    identities: list[IdentityAnswer]


class ConnectBody(Body):
    """`connect`: the value from `account_exists`, for apps; browsers keep it in a cookie."""

    connect: str = Field(max_length=_MAX_SECRET)


class ConnectAnswer(TypedDict):
    """Where to go next."""

    redirect_to: str


_LIST_IDENTITIES = Operation(answer=IdentityListAnswer)
_CONNECT = Operation(
    body=ConnectBody,
    is_body_optional=True,
    example={"connect": "from account_exists"},
    answer=ConnectAnswer,
    problems=(
        *(ProviderNotFound, ProviderUnavailable, IdentityTaken, TooManyTries),
        *(SessionEnded, FactorProofRequired),
    ),
)
_DISCONNECT = Operation(status=204, problems=(IdentityNotFound, LastWayIn, SessionEnded, FactorProofRequired))


def blueprint(
    social_login: SocialLogin, identities: Identities, factors: Factors, settings: SessionSettings
) -> Blueprint:
    """`GET`, `POST` and `DELETE /me/identities`."""
    routes = Blueprint("identities", __name__)
    fresh = settings.fresh_login_window

    @routes.get("/me/identities")
    @describe(_LIST_IDENTITIES)
    @login_required(check_session=True)
    def list_identities() -> Response:
        """List the accounts at providers that the user is connected to."""
        found = [_represent(each) for each in identities.list_of(current_user.id)]
        return json_response({"identities": found})

    @routes.post("/me/identities/<identity>")
    @describe(_CONNECT)
    @login_required(max_age=fresh, check_session=True)
    def connect(identity: str) -> Response:
        """Connect an account at the provider of this name: send the browser to `redirect_to`.

        After `account_exists` in the same browser, or with the `connect` that an app got with it, the two are
        connected at once. Needs a fresh login, with the second factor if the user has one.
        """
        factors.require_proof(present_session_id())
        held_back = read_body(ConnectBody).connect if has_body() else CONNECT.read()
        if held_back and social_login.connect_held_back(
            identity, current_user.id, held_back, present_origin()
        ):
            return CONNECT.clear(json_response({"redirect_to": wanted_page()}))
        begun = begin_connecting(social_login, identity, next_page=wanted_page())
        answer: ConnectAnswer = {"redirect_to": begun.url}
        return put_begun(json_response(dict(answer)), begun)

    @routes.delete("/me/identities/<identity>")
    @describe(_DISCONNECT)
    @login_required(max_age=fresh, check_session=True)
    def disconnect(identity: str) -> Response:
        """Disconnect an account by its id; the last way to log in cannot be removed. Needs a fresh login,
        with the second factor if the user has one.
        """
        factors.require_proof(present_session_id())
        identities.remove(current_user.id, identity, present_origin())
        return empty_response()

    return routes


def _represent(identity: Identity) -> IdentityAnswer:
    used = identity.last_used_at
    return {
        "id": identity.id,
        "provider": identity.provider,
        "email": identity.email,
        "created_at": identity.created_at.isoformat(timespec="milliseconds"),
        "last_used_at": None if used is None else used.isoformat(timespec="milliseconds"),
    }
