"""`/login`, `/logout`."""

from typing import assert_never

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.login.responses import present_login_request, put_logged_in
from daemun.features.passkeys.responses import present_site
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.responses import end_present_session
from daemun.features.social_login.errors import AccountExists, ProfileIncomplete, ProofTooOld
from daemun.http.caller import present_caller
from daemun.http.current_user import current_user
from daemun.http.kept_secrets import ATTEMPT
from daemun.http.next_page import ACR_PARAMETER, LOG_IN_AGAIN, PROMPT_PARAMETER, SECOND_FACTOR, present_next
from daemun.http.origin import present_origin
from daemun.http.problem_response import note_refusal
from daemun.pages.confirm import BY_CODE
from daemun.pages.cookie_check import lead_to
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.passkeys import is_passkey, read_passkey
from daemun.pages.providers import SAID_AT_LOGIN, buttons, present_refusal
from daemun.pages.refused import show_refusal
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem
from daemun.scope import Restriction, restriction_of


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""

    @routes.get("/login")
    def login() -> AnyResponse:
        """Show the form, or redirect a user who is logged in."""
        limit = present_caller().restriction
        if limit is not None:
            return redirect(_page_for(limit), code=303)
        if current_user:
            return _lead_on(services)
        return _form(services, Form(summary=present_refusal()))

    @routes.post("/login")
    def log_in() -> AnyResponse:
        """Log in by password or passkey, and continue."""
        try:
            fields = read_form("identifier", "password", "remember")
            wanted = present_login_request(remember=bool(fields["remember"]))
            outcome = (
                services.passkey_login.log_in(
                    read_passkey(), present_site(), present_origin(), request=wanted
                )
                if is_passkey()
                else services.password_login.log_in(
                    LoginIdentifier("identifier", fields["identifier"]),
                    fields["password"],
                    present_origin(),
                    request=wanted,
                )
            )
            return enter(services, outcome)
        except Problem as problem:
            form = refused_form(problem, "identifier", "password", "remember")
            return _form(services, form, status=problem.status)

    @routes.get("/logout")
    def logout() -> AnyResponse:
        """Ask first: a link on another site must not log users out."""
        if present_caller().token is None:
            return redirect(present_next() or url_for("daemun.pages.login"), code=303)
        return render("logout", services.appearance)

    @routes.post("/logout")
    def log_out() -> AnyResponse:
        """Log out."""
        page = present_next() or url_for("daemun.pages.login", notice="logged_out")
        return end_present_session(services.sessions, redirect(page, code=303))


def _form(services: PageServices, form: Form, *, status: int = 200) -> Response:
    return render(
        "login",
        services.appearance,
        form=form,
        status=status,
        registers=services.registering.enabled,
        buttons=buttons(services),
        mails_codes=services.mailed_code_login is not None,
        sends_mails=services.sends_mails,
    )


def _lead_on(services: PageServices) -> AnyResponse:
    """Where a logged-in user continues, possibly after authenticating again."""
    wanted = present_next()
    if request.args.get(PROMPT_PARAMETER) != LOG_IN_AGAIN:
        page = way_on()
    elif request.args.get(ACR_PARAMETER) != SECOND_FACTOR:
        page = url_for("daemun.pages.confirm", next=wanted)
    elif services.factors.list_of(current_user.id):
        page = url_for("daemun.pages.confirm", next=wanted, by=BY_CODE)
    else:
        page = url_for("daemun.pages.totp", next=wanted)
    return redirect(page, code=303)


def enter(services: PageServices, outcome: LoggedIn | FactorRequired) -> AnyResponse:
    """Redirect to `next`: logged in, or through the page with what is still required."""
    match outcome:
        case LoggedIn():
            page = _way_in(services, outcome) or way_on()
            return put_logged_in(lead_to(page), services.login, outcome)
        case FactorRequired(attempt):
            return _ask_for_second_factor(services, attempt, present_next())
        case other:
            assert_never(other)


def show_return(
    services: PageServices, problem: Problem, next_page: str | None, *, is_invited: bool = False
) -> AnyResponse:
    """Show a user who returns from a provider what is still required, or why the login failed."""
    if isinstance(problem, SecondFactorRequired):
        return _ask_for_second_factor(services, str(problem.params["login_attempt"]), next_page)
    note_refusal(problem)
    if isinstance(problem, ProfileIncomplete):
        return redirect(url_for("daemun.pages.complete", next=next_page), code=303)
    if isinstance(problem, AccountExists):
        # However the user logs in, the next page is the one that connects the two accounts.
        next_page, is_invited = url_for("daemun.pages.connect", next=next_page), False
    if problem.code in SAID_AT_LOGIN and (is_invited or not current_user):
        # Redirect away from a URL that contains the provider's code.
        page = "daemun.pages.invitation" if is_invited else "daemun.pages.login"
        return redirect(url_for(page, refused=problem.code, next=next_page), code=303)
    if isinstance(problem, ProofTooOld) and current_user:
        return redirect(url_for("daemun.pages.confirm", refused=problem.code, next=next_page), code=303)
    return show_refusal(problem, services.appearance)


def _ask_for_second_factor(services: PageServices, attempt: str, next_page: str | None) -> AnyResponse:
    page = lead_to(url_for("daemun.pages.second_factor", next=next_page))
    return ATTEMPT.put(page, attempt, max_age=int(services.login_settings.attempt_lifetime.total_seconds()))


def _way_in(services: PageServices, logged_in: LoggedIn) -> str | None:
    """The page that this user must visit first; None: there is none."""
    limit = restriction_of(logged_in.session.scope.split())
    if limit is not None:
        return _page_for(limit)
    if services.account_deletion.due_at(logged_in.user.id) is not None:
        return url_for("daemun.pages.undelete", next=present_next())
    return None


def _page_for(limit: Restriction) -> str:
    """The page for the only thing that a restricted session may do."""
    match limit:
        case Restriction.PASSWORD_CHANGE:
            return url_for("daemun.pages.password", next=present_next())
        case Restriction.FACTOR_ENROLMENT:
            return url_for("daemun.pages.totp", next=present_next())
