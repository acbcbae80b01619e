"""`DELETE /me`, `POST /me/undelete`, `GET /me/export`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.account_deletion.service import AccountDeletion
from daemun.features.factors.errors import FactorProofRequired
from daemun.features.factors.service import Factors
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.settings import SessionSettings
from daemun.features.users.errors import UserNotFound
from daemun.http.caller import present_session_id
from daemun.http.cookies import clear_cookies
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.operation import TIMESTAMP, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response, json_response


class DeletionAnswer(TypedDict):
    """A pending deletion."""

    due_at: Annotated[str, TIMESTAMP]


class ExportAnswer(TypedDict):
    """Everything that is stored about a user."""

    data: Annotated[
        dict[str, list[dict[str, object]]], Field(description="Rows by their kind, such as `sessions`.")
    ]


_DELETE_ME = Operation(
    answer=DeletionAnswer, status=202, problems=(UserNotFound, SessionEnded, FactorProofRequired)
)
_UNDELETE_ME = Operation(status=204, problems=(UserNotFound,))
_EXPORT_ME = Operation(answer=ExportAnswer, problems=(UserNotFound, SessionEnded, FactorProofRequired))


def blueprint(deletion: AccountDeletion, factors: Factors, settings: SessionSettings) -> Blueprint:
    """`DELETE /me`, `POST /me/undelete`, `GET /me/export`."""
    routes = Blueprint("account_deletion", __name__)

    @routes.delete("/me")
    @describe(_DELETE_ME)
    @login_required(max_age=settings.fresh_login_window, check_session=True)
    def delete_me() -> Response:
        """Delete the account after the delay; every session ends now. Needs a fresh login, with the second
        factor if the user has one.
        """
        factors.require_proof(present_session_id())
        due_at = deletion.ask(current_user.id, present_origin())
        answer: DeletionAnswer = {"due_at": due_at.isoformat(timespec="milliseconds")}
        return clear_cookies(json_response(answer, status=202))

    @routes.post("/me/undelete")
    @describe(_UNDELETE_ME)
    @login_required(check_session=True)
    def undelete_me() -> Response:
        """Cancel the deletion of the account; the response is the same if none was requested."""
        deletion.cancel(current_user.id, present_origin())
        return empty_response()

    @routes.get("/me/export")
    @describe(_EXPORT_ME)
    @login_required(max_age=settings.fresh_login_window, check_session=True)
    def export_me() -> Response:
        """Return everything stored about the current user, without secrets. Needs a fresh login, with the
        second factor if the user has one.
        """
        factors.require_proof(present_session_id())
        found = deletion.export(current_user.id, present_origin())
        answer: ExportAnswer = {"data": {kind: [dict(row) for row in rows] for kind, rows in found.items()}}
        response = json_response(answer)
        response.headers["Content-Disposition"] = 'attachment; filename="account.json"'
        return response

    return routes
