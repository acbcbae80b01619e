"""The address of the API, the proxies in front of it, and how tokens are transported."""

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
    """`DAEMUN_HTTP_...`: the API's address, proxies and origins."""

    url_prefix: PathPrefix = "/auth"
    """The path below which the API is; `/` or empty: at the root. In the environment write `/`, because an
    empty variable counts as not set.
    """
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    """How many reverse proxies are in front. The client's address is taken that many places from the right of
    `X-Forwarded-For`, and from nowhere else.
    """
    origin: WebOrigin | None = None
    """What browsers send as `Origin` from your own pages, such as `https://www.example.com`. None: the
    request's own host. Used with cookies only.
    """
    origins: tuple[WebOrigin, ...] = ()
    """Other origins whose pages may call the API, such as `https://app.example.com` or a development server's
    `http://localhost:5173`: CORS and the cross-site check allow exactly these. Cookies reach the API only
    from pages of the same site: another port or sub-domain, not another domain.
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
    """Where a browser is redirected that requests a page and must log in first, such as `/login`, with the
    requested page as `next`; also by a proxy that asks `/verify`. With `prompt=login` if a person who is
    logged in must authenticate again, plus `acr_values=aal2` if a second factor is needed. None: it gets a
    problem document, or our page if pages are on.
    """
    default_language: Annotated[
        str, written_like(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "the tag of a language, such as en or ko")
    ] = "en"
    """The language of texts if a request names no known one: `en`, `ko`, or one of your own texts."""
    description: bool = True
    """Serve the API description, `openapi.json`, and `docs`, a page to try it out. They show everybody the
    mounted routes and the fields of your `profile=`.
    """

    verify_headers: tuple[Literal["user", "roles", "name", "email", "session_age"], ...] = ("user", "roles")
    """What `/verify` tells a proxy: id, roles, name, confirmed email address, seconds since the person last
    authenticated.
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
    """`DAEMUN_TRANSPORT_...`: where access tokens are accepted, besides the `Authorization` header."""

    cookies: bool = False
    """Tokens are in `__Host-` cookies and absent from bodies; the origin of state-changing requests is
    checked. For browser applications.
    """
    cookie_name: (
        Annotated[str, written_like(r"[A-Za-z0-9_-]{1,64}", "1 to 64 letters, digits, _ and -")] | None
    ) = None
    """The beginning of our cookies' names, after `__Host-`. None: `daemun`, plus the path for an application
    that is mounted below one. If several applications share one host and path, such as two ports of
    localhost, give each its own name.
    """
    header: Annotated[
        str, written_like(r"[A-Za-z0-9-]{1,64}", "the name of a header: 1 to 64 letters, digits and -")
    ] = "Authorization"
    """The header that carries `Bearer ...`. Choose another if `Authorization` is in use, as behind HTTP
    Basic.
    """
    form_field: bool = False
    """Also accept a form field `access_token` (RFC 6750 section 2.2). Risk: browsers resend and store forms.
    """
    query_string: bool = False
    """Also accept a URL parameter `access_token` (RFC 6750 section 2.3). Risk: URLs stay in the history and
    in the logs of every proxy, and are sent on as `Referer`. Responses become `Cache-Control: private`.
    """
