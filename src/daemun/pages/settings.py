"""Whether there are pages, where they are, and how they look."""

from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import Field

from daemun.http.settings import PathPrefix
from daemun.settings_group import SettingsGroup, written_like
from daemun.web_address import IsPossible

_Link = Annotated[
    str,
    written_like(
        r"/[^/].*|https://.+|mailto:.+",
        "a path such as /help, an https:// address, or mailto: and an email address",
    ),
    IsPossible,
]
LOGIN_PATH: Final = "/login"
PATHS_BEFORE_OTHERS: Final = MappingProxyType(
    {"password_change_required": "/account/password", "factor_enrolment_required": "/account/totp"}
)
"""Where users must go first, by the code of the refusal."""


class PagesSettings(SettingsGroup):
    """`DAEMUN_PAGES_...`: pages for login, registration and account."""

    enabled: bool = False
    """Whether there are pages, as with `Daemun(app, pages=True)`; the server has them by default. They keep
    logins in cookies, which your views and the API then accept, too. Clients that call the API without
    cookies are answered as `DAEMUN_TRANSPORT_COOKIES` says.
    """
    prefix: PathPrefix = ""
    """The path below which the pages are; empty: `/login`, `/account` and so on are at the root."""
    name: str | None = Field(default=None, min_length=1, max_length=64)
    """The name people see for your service: on pages, in mails, in authenticator apps and with passkeys.
    None: the name in `DAEMUN_MAIL_SENDER` or else its domain; without that the host of
    `DAEMUN_TOKENS_ISSUER`; otherwise `Daemun`.
    """
    logo: (
        Annotated[
            str, written_like(r"/[^/].*", "a path on the same host, such as /static/logo.svg"), IsPossible
        ]
        | None
    ) = None
    """The address of an image on the same host, such as `/static/logo.svg`, shown above each form."""
    color: Annotated[
        str, written_like(r"#[0-9A-Fa-f]{6}", "a color such as #0a7d4f: # and six hexadecimal digits")
    ] = "#2f5bd7"
    """The color of buttons, such as `#0a7d4f`. Their text is black or white, whichever is easier to read."""
    folder: Path | None = None
    """The folder with your own templates, such as `layout.html` or `login.html`, which override ours; `daemun
    pages eject` copies one of ours there. A relative path is relative to the working directory. Templates of
    your application below `templates/daemun/` do the same.
    """
    terms_url: _Link | None = None
    """The address of your terms, linked at the bottom of each page."""
    privacy_url: _Link | None = None
    """The address of your privacy notice, linked at the bottom of each page."""
    support_url: _Link | None = None
    """Where users get help: a page, or `mailto:...`; linked at the bottom of each page."""
