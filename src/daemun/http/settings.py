"""Where the API is, behind what, and how tokens travel."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, field_validator

from daemun.loopback import leaves_in_the_clear
from daemun.settings_group import SettingsGroup, Unsafe, written_like
from daemun.web_address import IsPossible, WebOrigin

PathPrefix = Annotated[
    str,
    written_like(
        r"(/[A-Za-z0-9._~-]+)*",
        "a path such as /auth: it begins with a slash, does not end with one, and has letters, digits and"
        " . _ ~ - between",
    ),
]


class HttpSettings(SettingsGroup):
    """`DAEMUN_HTTP_...`: the API's address and surroundings."""

    url_prefix: PathPrefix = "/auth"
    """Below which path the API is; `/` or empty: at the root. In the environment write `/`, because an empty
    variable counts as not set.
    """
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    """How many reverse proxies stand in front. The person's address is taken that many places from the right
    of `X-Forwarded-For`, and from nowhere else.
    """
    origin: WebOrigin | None = None
    """What browsers send as `Origin` from your own pages, such as `https://www.example.com`. None: the
    request's own host. Used with cookies only.
    """
    origins: tuple[WebOrigin, ...] = ()
    """Origins of pages that may call the API from elsewhere, such as `https://app.example.com` or a
    development server's `http://localhost:5173`: CORS and the cross-site check are open for exactly these.
    Cookies reach the API from pages of the same site only: another port or sub-domain, not another domain.
    """
    login_page: (
        Annotated[
            str,
            written_like(
                r"/([^/#][^#]*)?|https?://[^/#]+[^#]*",
                "a path such as /login, or an address that begins with https://, without #",
            ),
            IsPossible,
        ]
        | None
    ) = None
    """Where a browser is led that asks for a page and must log in first, such as `/login`, with the page that
    it asked for as `next`; by a proxy that asks `/verify`, too. With `prompt=login` where a person who is
    logged in must prove it again, and with `acr_values=aal2` beside it where a second factor is needed. None:
    it gets a problem document, or is led to our page where pages are on.
    """
    default_language: Annotated[
        str, written_like(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "the tag of a language, such as en or ko")
    ] = "en"
    """The language of texts when a request names none that is known: `en`, `ko`, or one of your own texts."""
    description: bool = True
    """Serve the API's description, `openapi.json`, and `docs`, a page to try it on. They show everybody what
    is mounted and the fields of your `profile=`.
    """

    verify_headers: tuple[Literal["user", "roles", "name", "email", "session_age"], ...] = ("user", "roles")
    """What `/verify` says to a proxy: id, roles, name, proven email address, seconds since the person last
    proved who they are.
    """

    @field_validator("url_prefix", mode="before")
    @classmethod
    def _may_be_the_root(cls, prefix: object) -> object:
        return "" if prefix == "/" else prefix

    def find_unsafe(self) -> Iterator[Unsafe]:
        if any(leaves_in_the_clear(origin) for origin in self.origins):
            yield Unsafe("origins", "an http:// address is not safe; use https://", requirement="CF-01")
        if self.login_page is not None and leaves_in_the_clear(self.login_page):
            yield Unsafe("login_page", "an http:// address is not safe; use https://", requirement="CF-01")
        if self.origin is not None and leaves_in_the_clear(self.origin):
            yield Unsafe("origin", "an http:// address is not safe; use https://", requirement="CF-01")


class TransportSettings(SettingsGroup):
    """`DAEMUN_TRANSPORT_...`: where access tokens may be, besides the `Authorization` header."""

    cookies: bool = False
    """Tokens travel in `__Host-` cookies and are absent from bodies; requests that change something are
    checked for their origin. For browser applications.
    """
    cookie_name: (
        Annotated[str, written_like(r"[A-Za-z0-9_-]{1,64}", "1 to 64 letters, digits, _ and -")] | None
    ) = None
    """What the names of our cookies begin with, after `__Host-`. None: `daemun`, and for an application that
    is mounted below a path the path, too. Give each of several applications on one host and path, such as two
    ports of localhost, a name of its own.
    """
    header: Annotated[
        str, written_like(r"[A-Za-z0-9-]{1,64}", "the name of a header: 1 to 64 letters, digits and -")
    ] = "Authorization"
    """The header that carries `Bearer ...`. Another one where `Authorization` is taken, as behind HTTP Basic.
    """
    form_field: bool = False
    """A form field `access_token` is taken too (RFC 6750 section 2.2). Risk: forms are resent and stored by
    browsers.
    """
    query_string: bool = False
    """A parameter `access_token` in the address is taken too (RFC 6750 section 2.3). Risk: addresses are in
    the history, in logs of every proxy, and are sent on as `Referer`. Answers become `Cache-Control:
    private`.
    """
