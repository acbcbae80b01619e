"""`/account/factors`, `/account/passkeys`: removing a second factor, renaming a passkey."""

from typing import Final

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.factors.errors import FactorNotFound
from daemun.features.factors.model import Factor
from daemun.features.factors.names import one_line
from daemun.features.passkeys.service import Passkeys
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.rendering import render
from daemun.problem import FieldError
from daemun.validation import ValidationFailed

_MAX_NAME: Final = 64


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    fresh = services.session_settings.fresh_login_window

    @routes.get("/account/factors/<kind>/<factor_id>/remove")
    @login_required(max_age=fresh, check_session=True)
    def ask_to_remove_factor(kind: str, factor_id: str) -> Response:
        """Ask for confirmation."""
        services.factors.require_proof(present_session_id())
        factor = _find(services, kind, factor_id)
        return render("factor_remove", services.appearance, factor=factor, lead=_lead(services))

    @routes.post("/account/factors/<kind>/<factor_id>/remove")
    @login_required(max_age=fresh, check_session=True)
    def remove_factor(kind: str, factor_id: str) -> AnyResponse:
        """Remove a second factor."""
        services.factors.remove(present_session_id(), kind, factor_id, present_origin())
        return redirect(url_for("daemun.pages.account", notice="factor_removed"), code=303)

    @routes.get("/account/passkeys/<factor_id>/name")
    @login_required(check_session=True)
    def passkey_name(factor_id: str) -> Response:
        """Ask for another name."""
        form = Form({"name": _find(services, Passkeys.name, factor_id).name})
        return render("passkey_name", services.appearance, form=form)

    @routes.post("/account/passkeys/<factor_id>/name")
    @login_required(check_session=True)
    def name_passkey(factor_id: str) -> AnyResponse:
        """Rename a passkey."""
        try:
            services.passkeys.rename(factor_id, read_name(is_required=True), user_id=current_user.id)
        except ValidationFailed as problem:
            form = refused_form(problem, "name")
            return render("passkey_name", services.appearance, form=form, status=problem.status)
        return redirect(url_for("daemun.pages.account", notice="passkey_named"), code=303)


def _lead(services: PageServices) -> str:
    """The consequences to announce; none if the removal will be refused."""
    user = services.users.find(current_user.id)
    is_last = len(services.factors.list_of(current_user.id)) == 1
    if not is_last or user is None or services.factors.is_demanded(user):
        return "lead"
    return "lead_last" if services.password_login.is_set(user.id) else "lead_only"


def read_name(*, is_required: bool = False) -> str:
    """The name of a factor, in one line, from the current form. Raises the same as `read_form`."""
    name = one_line(read_form("name")["name"])
    if is_required and not name:
        raise ValidationFailed(errors=(FieldError("/name", "required"),))
    if len(name) > _MAX_NAME:
        raise ValidationFailed(errors=(FieldError("/name", "too_long", {"max_length": _MAX_NAME}),))
    return name


def _find(services: PageServices, kind: str, factor_id: str) -> Factor:
    for factor in services.factors.list_of(current_user.id):
        if (factor.kind, factor.id) == (kind, factor_id):
            return factor
    raise FactorNotFound
