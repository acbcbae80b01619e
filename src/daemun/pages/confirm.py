"""`/login/confirm`: who it is, once more, before something sensitive."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.sessions.responses import texts_of
from daemun.http.cookies import put_tokens
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.rendering import present_next, render
from daemun.problem import Problem

BY_CODE = "code"
"""`?by=code`: with a code of an authenticator app, and not with the password."""


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""

    @routes.get("/login/confirm")
    @login_required(check_session=True)
    def confirm() -> Response:
        """Ask for the password once more, or for a code."""
        return _form(services, Form(), by_code=request.args.get("by") == BY_CODE)

    @routes.post("/login/confirm")
    @login_required(check_session=True)
    def reauthenticate() -> AnyResponse:
        """Verify it and go on."""
        session_id, by_code = current_token.session_id or "", "code" in request.form
        try:
            fields = read_form("password", "code")
            if by_code:
                proven = services.totp_login.step_up(session_id, fields["code"], present_origin())
            else:
                proven = services.password_login.reauthenticate(
                    session_id, fields["password"], present_origin()
                )
        except Problem as problem:
            form = refused_form(problem, "code" if by_code else "password")
            return _form(services, form, by_code=by_code, status=problem.status)
        response = redirect(present_next() or url_for("daemun.pages.account"), code=303)
        return put_tokens(response, texts_of(services.login.issue(proven)))


def _form(services: PageServices, form: Form, *, by_code: bool, status: int = 200) -> Response:
    kinds = {factor.kind for factor in services.factors.list_of(current_user.id)}
    return render(
        "confirm",
        services.pages,
        form=form,
        status=status,
        name=current_user.username or current_user.email,
        by_code=by_code,
        has_app="totp" in kinds,
    )
