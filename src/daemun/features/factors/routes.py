"""`GET /me/factors`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.factors.model import Factor
from daemun.features.factors.service import Factors
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.operation import TIMESTAMP, Operation, describe
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
    required: Annotated[bool, Field(description="Whether this user must have one.")]


_LIST_FACTORS = Operation(answer=FactorListAnswer)


def blueprint(factors: Factors) -> Blueprint:
    """`GET /me/factors`."""
    routes = Blueprint("factors", __name__)

    @routes.get("/me/factors")
    @describe(_LIST_FACTORS)
    @login_required(check_session=True, restrictions={Restriction.FACTOR_ENROLMENT})
    def list_factors() -> Response:
        """List the second factors of who is asking."""
        found = factors.list_of(current_user.id)
        return json_response({"factors": [represent_factor(each) for each in found], "required": False})

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
