"""`/login`, `/logout`, `/login/confirm`: in, out, and once more before something sensitive."""

from typing import assert_never

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.login.responses import present_login_request, put_logged_in
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.sessions.responses import end_present_session, texts_of
from daemun.http.cookies import put_tokens
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.http.next_page import LOG_IN_AGAIN, PROMPT_PARAMETER
from daemun.http.origin import present_origin
from daemun.pages.forms import read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.rendering import present_next, render
from daemun.problem import Problem
from daemun.scope import restriction_of


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    settings = services.pages

    @routes.get("/login")
    def login() -> AnyResponse:
        """Show the form, or lead on who is logged in."""
        if current_user:
            return _lead_on()
        return render("login", settings, registers=services.registering.enabled)

    @routes.post("/login")
    def log_in() -> AnyResponse:
        """Log in and go on."""
        try:
            fields = read_form("identifier", "password", "remember")
            outcome = services.password_login.log_in(
                LoginIdentifier("identifier", fields["identifier"]),
                fields["password"],
                present_origin(),
                request=present_login_request(remember=bool(fields["remember"])),
            )
            return enter(services, outcome)
        except Problem as problem:
            return render(
                "login",
                settings,
                form=refused_form(problem, "identifier", "password", "remember"),
                status=problem.status,
                registers=services.registering.enabled,
            )

    @routes.get("/logout")
    def logout() -> Response:
        """Ask first: a link on another page must not log anybody out."""
        return render("logout", settings)

    @routes.post("/logout")
    def log_out() -> AnyResponse:
        """Log out."""
        leave = redirect(url_for("daemun.pages.login", notice="logged_out"), code=303)
        return end_present_session(services.sessions, leave)

    @routes.get("/login/confirm")
    @login_required(check_session=True)
    def confirm() -> Response:
        """Ask for the password once more."""
        return render("confirm", settings, name=current_user.username or current_user.email)

    @routes.post("/login/confirm")
    @login_required(check_session=True)
    def reauthenticate() -> AnyResponse:
        """Verify the password once more and go on."""
        try:
            password = read_form("password")["password"]
            session_id = current_token.session_id or ""
            proven = services.password_login.reauthenticate(session_id, password, present_origin())
        except Problem as problem:
            return render(
                "confirm",
                settings,
                form=refused_form(problem, "password"),
                status=problem.status,
                name=current_user.username or current_user.email,
            )
        response = redirect(present_next() or url_for("daemun.pages.account"), code=303)
        return put_tokens(response, texts_of(services.login.issue(proven)))


def _lead_on() -> AnyResponse:
    """The way on for a person who is logged in, and who may have to prove it again first."""
    if request.args.get(PROMPT_PARAMETER) == LOG_IN_AGAIN:
        return redirect(url_for("daemun.pages.confirm", next=present_next()), code=303)
    return redirect(present_next() or url_for("daemun.pages.account"), code=303)


def enter(services: PageServices, outcome: LoggedIn | FactorRequired) -> AnyResponse:
    """Go on where the person wanted to be, logged in. Raises SecondFactorRequired."""
    match outcome:
        case LoggedIn():
            page = present_next() or url_for("daemun.pages.account")
            if restriction_of(outcome.session.scope.split()) is not None:
                page = url_for("daemun.pages.password", next=request.form.get("next") or None)
            return put_logged_in(redirect(page, code=303), services.login, outcome)
        case FactorRequired(attempt, factors):
            raise SecondFactorRequired(login_attempt=attempt, factors=factors)
        case other:
            assert_never(other)
