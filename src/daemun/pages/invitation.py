"""`/invitation`: who was invited chooses name and password."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.responses import present_login_request
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.login import enter
from daemun.pages.mailed_link import MailedLink
from daemun.pages.model import PageServices
from daemun.pages.profile_form import input_names, read_profile, write_defaults
from daemun.pages.rendering import render
from daemun.problem import Problem

_LINK = MailedLink("invitation")
_FIELDS = ("username", "password")


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""

    @routes.get("/invitation")
    def invitation() -> AnyResponse:
        """Show the form; the link of the mail is spent by sending it."""
        return _LINK.hide() or _form(services, Form(write_defaults(services.profile)), token=_LINK.token())

    @routes.post("/invitation")
    def accept_invitation() -> AnyResponse:
        """Make the invited user and go on."""
        try:
            fields = read_form("token", *_FIELDS, *input_names(services.profile))
            outcome = services.invitations.accept(
                fields["token"],
                username=fields["username"] or None,
                password=fields["password"],
                profile=read_profile(services.profile, fields),
                origin=present_origin(),
                request=present_login_request(),
            )
        except Problem as problem:
            form = refused_form(problem, *_FIELDS, *input_names(services.profile))
            if problem.code != "one_time_token_refused":
                return _form(services, form, token=request.form.get("token", ""), status=problem.status)
            return _LINK.kept.clear(_form(services, form, token="", status=problem.status))
        return _LINK.kept.clear(enter(services, outcome))


def _form(services: PageServices, form: Form, *, token: str, status: int = 200) -> Response:
    return render(
        "invitation",
        services.appearance,
        form=form,
        status=status,
        token=token,
        identifiers=services.identifiers.identifiers,
        profile=services.profile,
        passwords=services.passwords,
    )
