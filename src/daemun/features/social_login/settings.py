"""Providers: where people have accounts that they may log in with."""

from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

from daemun.loopback import leaves_in_the_clear
from daemun.settings_group import SettingsGroup

RESERVED_NAME: Final = "code"
"""`POST /login/with/code` is a call of its own."""


def _is_free(name: str) -> str:
    if name == RESERVED_NAME:
        raise ValueError("is taken; choose another name")
    return name


ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$"), AfterValidator(_is_free)]
Algorithm = Literal["RS256", "ES256", "PS256", "RS384", "ES384", "RS512", "ES512", "EdDSA", "Ed25519"]
MAX_PROVIDERS = 32


class ProviderSettings(SettingsGroup):
    """`[providers.NAME]`: one OpenID provider."""

    issuer: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s?#@]+[^\s?#]*$")]
    """Its issuer, exactly as its discovery document says."""
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=512)]
    """What the provider knows this application by."""
    client_secret: SecretStr | None = None
    """Its password at the provider; or `client_secret_file`: the path of a file that holds it. None: a public
    client.
    """
    label: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    """What people read on the button. None: its name."""
    scopes: tuple[Annotated[str, StringConstraints(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+$")], ...] = (
        "openid",
        "email",
        "profile",
    )
    """What is asked for."""
    algorithms: tuple[Algorithm, ...] = Field(default=("RS256",), min_length=1)
    """How its ID tokens may be signed, whatever discovery says."""
    client_auth: Literal["basic", "post"] | None = None
    """How the secret is sent. None: as discovery says."""
    link: Literal["ask", "auto"] = "ask"
    """When the address is that of a user already: `ask` them to log in to that account first, or connect by
    itself (`auto`), which needs the address to be proven here and there.
    """
    trust_email: bool = False
    """Whether addresses count as proven without `email_verified`: for a provider of your own alone."""
    email_domains: tuple[str, ...] = ()
    """Domains whose addresses the provider may vouch for, such as `example.com`; none: all."""
    internal: bool = False
    """Whether it is inside your own network: then its address need not be public."""

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if leaves_in_the_clear(self.issuer):
            raise ValueError("issuer: an http:// address is not safe; use https://")
        if "openid" not in self.scopes:
            raise ValueError("scopes: openid is missing")
        try:
            _ = urlsplit(self.issuer).port
        except ValueError:
            raise ValueError("issuer: not an address") from None
        return self
