"""`/forgot-password`, `/reset-password`."""

from typing import Final
from urllib.parse import quote, unquote

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.http.current_user import current_user
from daemun.http.kept_secrets import RESET_FOR
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, read_needed, refused_form
from daemun.pages.mailed_link import MailedLink
from daemun.pages.model import PageServices
from daemun.pages.rendering import present_next, render
from daemun.problem import Problem

_LINK = MailedLink("reset_password")
_FIELDS: Final = ("token", "identifier", "code", "new_password")
_HOUR: Final = 3600
_MAX_KEPT: Final = 1024


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""

    @routes.get("/forgot-password")
    def forgot_password() -> Response:
        """Ask whose password it is."""
        form = Form({"identifier": _kept_name() or current_user.email or ""})
        return render("forgot_password", services.appearance, form=form, sends_mails=services.sends_mails)

    @routes.post("/forgot-password")
    def request_reset() -> AnyResponse:
        """Ask for a mail; the page after it is the same whether there is such a user or not."""
        try:
            identifier = read_needed("identifier")
            services.password_reset.request(identifier, present_origin())
        except Problem as problem:
            form = refused_form(problem, "identifier")
            return render(
                "forgot_password",
                services.appearance,
                form=form,
                status=problem.status,
                sends_mails=services.sends_mails,
            )
        page = redirect(url_for("daemun.pages.reset_password", sent=1, next=present_next()), code=303)
        kept = quote(identifier)
        return RESET_FOR.put(page, kept if len(kept) <= _MAX_KEPT else "", max_age=_HOUR)

    @routes.get("/reset-password")
    def reset_password() -> AnyResponse:
        """Ask for the code from the mail, unless its link was followed, and for a new password."""
        form = Form({"identifier": _kept_name()})
        return _LINK.hide() or _form(services, form, token="" if "sent" in request.args else _LINK.token())

    @routes.post("/reset-password")
    def choose_password() -> AnyResponse:
        """Set the new password; it logs nobody in."""
        try:
            fields = read_form(*_FIELDS)
            if fields["token"]:
                services.password_reset.reset_by_link(
                    fields["token"], fields["new_password"], present_origin()
                )
            else:
                services.password_reset.reset_by_code(
                    fields["identifier"], fields["code"], fields["new_password"], present_origin()
                )
        except Problem as problem:
            form = refused_form(problem, "identifier", "code", "new_password")
            # A link that is over asks for a code instead; a password that is too weak keeps the link.
            if problem.code != "one_time_token_refused":
                return _form(services, form, token=request.form.get("token", ""), status=problem.status)
            return _LINK.kept.clear(_form(services, form, token="", status=problem.status))
        page = url_for("daemun.pages.login", notice="password_reset", next=present_next())
        return RESET_FOR.clear(_LINK.kept.clear(redirect(page, code=303)))


def _kept_name() -> str:
    return unquote(RESET_FOR.read() or "")


def _form(services: PageServices, form: Form, *, token: str, status: int = 200) -> Response:
    return render(
        "reset_password",
        services.appearance,
        form=form,
        status=status,
        token=token,
        was_sent="sent" in request.args,
        passwords=services.passwords,
    )
