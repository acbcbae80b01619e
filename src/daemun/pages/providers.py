"""The buttons of providers, and the page for who comes back from one and is not logged in."""

from dataclasses import dataclass
from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.errors import SecondFactorRequired
from daemun.http.cookies import put_attempt
from daemun.http.language import present_language
from daemun.http.problem_response import note_refusal
from daemun.http.web_context import web_context
from daemun.pages.model import PageServices
from daemun.pages.refused import show_refusal
from daemun.pages.rendering import present_next
from daemun.problem import Problem

REFUSED_PARAMETER: Final = "refused"
_SAID_AT_LOGIN: Final = frozenset(
    {
        "account_exists",
        "identity_taken",
        "one_time_token_refused",
        "provider_refused",
        "provider_unavailable",
        "registration_closed",
    }
)


@dataclass(frozen=True, slots=True)
class Button:
    """Where people have accounts that they may log in with."""

    label: str
    address: str


def buttons(services: PageServices) -> list[Button]:
    """A button for each provider, in the order of the settings."""
    return [
        Button(each.label, url_for("daemun.social_login.begin", provider=each.name, next=present_next()))
        for each in services.social_login.providers
    ]


def show_return(services: PageServices, problem: Problem, next_page: str | None) -> AnyResponse:
    """Ask for a second factor, or say why the login ended."""
    if isinstance(problem, SecondFactorRequired):
        page = redirect(url_for("daemun.pages.second_factor", next=next_page), code=303)
        lifetime = services.login_settings.attempt_lifetime
        return put_attempt(page, str(problem.params["login_attempt"]), int(lifetime.total_seconds()))
    note_refusal(problem)
    if problem.code in _SAID_AT_LOGIN:
        # Away from an address with the provider's code in it.
        return redirect(url_for("daemun.pages.login", refused=problem.code, next=next_page), code=303)
    return show_refusal(problem, services.pages)


def present_refusal() -> str:
    """Why the person is back at the login; empty: they did not come from a provider."""
    code = request.args.get(REFUSED_PARAMETER, "")
    if code not in _SAID_AT_LOGIN:
        return ""
    return web_context().catalogs.problem_text(present_language(), code, "detail")
