"""`/invitation`: an invited person chooses name and password, or uses a provider account."""

from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.invitations.model import Invitation
from daemun.features.login.responses import present_login_request
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.social_login.errors import ProviderUnavailable
from daemun.features.social_login.responses import begin_invited
from daemun.http.current_user import current_user
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.http.problem_response import note_refusal
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.login import enter, show_return
from daemun.pages.mailed_link import MailedLink
from daemun.pages.model import PageServices
from daemun.pages.profile_form import input_names, read_profile, write_defaults
from daemun.pages.providers import buttons, lead_to_provider, present_refusal
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem

_LINK: Final = MailedLink("invitation")
_FIELDS: Final = ("username", "password")


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""

    @routes.get("/invitation")
    def invitation() -> AnyResponse:
        """Show the form; the link of the mail is spent by sending it."""
        form = Form(write_defaults(services.profile), summary=present_refusal())
        return _LINK.hide() or _show(services, form, token=_LINK.token())

    @routes.post("/invitation")
    def accept_invitation() -> AnyResponse:
        """Create the invited user and continue."""
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
            return _show(services, form, token=request.form.get("token", ""), status=problem.status)
        return _LINK.kept.clear(enter(services, outcome))

    @routes.post("/invitation/with")
    def accept_invitation_with() -> AnyResponse:
        """Send the browser to a provider; the invitation comes back with it."""
        fields = read_form("token", "provider")
        name, token = fields["provider"], fields["token"]
        try:
            services.invitations.read(token)
            begun = begin_invited(services.social_login, name, invitation=token, next_page=way_on())
        except OneTimeTokenRefused as refused:
            return _over(services, refused)
        except ProviderUnavailable as down:
            return show_return(services, down, present_next(), is_invited=True)
        return lead_to_provider(services, name, begun, back="daemun.pages.invitation")


def _show(services: PageServices, form: Form, *, token: str, status: int = 200) -> AnyResponse:
    """What to do with the link; if it has expired, say so immediately."""
    if not token:
        return _form(services, form, status=status)
    try:
        invited = services.invitations.read(token)
    except OneTimeTokenRefused as refused:
        return _over(services, refused)
    return _form(services, form, status=status, token=token, invited=invited)


def _over(services: PageServices, refused: OneTimeTokenRefused) -> AnyResponse:
    note_refusal(refused)
    if current_user:
        # A user who has just accepted it in this browser and returned.
        return _LINK.kept.clear(redirect(way_on(), code=303))
    return _LINK.kept.clear(_form(services, Form(), status=refused.status, is_over=True))


def _form(
    services: PageServices,
    form: Form,
    *,
    status: int,
    token: str = "",
    invited: Invitation | None = None,
    is_over: bool = False,
) -> Response:
    return render(
        "invitation",
        services.appearance,
        form=form,
        status=status,
        token=token,
        is_over=is_over,
        email=invited.email if invited is not None else "",
        identifiers=services.identifiers.identifiers,
        profile=services.profile,
        passwords=services.passwords,
        buttons=buttons(services),
    )
