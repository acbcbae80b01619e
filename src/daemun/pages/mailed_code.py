"""`/login/code`, `/login/code/verify`: logging in by a mailed code, if the settings allow it."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.responses import present_login_request
from daemun.features.mailed_codes.login import MailedCodeLogin
from daemun.http.current_user import current_user
from daemun.http.kept_secrets import LOGIN_CODE
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.pages.forms import Form, read_form, read_needed, refused_form
from daemun.pages.login import enter
from daemun.pages.model import PageServices
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem


def mount(routes: Blueprint, services: PageServices, mailed_codes: MailedCodeLogin) -> None:
    """Put these pages on the blueprint."""

    @routes.get("/login/code")
    def login_code() -> AnyResponse:
        """Ask for the address."""
        if current_user:
            return redirect(way_on(), code=303)
        return render("login_code", services.appearance)

    @routes.post("/login/code")
    def ask_for_code() -> Response:
        """Send a code, and ask for it; the page is the same whether the user exists or not."""
        try:
            email = read_needed("email")
            asked = mailed_codes.request(email, present_origin())
        except Problem as problem:
            form = refused_form(problem, "email")
            return render("login_code", services.appearance, form=form, status=problem.status)
        # Not by a redirect: no page's address should name a person.
        page = render("login_code_verify", services.appearance, form=Form({"email": email}))
        return LOGIN_CODE.put(page, asked.secret, max_age=int(asked.expires_in.total_seconds()))

    @routes.get("/login/code/verify")
    def verify_code() -> AnyResponse:
        """Redirect to the form for the address: a code is entered only beside it."""
        return redirect(url_for("daemun.pages.login_code", next=present_next()), code=303)

    @routes.post("/login/code/verify")
    def log_in_by_code() -> AnyResponse:
        """Log in by the code, in the browser that asked for it."""
        try:
            fields = read_form("email", "code", "remember")
            kept = LOGIN_CODE.read() or ""
            wanted = present_login_request(remember=bool(fields["remember"]))
            outcome = mailed_codes.log_in(
                fields["email"], fields["code"], kept, present_origin(), request=wanted
            )
        except Problem as problem:
            if current_user:
                # Sent twice: the first has logged in.
                return redirect(way_on(), code=303)
            form = refused_form(problem, "email", "code", "remember")
            return render("login_code_verify", services.appearance, form=form, status=problem.status)
        return LOGIN_CODE.clear(enter(services, outcome))
