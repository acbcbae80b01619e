"""For which domain passkeys are."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from daemun.loopback import leaves_in_the_clear
from daemun.settings_group import SettingsGroup, Unsafe, written_like
from daemun.web_address import WebOrigin

_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"


def _is_no_address(domain: str) -> str:
    if domain.rpartition(".")[2].isdigit():
        raise ValueError("must be a domain; browsers make no passkeys for IP addresses")
    return domain


class PasskeySettings(SettingsGroup):
    """`DAEMUN_PASSKEYS_...`: passkeys."""

    rp_id: (
        Annotated[
            str,
            StringConstraints(max_length=253),
            written_like(
                rf"{_LABEL}(\.{_LABEL})*",
                "a domain in small letters, such as example.com, without https:// and without a port",
            ),
            AfterValidator(_is_no_address),
        ]
        | None
    ) = None
    """The domain that passkeys are bound to, such as `example.com`: they work on it and its sub-domains.
    Changing it makes all passkeys useless. None: the host of `DAEMUN_TOKENS_ISSUER` if that is a URL,
    otherwise the host of the request.
    """
    origins: tuple[WebOrigin, ...] = ()
    """Further origins whose pages may use these passkeys, even on other domains, such as
    `https://example.co.kr`. `/.well-known/webauthn` lists them for browsers, which look on the domain of the
    passkeys.
    """

    def find_unsafe(self) -> Iterator[Unsafe]:
        if any(leaves_in_the_clear(origin) for origin in self.origins):
            yield Unsafe("origins", "an http:// address is not safe; use https://", requirement="CF-01")
