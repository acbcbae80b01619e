"""`/account/password`."""

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.sessions.responses import texts_of
from daemun.http.caller import present_session_id
from daemun.http.cookies import put_tokens
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem
from daemun.scope import Restriction


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""

    @routes.get("/account/password")
    @login_required(restrictions={Restriction.PASSWORD_CHANGE})
    def password() -> Response:
        """Ask for the current password and a new one."""
        return _form(services, Form())

    @routes.post("/account/password")
    @login_required(restrictions={Restriction.PASSWORD_CHANGE})
    def change_password() -> AnyResponse:
        """Set a new password; every other session ends."""
        if not services.password_login.is_set(current_user.id):
            return _form(services, Form())
        try:
            fields = read_form("current_password", "new_password")
            changed = services.password_login.change(
                present_session_id(),
                fields["current_password"],
                fields["new_password"],
                present_origin(),
            )
        except Problem as problem:
            form = refused_form(problem, "current_password", "new_password")
            return _form(services, form, status=problem.status)
        response = redirect(way_on(notice="password_changed"), code=303)
        return put_tokens(response, texts_of(services.login.issue(changed)))


def _form(services: PageServices, form: Form, *, status: int = 200) -> Response:
    if not services.password_login.is_set(current_user.id):
        # A first password is set by mail, like a forgotten one: a provider login alone is not enough.
        has_address = current_user.email_verified_at is not None
        return render(
            "password_first", services.appearance, has_address=has_address, sends_mails=services.sends_mails
        )
    return render(
        "password",
        services.appearance,
        form=form,
        status=status,
        name=current_user.username or "",
        passwords=services.passwords,
    )
