"""Where the API is, behind what, and how tokens travel."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from daemun.loopback import leaves_in_the_clear
from daemun.settings_group import SettingsGroup, Unsafe


class HttpSettings(SettingsGroup):
    """`DAEMUN_HTTP_...`: the API's address and surroundings."""

    url_prefix: Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._~-]+)*$")] = "/auth"
    """Below which path the API is; `/` or empty: at the root. In the environment write `/`, because an empty
    variable counts as not set.
    """
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    """How many reverse proxies stand in front. The person's address is taken that many places from the right
    of `X-Forwarded-For`, and from nowhere else.
    """
    origin: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$")] | None = None
    """What browsers send as `Origin` from your own pages, such as `https://www.example.com`. None: the
    request's own host. Used with cookies only.
    """
    default_language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """The language of texts when a request names none that is known: `en`, `ko`, or one of your own texts."""
    description: bool = True
    """Serve the API's description, `openapi.json`, and `docs`, a page to try it on. They show everybody what
    is mounted and the fields of your `profile=`.
    """

    @field_validator("url_prefix", mode="before")
    @classmethod
    def _may_be_the_root(cls, prefix: object) -> object:
        return "" if prefix == "/" else prefix

    def find_unsafe(self) -> Iterator[Unsafe]:
        if self.origin is not None and leaves_in_the_clear(self.origin):
            yield Unsafe("origin", "an http:// address is not safe; use https://", requirement="CF-01")


class TransportSettings(SettingsGroup):
    """`DAEMUN_TRANSPORT_...`: where access tokens may be, besides the `Authorization` header."""

    cookies: bool = False
    """Tokens travel in `__Host-` cookies and are absent from bodies; requests that change something are
    checked for their origin. For browser applications.
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
