"""Provider accounts on the pages: connecting, disconnecting, and questions to users who come from one."""

from typing import assert_never

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.responses import present_login_request
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.social_login.errors import AccountExists
from daemun.features.social_login.held_back import LIFETIME
from daemun.features.social_login.model import Claimed, CodeGiven, Entered, MustConnect
from daemun.features.social_login.responses import begin_connecting, put_last_provider
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.kept_secrets import COMPLETE, CONNECT
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.login import enter, show_return
from daemun.pages.model import PageServices
from daemun.pages.profile_form import input_names, read_profile, write_defaults, write_profile
from daemun.pages.providers import label_of, lead_to_provider
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    _mount_account(routes, services)
    _mount_connecting(routes, services)
    _mount_completing(routes, services)


def _mount_account(routes: Blueprint, services: PageServices) -> None:
    fresh = services.session_settings.fresh_login_window

    @routes.post("/account/identities/<provider>/connect")
    @login_required(max_age=fresh, check_session=True)
    def connect_identity(provider: str) -> AnyResponse:
        """Send the browser to a provider, to connect an account there."""
        services.factors.require_proof(present_session_id())
        back = url_for("daemun.pages.account", notice="identity_added")
        begun = begin_connecting(services.social_login, provider, next_page=back)
        return lead_to_provider(services, provider, begun, back="daemun.pages.account")

    @routes.post("/account/identities/<identity_id>/remove")
    @login_required(max_age=fresh, check_session=True)
    def remove_identity(identity_id: str) -> AnyResponse:
        """Disconnect an account."""
        services.factors.require_proof(present_session_id())
        services.identities.remove(current_user.id, identity_id, present_origin())
        return redirect(url_for("daemun.pages.account", notice="identity_removed"), code=303)


def _mount_connecting(routes: Blueprint, services: PageServices) -> None:
    fresh = services.session_settings.fresh_login_window

    def find() -> Claimed | None:
        return services.social_login.find_unconnected(CONNECT.read() or "", current_user.id)

    @routes.get("/login/connect")
    @login_required(check_session=True)
    def connect() -> AnyResponse:
        """Ask the owner of an address, who has logged in meanwhile, whether the provider account is
        theirs.
        """
        claimed = find()
        if claimed is None:
            return redirect(way_on(), code=303)
        label = label_of(services, claimed.provider)
        return render("connect", services.appearance, provider=label, email=claimed.email)

    @routes.post("/login/connect")
    @login_required(max_age=fresh, check_session=True)
    def connect_now() -> AnyResponse:
        """Connect the two."""
        services.factors.require_proof(present_session_id())
        claimed, page = find(), way_on()
        if claimed is not None:
            services.social_login.connect_held_back(
                claimed.provider, current_user.id, CONNECT.read() or "", present_origin()
            )
            if page == url_for("daemun.pages.account"):
                page = url_for("daemun.pages.account", notice="identity_added")
        return CONNECT.clear(redirect(page, code=303))


def _mount_completing(routes: Blueprint, services: PageServices) -> None:
    @routes.get("/register/complete")
    def complete() -> AnyResponse:
        """Ask for fields that the provider does not supply."""
        if current_user:
            return redirect(way_on(), code=303)
        try:
            claimed = services.social_login.find_incomplete(COMPLETE.read() or "")
        except OneTimeTokenRefused as refused:
            return show_return(services, refused, present_next())
        known = write_defaults(services.profile) | write_profile(services.profile, claimed.claims)
        return _form(services, Form(known), claimed)

    @routes.post("/register/complete")
    def make_completed_user() -> AnyResponse:
        """Create the user, and continue."""
        secret, names = COMPLETE.read() or "", input_names(services.profile)
        try:
            claimed = services.social_login.find_incomplete(secret)
        except OneTimeTokenRefused as refused:
            return show_return(services, refused, present_next())
        try:
            typed = read_profile(services.profile, read_form(*names))
            outcome = services.social_login.complete(
                secret, typed, present_origin(), request=present_login_request()
            )
        except Problem as problem:
            return _form(services, refused_form(problem, *names), claimed, status=problem.status)
        return COMPLETE.clear(_answer(services, outcome, claimed.provider))


def _answer(services: PageServices, outcome: Entered | CodeGiven | MustConnect, provider: str) -> AnyResponse:
    match outcome:
        case Entered(entered):
            return put_last_provider(enter(services, entered), provider)
        case CodeGiven(code, next_page):
            return redirect(f"{next_page.partition('#')[0]}#login={code}", code=303)
        case MustConnect(secret, next_page):
            page = show_return(services, AccountExists(), next_page)
            return CONNECT.put(page, secret, max_age=int(LIFETIME.total_seconds()))
        case other:
            assert_never(other)


def _form(services: PageServices, form: Form, claimed: Claimed, *, status: int = 200) -> Response:
    return render(
        "complete",
        services.appearance,
        form=form,
        status=status,
        provider=label_of(services, claimed.provider),
        email=claimed.email,
        profile=services.profile,
    )
