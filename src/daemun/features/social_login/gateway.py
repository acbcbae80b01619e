"""Gateway: the port through which logins use a provider; `ProviderClient` implements it over HTTP."""

from collections.abc import Mapping
from typing import Protocol

from daemun.features.social_login.errors import ProviderNotFound
from daemun.features.social_login.model import Claimed, Notification, Published, Returned, Unlinked, Warned
from daemun.features.social_login.provider import Provider


class Gateway(Protocol):
    """One provider."""

    @property
    def provider(self) -> Provider: ...

    def prepare(self) -> None:
        """Fetch what is needed to redirect a browser. Raises ProviderUnavailable."""

    def examine(self) -> Published:
        """Fetch what it publishes, bypassing the cache. Raises ProviderUnavailable."""

    def address_for(
        self, *, redirect_uri: str, state: str, nonce: str, challenge: str, again: bool = False
    ) -> str:
        """Where to send a browser. again: a logged-in user is to authenticate there again.

        Raises ProviderUnavailable.
        """

    def check_issuer(self, issuer: str | None) -> None:
        """Check the `iss` of a returning browser, so that one provider's response is not used for another.

        Raises ProviderRefused, ProviderUnavailable.
        """

    def verify(self, id_token: str, *, nonce: str) -> Claimed:
        """Verify an ID token from one of our apps. nonce: its SHA-256, in hexadecimal, is in the token.

        Raises ProviderRefused, ProviderUnavailable.
        """

    def exchange(self, returned: Returned, *, redirect_uri: str, verifier: str, nonce: str) -> Claimed:
        """Exchange the code for the user's identity. Raises ProviderRefused, ProviderUnavailable."""

    def read_notification(self, posted: Notification) -> Unlinked | Warned | None:
        """Read what happened to which account; None: the notification is about something else.

        Raises ProviderRefused, ProviderUnavailable.
        """

    def revoke(self, subject: str, token: str | None) -> None:
        """Notify it that an account is no longer connected here. token: that of `Claimed`.

        Raises ProviderRefused, which is final, and ProviderUnavailable.
        """


def find_client(clients: Mapping[str, Gateway], name: str) -> Gateway:
    """The provider of a name. Raises ProviderNotFound."""
    client = clients.get(name)
    if client is None:
        raise ProviderNotFound
    return client
