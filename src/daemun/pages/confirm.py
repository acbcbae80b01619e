"""`/login/confirm`: authenticating again before a sensitive action."""

from collections.abc import Container
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.passkeys.responses import present_site
from daemun.features.sessions.model import OpenedSession
from daemun.features.sessions.responses import texts_of
from daemun.http.caller import present_session_id
from daemun.http.cookies import put_tokens
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.passkeys import is_passkey, read_passkey
from daemun.pages.providers import buttons_of, present_refusal
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem
from daemun.scope import Restriction

BY_CODE: Final = "code"
_WAYS: Final = (BY_CODE, "recovery_code", "password")
"""The fields that prove it; `?by=` asks for one of them."""
_ENROLLING: Final = {Restriction.FACTOR_ENROLMENT}
"""Adding a factor needs a recent proof, too."""


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""

    @routes.get("/login/confirm")
    @login_required(check_session=True, restrictions=_ENROLLING)
    def confirm() -> Response:
        """Ask for the password once more, for a code or a passkey."""
        return _form(services, Form(summary=present_refusal()), way=_way(request.args.getlist("by")))

    @routes.post("/login/confirm")
    @login_required(check_session=True, restrictions=_ENROLLING)
    def reauthenticate() -> AnyResponse:
        """Verify it and continue."""
        way = asked = _way(request.args.getlist("by"))
        try:
            fields = read_form(*_WAYS)
            way = _way(request.form, default=asked)
            proven = _prove_passkey(services) if is_passkey() else _prove(services, way, fields[way])
        except Problem as problem:
            return _form(services, refused_form(problem, way), way=way, status=problem.status)
        response = redirect(way_on(), code=303)
        return put_tokens(response, texts_of(services.login.issue(proven)))


def _prove(services: PageServices, way: str, typed: str) -> OpenedSession:
    session_id, origin = present_session_id(), present_origin()
    match way:
        case "code":
            return services.totp_login.step_up(session_id, typed, origin)
        case "recovery_code":
            return services.recovery_login.step_up(session_id, typed, origin)
        case _:
            return services.password_login.reauthenticate(session_id, typed, origin)


def _prove_passkey(services: PageServices) -> OpenedSession:
    return services.passkey_login.reauthenticate(
        present_session_id(), read_passkey(), present_site(), present_origin()
    )


def _way(asked: Container[str], *, default: str = "password") -> str:
    return next((way for way in _WAYS if way in asked), default)


def _form(services: PageServices, form: Form, *, way: str, status: int = 200) -> Response:
    kinds = {factor.kind for factor in services.factors.list_of(current_user.id)}
    has_password = services.password_login.is_set(current_user.id)
    buttons = buttons_of(services, current_user.id, has_other_way=has_password or bool(kinds))
    return render(
        "confirm",
        services.appearance,
        form=form,
        status=status,
        name=current_user.username or current_user.email,
        way=way,
        kinds=kinds,
        buttons=buttons,
        by_provider=bool(buttons) and way == "password" and not has_password,
        # A second factor is required, and the passkey is the only one.
        by_passkey=way == BY_CODE and "passkey" in kinds and "totp" not in kinds,
    )
