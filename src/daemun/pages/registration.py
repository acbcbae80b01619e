"""`/register`, `/register/confirm`, `/verify-email`."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.responses import present_login_request
from daemun.features.registration.errors import RegistrationEnded
from daemun.features.registration.service import PendingRegistration
from daemun.http.current_user import current_token, current_user
from daemun.http.kept_secrets import REGISTRATION
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.pages.cookie_check import lead_to
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.login import enter
from daemun.pages.mailed_link import MailedLink, keep_wanted_page
from daemun.pages.model import PageServices
from daemun.pages.profile_form import input_names, read_profile, write_defaults
from daemun.pages.providers import buttons
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem

_LINK = MailedLink("verify_email")
_FIELDS = ("username", "email", "password")


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    _mount_confirmation(routes, services)
    _mount_proof_of_address(routes, services)

    @routes.get("/register")
    def register() -> AnyResponse:
        """Show the form."""
        if current_user:
            return redirect(way_on(), code=303)
        return _form(services, Form(write_defaults(services.profile)))

    @routes.post("/register")
    def make_user() -> AnyResponse:
        """Create a user and continue, or ask for the mailed code."""
        try:
            fields = read_form(*_FIELDS, *input_names(services.profile))
            outcome = services.registration.register(
                username=fields["username"] or None,
                email=fields["email"] or None,
                password=fields["password"],
                profile=read_profile(services.profile, fields),
                origin=present_origin(),
                request=present_login_request(),
            )
            if isinstance(outcome, PendingRegistration):
                page = lead_to(url_for("daemun.pages.confirm_registration", next=present_next()))
                return REGISTRATION.put(
                    keep_wanted_page(page), outcome.secret, max_age=int(outcome.expires_in.total_seconds())
                )
            return enter(services, outcome)
        except Problem as problem:
            form = refused_form(problem, *_FIELDS, *input_names(services.profile))
            return _form(services, form, status=problem.status)


def _mount_confirmation(routes: Blueprint, services: PageServices) -> None:
    @routes.get("/register/confirm")
    def confirm_registration() -> AnyResponse:
        """Ask for the mailed code."""
        if REGISTRATION.read() is None:
            return redirect(url_for("daemun.pages.register", next=present_next()), code=303)
        return render("register_confirm", services.appearance)

    @routes.post("/register/confirm")
    def finish_registration() -> AnyResponse:
        """Create the user with the verified address, and continue."""
        try:
            code = read_form("code")["code"]
            outcome = services.registration.confirm(
                REGISTRATION.read() or "", code, present_origin(), request=present_login_request()
            )
            return REGISTRATION.clear(enter(services, outcome))
        except RegistrationEnded:
            # Also if it was sent twice: the first request logged the user in, who continues at the login.
            page = url_for("daemun.pages.login", notice="registration_ended", next=present_next())
            return REGISTRATION.clear(redirect(page, code=303))
        except Problem as problem:
            return render(
                "register_confirm",
                services.appearance,
                form=refused_form(problem, "code"),
                status=problem.status,
            )


def _mount_proof_of_address(routes: Blueprint, services: PageServices) -> None:
    @routes.get("/verify-email")
    def verify_email() -> AnyResponse:
        """Ask first: mail scanners open links, too."""
        return _LINK.hide() or _LINK.show(services.appearance, services.registration.check_link)

    @routes.post("/verify-email")
    def prove_email() -> AnyResponse:
        """Verify an address by the link in a mail."""
        try:
            token = read_form("token")["token"]
            session_id = current_token.session_id if current_user else None
            services.email_verification.verify(
                token,
                present_origin(),
                session_id=session_id,
                finish=services.registration.confirm_by_link,
            )
        except Problem as problem:
            return _LINK.refuse(services.appearance, problem)
        login = url_for("daemun.pages.login", notice="verified", next=present_next())
        page = way_on(notice="verified") if current_user else login
        return _LINK.kept.clear(redirect(page, code=303))


def _form(services: PageServices, form: Form, *, status: int = 200) -> Response:
    return render(
        "register",
        services.appearance,
        form=form,
        status=status,
        is_open=services.registering.enabled,
        identifiers=services.identifiers.identifiers,
        profile=services.profile,
        passwords=services.passwords,
        buttons=buttons(services),
    )
