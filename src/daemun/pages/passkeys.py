"""`/account/passkeys`: a passkey is added; and what a browser signed with one, in any form."""

from flask import Blueprint, Response, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.passkeys.browser_json import Credential, NewCredential
from daemun.features.passkeys.challenges import LIFETIME
from daemun.features.passkeys.errors import PasskeyRefused
from daemun.features.passkeys.model import Response as PasskeyResponse
from daemun.features.passkeys.responses import present_site
from daemun.features.passkeys.service import Passkeys
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.recovery_codes import answer_added
from daemun.pages.rendering import render
from daemun.problem import Problem
from daemun.scope import Restriction

PASSKEY_FIELD = "passkey"
_ENROLLING = {Restriction.FACTOR_ENROLMENT}


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""
    fresh = services.session_settings.fresh_login_window

    @routes.get("/account/passkeys")
    @login_required(max_age=fresh, check_session=True, restrictions=_ENROLLING)
    def passkeys() -> Response:
        """Explain passkeys."""
        services.factors.check_allowed(Passkeys.name)
        services.factors.require_proof(present_session_id())
        return _form(services, Form())

    @routes.post("/account/passkeys")
    # Begun in time is enough: otherwise the device keeps a passkey that is unknown here.
    @login_required(max_age=fresh + LIFETIME, check_session=True, restrictions=_ENROLLING)
    def add_passkey() -> AnyResponse:
        """Add the passkey that the browser made."""
        try:
            read_form()
            added = services.passkey_login.add(
                present_session_id(), _read(NewCredential), present_site(), present_origin()
            )
        except Problem as problem:
            return _form(services, refused_form(problem), status=problem.status)
        return answer_added(services, added, notice="passkey_added")


def _form(services: PageServices, form: Form, *, status: int = 200) -> Response:
    kinds = services.factors.kinds_for(current_user.id)
    return render("passkeys", services.appearance, form=form, status=status, kinds=kinds)


def is_passkey() -> bool:
    """Whether the submitted form carries a passkey; call it after reading the form."""
    return PASSKEY_FIELD in request.form


def read_passkey() -> PasskeyResponse:
    """What the script put into the submitted form; call it after reading the form. Raises PasskeyRefused."""
    return _read(Credential)


def _read(model: type[Credential | NewCredential]) -> PasskeyResponse:
    try:
        return model.model_validate_json(request.form.get(PASSKEY_FIELD, "")).as_json()
    except ValidationError:
        raise PasskeyRefused from None
