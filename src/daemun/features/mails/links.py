"""MailLinks: where links in mails lead. Their hosts come from the settings, never from a request."""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote

from daemun.mail.settings import MailSettings

LinkKind = Literal["reset", "verify", "invitation", "restore", "undelete"]
PLACE_OF_TOKEN: Final = "{token}"


class MailLinks:
    """Links for pages that ask before anything changes."""

    def __init__(self, settings: MailSettings, *, pages: Mapping[LinkKind, str]) -> None:
        """pages: the addresses of our own pages, if they are on."""
        chosen: Mapping[LinkKind, str | None] = {
            "reset": settings.links_reset,
            "verify": settings.links_verify,
            "invitation": settings.links_invitation,
            "restore": settings.links_restore,
            "undelete": settings.links_undelete,
        }
        self._addresses = {kind: address or pages.get(kind) for kind, address in chosen.items()}

    def to_undelete(self) -> str:
        """Write the link to cancel a deletion, without a secret: the user has to log in."""
        return self._addresses["undelete"] or ""

    def to(self, kind: LinkKind, secret: str) -> str:
        """Write a link; empty if there is no page for it: the mail then has only its code."""
        address = self._addresses[kind]
        if address is None:
            return ""
        if PLACE_OF_TOKEN in address:
            return address.replace(PLACE_OF_TOKEN, quote(secret, safe=""))
        return f"{address}{'&' if '?' in address else '?'}token={quote(secret, safe='')}"
