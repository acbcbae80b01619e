"""`/me/factors`, `/me/recovery-codes`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.factors.errors import FactorMissing, FactorProofRequired
from daemun.features.factors.model import Factor
from daemun.features.factors.service import Factors
from daemun.features.passwords.errors import Overloaded
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.settings import SessionSettings
from daemun.features.users.errors import UserNotFound
from daemun.features.users.service import Users
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.operation import TIMESTAMP, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import json_response
from daemun.scope import Restriction


class FactorAnswer(TypedDict):
    """One second factor. Some kinds have more members."""

    kind: Annotated[str, Field(description="Such as `totp`, as in `factors` of a login that needs one.")]
    id: str
    name: str
    created_at: Annotated[str, TIMESTAMP]
    last_used_at: Annotated[str | None, TIMESTAMP]


class FactorListAnswer(TypedDict):
    """Second factors, by kind."""

    factors: list[FactorAnswer]
    recovery_codes: Annotated[int, Field(description="How many are left.")]
    required: Annotated[bool, Field(description="Whether this user must have one.")]


class RecoveryCodesAnswer(TypedDict):
    """Recovery codes, shown this once."""

    recovery_codes: list[str]


_LIST_FACTORS = Operation(answer=FactorListAnswer, problems=(UserNotFound,))
_RENEW = Operation(
    answer=RecoveryCodesAnswer, problems=(SessionEnded, FactorProofRequired, FactorMissing, Overloaded)
)


def blueprint(factors: Factors, users: Users, settings: SessionSettings) -> Blueprint:
    """`GET /me/factors`, `POST /me/recovery-codes`."""
    routes = Blueprint("factors", __name__)

    @routes.get("/me/factors")
    @describe(_LIST_FACTORS)
    @login_required(check_session=True, restrictions={Restriction.FACTOR_ENROLMENT})
    def list_factors() -> Response:
        """List the current user's second factors, and how many recovery codes are left."""
        user = users.find(current_user.id)
        if user is None:
            raise UserNotFound
        return json_response(
            {
                "factors": [represent_factor(each) for each in factors.list_of(user.id)],
                "recovery_codes": factors.count_recovery_codes(user.id),
                "required": factors.is_demanded(user),
            }
        )

    @routes.post("/me/recovery-codes")
    @describe(_RENEW)
    @login_required(max_age=settings.fresh_login_window, check_session=True)
    def renew_recovery_codes() -> Response:
        """Create ten recovery codes, shown only once; older ones are void. Needs a fresh login with a second
        factor.
        """
        codes = factors.renew_recovery_codes(present_session_id(), present_origin())
        return json_response({"recovery_codes": list(codes)})

    return routes


def represent_factor(factor: Factor) -> dict[str, object]:
    """A second factor as its owner sees it."""
    used = factor.last_used_at
    return {
        "kind": factor.kind,
        "id": factor.id,
        "name": factor.name,
        "created_at": factor.created_at.isoformat(timespec="milliseconds"),
        "last_used_at": None if used is None else used.isoformat(timespec="milliseconds"),
        **factor.details,
    }
