"""The relying party of passkeys. Pure."""

from typing import Final
from urllib.parse import urlsplit

from daemun.features.passkeys.model import RelyingParty, Site
from daemun.features.passkeys.settings import PasskeySettings

MAX_PER_USER: Final = 20


def relying_party(settings: PasskeySettings, site: Site, *, issuer: str, name: str) -> RelyingParty:
    """The relying party of a request (WebAuthn Level 3 section 4).

    Browsers make sure that a page's origin matches the domain; which pages are ours, only we know.
    """
    domain = settings.rp_id or host_of(issuer) or site.host
    return RelyingParty(domain, name, (*site.origins, *settings.origins))


def host_of(address: str) -> str | None:
    """The host of a web address. None: it is not a web address."""
    parts = urlsplit(address)
    return parts.hostname if parts.scheme in ("http", "https") else None
