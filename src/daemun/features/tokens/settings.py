"""Contents and lifetimes of access tokens and their keys."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import Field

from daemun.loopback import leaves_in_the_clear
from daemun.settings_group import SettingsGroup, Unsafe, written_like
from daemun.web_address import IsPossible

_NOT_CHOSEN: Final = "urn:daemun"
_NAMES: Final = "(?i:(?!https?:)).+"
"""StringOrURI (RFC 7519 section 2), but not an http(s) URL."""
_Issuer = Annotated[
    str,
    written_like(
        rf"{_NAMES}|(?i:https?)://[^/?#]+[^?#]*",
        "an https:// address without ? and #, or a name such as urn:example:login",
    ),
    IsPossible,
]
_Audience = Annotated[
    str,
    written_like(
        rf"{_NAMES}|(?i:https?)://[^/?#]+[^#]*",
        "an https:// address without #, or a name such as urn:example",
    ),
    IsPossible,
]


class TokenSettings(SettingsGroup):
    """`DAEMUN_TOKENS_...`: access tokens and signing keys."""

    issuer: _Issuer = Field(default=_NOT_CHOSEN, min_length=1, max_length=200)
    """`iss`: who issues the tokens. Set it to the address of your service, such as
    `https://login.example.com`, before other services verify tokens.
    """
    audience: _Audience | None = Field(default=None, min_length=1, max_length=200)
    """`aud`: the audience of the tokens. None: the same as `issuer`."""
    access_token_lifetime: timedelta = Field(
        default=timedelta(minutes=10), ge=timedelta(seconds=60), le=timedelta(hours=1)
    )
    """Lifetime of an access token: 60 seconds to an hour."""
    algorithm: Literal["ES256", "RS256", "EdDSA"] = "ES256"
    """The algorithm of new keys. ES256 is accepted everywhere; some libraries do not support EdDSA."""
    key_lifetime: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=2), le=timedelta(days=730))
    """How long one key signs before the next takes over."""
    key_published_before: timedelta = Field(default=timedelta(hours=24), ge=timedelta(minutes=10))
    """How long a key is published before it signs, so that every verifier has it by then."""
    key_published_after: timedelta = Field(default=timedelta(hours=24), ge=timedelta(hours=2))
    """How long a key stays published after it last signed."""

    def find_unsafe(self) -> Iterator[Unsafe]:
        if leaves_in_the_clear(self.issuer):
            yield Unsafe("issuer", "an http:// address is not safe; use https://", requirement="CF-01")

    @property
    def audience_or_issuer(self) -> str:
        return self.audience or self.issuer

    @property
    def issuer_name(self) -> str:
        """The issuer as shown to people: the host of a URL, the name in a URN."""
        if self.issuer == _NOT_CHOSEN:
            return "Daemun"
        return self.issuer.removeprefix("urn:").rpartition("://")[2].partition("/")[0] or self.issuer
