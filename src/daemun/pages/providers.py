"""The buttons of providers, and why somebody comes back from one without being logged in."""

from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from daemun.device_names import is_in_app
from daemun.features.social_login.preset import Look
from daemun.http.language import present_language
from daemun.http.web_context import web_context
from daemun.pages.model import PageServices
from daemun.pages.rendering import asset_address, own_asset_address, present_next
from daemun.pages.settings import PagesSettings

STYLES: Final = "providers.css"
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

    name: str
    label: str
    text: str | None
    """All of it, by the provider's own rules. None: it has none."""
    address: str
    icon: str | None
    """Its address."""


def buttons(services: PageServices) -> list[Button]:
    """A button for each provider that can be used here, in the order of the settings."""
    language, is_inside = present_language(), is_in_app(request.user_agent.string)
    return [
        Button(
            name=each.name,
            label=each.label_in(language),
            text=each.button_in(language),
            address=url_for("daemun.social_login.begin", provider=each.name, next=present_next()),
            icon=_icon_address(each.look, services.pages),
        )
        for each in services.social_login.providers
        if not (is_inside and each.preset.refuses_apps)
    ]


def provider_styles(services: PageServices) -> bytes:
    """The style sheet of the buttons that have a look of their own."""
    lines = []
    for each in services.social_login.providers:
        if each.look is not None:
            ground, line = each.look.ground, each.look.line or each.look.ground
            button = f".daemun .provider-{each.name}"
            look = f"background:{ground};color:{each.look.text};border-color:{line}"
            lines.append(f"{button},{button}:hover{{{look}}}\n{button}:hover{{filter:brightness(.96)}}\n")
    return "".join(lines).encode()


def styles_address(services: PageServices) -> str | None:
    """Its address, with the digest of its content. None: every button looks as ours do."""
    styles = provider_styles(services)
    return own_asset_address(STYLES, styles) if styles else None


def _icon_address(look: Look | None, settings: PagesSettings) -> str | None:
    if look is None or look.icon is None:
        return None
    return look.icon if look.icon.startswith("/") else asset_address(look.icon, settings)


def present_refusal() -> str:
    """Why the person is back at the login; empty: they did not come from a provider."""
    code = request.args.get(REFUSED_PARAMETER, "")
    if code not in SAID_AT_LOGIN:
        return ""
    return web_context().catalogs.problem_text(present_language(), code, "detail")
