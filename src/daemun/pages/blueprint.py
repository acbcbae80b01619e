"""The blueprint of all pages, and how a refusal looks on a page."""

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from daemun.http.cookie_answers import answer_in_cookies
from daemun.http.csrf import refuse_cross_site
from daemun.http.next_page import NEXT_PARAMETER, present_next, present_page
from daemun.http.origin import present_site_address
from daemun.http.problem_response import note_refusal
from daemun.http.response_headers import add_security_headers, json_response
from daemun.http.web_context import web_context
from daemun.pages import (
    account,
    authenticator_app,
    confirm,
    cookie_check,
    deletion,
    email,
    factors,
    identities,
    invitation,
    login,
    mailed_code,
    passkeys,
    password_change,
    password_reset,
    recovery_codes,
    registration,
    second_factor,
)
from daemun.pages.appearance import Appearance
from daemun.pages.language import is_page_again, put_language, remember_language
from daemun.pages.model import PageServices
from daemun.pages.own_templates import template_loader
from daemun.pages.refused import show_refusal
from daemun.pages.rendering import way_on
from daemun.problem import Problem

NAME = "pages"
_CONFIRMING: Final = ("daemun.pages.confirm", "daemun.pages.reauthenticate")
_PAGES: Final = (
    *(login, cookie_check, second_factor, confirm, registration, invitation, password_reset),
    *(account, password_change, email, authenticator_app, passkeys, factors, recovery_codes),
    *(identities, deletion),
)


def blueprint(services: PageServices) -> Blueprint:
    """Every page. With `name_prefix="daemun"` its endpoints are `daemun.pages.login` and so on."""
    settings = services.appearance.settings
    routes = Blueprint(NAME, __name__, url_prefix=settings.prefix or None)
    routes.jinja_loader = template_loader(settings.folder)
    routes.before_request(answer_in_cookies)
    routes.before_request(lambda: remember_language(services.users))
    routes.before_request(_refuse_others)
    routes.after_request(_protect)
    routes.after_request(lambda response: put_language(response, services.users))
    routes.register_error_handler(Problem, lambda problem: _answer(problem, services.appearance))

    @routes.get("/daemun/<name>")
    def show_file(name: str) -> Response:
        """Serve the style sheet or the script."""
        return services.appearance.file(name)

    @routes.get("/.well-known/change-password")
    def change_password_address() -> ResponseReturnValue:
        """Redirect password managers to the form (W3C, A Well-Known URL for Changing Passwords)."""
        return redirect(url_for("daemun.pages.password"), code=303)

    for page in _PAGES:
        page.mount(routes, services)
    if services.mailed_code_login is not None:
        mailed_code.mount(routes, services, services.mailed_code_login)
    return routes


def mount_at_root(root: Blueprint) -> None:
    """Well-known addresses at the root of the host, whatever the prefix of the pages is."""

    @root.get("/.well-known/passkey-endpoints")
    def passkey_endpoints() -> Response:
        """Publish where passkeys are added and removed (W3C, Relying Party Passkey Endpoints Well-Known URL).

        Password managers ask the host that passkeys are for.
        """
        site = present_site_address()
        pages = {"enroll": "daemun.pages.passkeys", "manage": "daemun.pages.account"}
        return json_response({name: site + url_for(page) for name, page in pages.items()})


def _protect(response: Response) -> Response:
    """Protect redirects, too: they carry cookies, and some addresses contain a secret."""
    if "Content-Security-Policy" not in response.headers:
        response.headers.setdefault("Cache-Control", "no-store")
        add_security_headers(response)
    return response


def _refuse_others() -> None:
    refuse_cross_site(request, web_context().settings)


def _answer(problem: Problem, appearance: Appearance) -> ResponseReturnValue:
    """Redirect a user who can fix the refusal; show a page to everybody else."""
    note_refusal(problem)
    back = _way_back()
    match problem.code:
        case "fresh_login_required":
            return redirect(url_for("daemun.pages.confirm", next=back), code=303)
        case "password_change_required":
            return redirect(url_for("daemun.pages.password", next=back), code=303)
        case "stronger_login_required":
            by = None if problem.params.get("factors") == ("password",) else confirm.BY_CODE
            return redirect(url_for("daemun.pages.confirm", next=back, by=by), code=303)
        case "factor_enrolment_required":
            return redirect(url_for("daemun.pages.totp", next=back), code=303)
    if problem.status == 401:
        return redirect(url_for("daemun.pages.login", next=back), code=303)
    return show_refusal(problem, appearance)


def _way_back() -> str:
    """Where the user was: the page, or the page of the submitted form, with its own `next`."""
    # A user who logs in again has nothing left to confirm.
    if request.endpoint in _CONFIRMING or not is_page_again():
        return way_on()
    page = present_page(request)
    if request.method in ("GET", "HEAD"):
        return page
    wanted, page = present_next(), page.partition("?")[0]
    return f"{page}?{urlencode({NEXT_PARAMETER: wanted})}" if wanted else page
