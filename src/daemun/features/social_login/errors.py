"""Refusals of logging in with a provider."""

from daemun.problem import Problem
from daemun.validation import ValidationFailed


class ProviderNotFound(Problem):
    """There is no provider of this name."""

    code = "not_found"
    status = 404


class ProviderRefused(Problem):
    """The person or the provider declined, or the provider's response cannot be trusted."""

    code = "provider_refused"
    status = 403

    def __init__(self, reason: str = "") -> None:
        """reason: a code for the operator, never for callers."""
        super().__init__()
        self.reason = reason


class SecurityEventRefused(ProviderRefused):
    """The security event token is invalid, or not meant for us."""

    def __init__(self, error: str) -> None:
        """error: of RFC 8935 section 2.4."""
        super().__init__(error)
        self.error = error


class ProviderUnavailable(Problem):
    """The provider does not respond, or its response is unusable: try again."""

    code = "provider_unavailable"
    status = 503

    def __init__(self, reason: str = "", *, retry_after: int = 10) -> None:
        """reason: as above."""
        super().__init__(retry_after=retry_after)
        self.reason = reason


class AccountExists(Problem):
    """The address has an account here already: log in to it, then connect the provider to it."""

    code = "account_exists"
    status = 409


class AccountExistsForApp(AccountExists):
    """The same for an app: once logged in to that account it connects the two with `connect`."""

    def __init__(self, *, connect: str) -> None:
        super().__init__(connect=connect)


class ProfileIncomplete(ValidationFailed):
    """The application requires more of new users than the provider supplies."""


class IdentityTaken(Problem):
    """That account at the provider is connected to another user, or the person who is reauthenticating with
    it is not connected to it.
    """

    code = "identity_taken"
    status = 409


class ProofTooOld(Problem):
    """The provider did not authenticate the person again: they need another proof, or a new login."""

    code = "proof_too_old"
    status = 403


class IdentityNotFound(Problem):
    """There is no such connection of this user."""

    code = "not_found"
    status = 404
