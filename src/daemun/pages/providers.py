"""The buttons of providers, and why somebody comes back from one without being logged in."""

from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from daemun.http.language import present_language
from daemun.http.web_context import web_context
from daemun.pages.model import PageServices
from daemun.pages.rendering import present_next

REFUSED_PARAMETER: Final = "refused"
SAID_AT_LOGIN: Final = frozenset(
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


def present_refusal() -> str:
    """Why the person is back at the login; empty: they did not come from a provider."""
    code = request.args.get(REFUSED_PARAMETER, "")
    if code not in SAID_AT_LOGIN:
        return ""
    return web_context().catalogs.problem_text(present_language(), code, "detail")
