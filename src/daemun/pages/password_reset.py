"""`/forgot-password`, `/reset-password`."""

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.http.current_user import current_user
from daemun.http.kept_secrets import RESET_FOR
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, read_needed, refused_form
from daemun.pages.mailed_link import MailedLink, keep_wanted_page
from daemun.pages.model import PageServices
from daemun.pages.rendering import render
from daemun.problem import Problem

_LINK = MailedLink("reset_password")
_FIELDS: Final = ("token", "identifier", "code", "new_password")
_HOUR: Final = 3600


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    _mount_asking(routes, services)
    _mount_choosing(routes, services)


def _mount_asking(routes: Blueprint, services: PageServices) -> None:
    @routes.get("/forgot-password")
    def forgot_password() -> Response:
        """Ask for the user's name."""
        return _ask(services, Form({"identifier": RESET_FOR.read() or current_user.email or ""}))

    @routes.post("/forgot-password")
    def request_reset() -> AnyResponse:
        """Request a mail; the next page is the same whether there is such a user or not."""
        if not services.sends_mails:
            return _say_that_no_mail_comes()
        try:
            identifier = read_needed("identifier")
            services.password_reset.request(identifier, present_origin())
        except Problem as problem:
            return _ask(services, refused_form(problem, "identifier"), status=problem.status)
        page = redirect(url_for("daemun.pages.reset_password", sent=1, next=present_next()), code=303)
        return RESET_FOR.put(keep_wanted_page(page), identifier, max_age=_HOUR)


def _mount_choosing(routes: Blueprint, services: PageServices) -> None:
    @routes.get("/reset-password")
    def reset_password() -> AnyResponse:
        """Ask for the mailed code, unless its link was followed, and for a new password."""
        token = "" if "sent" in request.args else _LINK.token()
        if not (token or services.sends_mails or "token" in request.args):
            return _say_that_no_mail_comes()
        return _LINK.hide() or _show(services, token)

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
            # With an expired link, ask for a code instead; a too weak password keeps the link.
            if problem.code != "one_time_token_refused":
                return _form(services, form, token=request.form.get("token", ""), status=problem.status)
            return _LINK.kept.clear(_form(services, form, token="", status=problem.status))
        page = url_for("daemun.pages.login", notice="password_reset", next=present_next())
        return RESET_FOR.clear(_LINK.kept.clear(redirect(page, code=303)))


def _show(services: PageServices, token: str) -> AnyResponse:
    form = Form({"identifier": RESET_FOR.read()})
    refused = _LINK.refusal(services.password_reset.check_link) if token else None
    if refused is None:
        return _form(services, form, token=token)
    # With an expired link, ask for a code instead.
    form = replace(form, summary=refused_form(refused).summary)
    return _LINK.kept.clear(_form(services, form, token="", status=refused.status))


def _say_that_no_mail_comes() -> AnyResponse:
    return redirect(url_for("daemun.pages.forgot_password", next=present_next()), code=303)


def _ask(services: PageServices, form: Form, *, status: int = 200) -> Response:
    return render(
        "forgot_password",
        services.appearance,
        form=form,
        status=status,
        sends_mails=services.sends_mails,
    )


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
