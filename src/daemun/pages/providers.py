"""Providers on the pages: buttons, connected accounts, and why a user returned from one without being logged
in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, request, url_for

from daemun.device_names import is_in_app
from daemun.features.social_login.model import Begun, Identity
from daemun.features.social_login.provider import Provider
from daemun.features.social_login.responses import put_begun, quoted
from daemun.http.kept_secrets import LAST_PROVIDER
from daemun.http.language import present_language
from daemun.http.next_page import present_next
from daemun.http.web_context import web_context
from daemun.pages.appearance import icon_address
from daemun.pages.model import PageServices
from daemun.pages.rendering import render

REFUSED_PARAMETER: Final = "refused"
SAID_AT_LOGIN: Final = frozenset(
    {
        "account_exists",
        "email_taken",
        "identity_taken",
        "one_time_token_refused",
        "proof_too_old",
        "provider_refused",
        "provider_unavailable",
        "registration_closed",
    }
)


@dataclass(frozen=True, slots=True)
class Button:
    """The button of a provider that users can log in with."""

    name: str
    label: str
    text: str | None
    """The whole text, by the provider's brand rules. None: there are none."""
    address: str
    icon: str | None
    """The address of the icon."""
    is_last_used: bool
    """Whether the last login in this browser used it."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An account at a provider, as its owner sees it."""

    id: str
    label: str
    email: str | None
    created_at: datetime
    last_used_at: datetime | None


def buttons(services: PageServices) -> list[Button]:
    """A button for each provider that this browser can use, in the order of the settings."""
    is_inside = is_in_app(request.user_agent.string)
    return [
        _button(each)
        for each in services.social_login.providers
        if not (is_inside and each.preset.refuses_apps)
    ]


def buttons_of(services: PageServices, user_id: str, *, has_other_way: bool) -> list[Button]:
    """Buttons of the providers that a user is connected to, for authenticating again.

    has_other_way: whether the user has another way; if so, only providers that say when they authenticated.
    """
    connected = {each.provider for each in services.identities.list_of(user_id)}
    return [
        _button(each)
        for each in services.social_login.providers
        if each.name in connected and (each.says_when or not has_other_way)
    ]


def connections(services: PageServices, connected: Sequence[Identity]) -> list[Connection]:
    """A user's connected accounts, as shown."""
    return [
        Connection(each.id, label_of(services, each.provider), each.email, each.created_at, each.last_used_at)
        for each in connected
    ]


def unconnected(services: PageServices, connected: Sequence[Identity]) -> list[Button]:
    """The providers with none of these accounts."""
    names = {each.provider for each in connected}
    return [_button(each) for each in services.social_login.providers if each.name not in names]


def label_of(services: PageServices, name: str) -> str:
    """The label of a provider; its name if the settings no longer contain it."""
    known = (each for each in services.social_login.providers if each.name == name)
    return next((each.label_in(present_language()) for each in known), name)


def lead_to_provider(services: PageServices, name: str, begun: Begun, *, back: str) -> Response:
    """The page that continues to a provider after a form: a form must not lead to another site
    (`form-action`), a page may. back: the endpoint of the page for users who change their mind.
    """
    label = label_of(services, name)
    page = render("to_provider", services.appearance, address=begun.url, provider=label, back=back)
    page.headers["Refresh"] = f"0; url={quoted(begun.url)}"
    return put_begun(page, begun)


def _button(provider: Provider) -> Button:
    language = present_language()
    return Button(
        name=provider.name,
        label=provider.label_in(language),
        text=provider.button_in(language),
        address=url_for("daemun.social_login.begin", provider=provider.name, next=present_next()),
        icon=icon_address(provider.look),
        is_last_used=LAST_PROVIDER.read() == provider.name,
    )


def present_refusal() -> str:
    """Why a user returned from a provider; empty: they did not come from one."""
    code = request.args.get(REFUSED_PARAMETER, "")
    if code not in SAID_AT_LOGIN:
        return ""
    return web_context().catalogs.problem_text(present_language(), code, "detail")
