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
        """Fetch what is needed before a browser is sent off. Raises ProviderUnavailable."""

    def examine(self) -> Published:
        """Fetch what it publishes, whatever is kept of it. Raises ProviderUnavailable."""

    def address_for(
        self, *, redirect_uri: str, state: str, nonce: str, challenge: str, again: bool = False
    ) -> str:
        """Where to send a browser. again: a logged-in user is to authenticate there again.

        Raises ProviderUnavailable.
        """

    def check_issuer(self, issuer: str | None) -> None:
        """Check the `iss` with which a browser came back: the answer of one provider is none of another's.

        Raises ProviderRefused, ProviderUnavailable.
        """

    def verify(self, id_token: str, *, nonce: str) -> Claimed:
        """Verify an ID token that an app of ours got. nonce: whose SHA-256, in hexadecimal, is in it.

        Raises ProviderRefused, ProviderUnavailable.
        """

    def exchange(self, returned: Returned, *, redirect_uri: str, verifier: str, nonce: str) -> Claimed:
        """Exchange the code for who the person is. Raises ProviderRefused, ProviderUnavailable."""

    def read_notification(self, posted: Notification) -> Unlinked | Warned | None:
        """What became of whose account there; None: it is about something else.

        Raises ProviderRefused, ProviderUnavailable.
        """

    def revoke(self, subject: str, token: str | None) -> None:
        """Tell it that an account is no longer connected here. token: that of `Claimed`.

        Raises ProviderRefused, which is final, and ProviderUnavailable.
        """


def find_client(clients: Mapping[str, Gateway], name: str) -> Gateway:
    """The provider of a name. Raises ProviderNotFound."""
    client = clients.get(name)
    if client is None:
        raise ProviderNotFound
    return client
