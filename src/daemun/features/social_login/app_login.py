"""AppLogin: apps log in with an ID token from a provider's own library."""

from collections.abc import Mapping

from daemun.features.audit.service import Audit
from daemun.features.lockout.service import Lockout
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.social_login.admission import Admission, telling, verified
from daemun.features.social_login.errors import AccountExists, AccountExistsForApp
from daemun.features.social_login.gateway import Gateway, find_client
from daemun.features.social_login.held_back import HeldBack, with_profile
from daemun.features.social_login.model import Wish
from daemun.origin import Origin


class AppLogin:
    """A login without a browser."""

    def __init__(
        self,
        clients: Mapping[str, Gateway],
        tokens: OneTimeTokens,
        admission: Admission,
        login: Login,
        lockout: Lockout,
        audit: Audit,
    ) -> None:
        """clients: by the names of their providers."""
        self._clients = clients
        self._held_back = HeldBack(tokens)
        self._admission = admission
        self._login = login
        self._lockout = lockout
        self._audit = audit

    def log_in(
        self,
        name: str,
        id_token: str,
        nonce: str,
        origin: Origin,
        *,
        profile: Mapping[str, object],
        request: LoginRequest,
    ) -> LoggedIn | FactorRequired:
        """Log in with an ID token that an app got from a provider. It is valid once.

        nonce: the app's own secret; its SHA-256, in hexadecimal, is the `nonce` of the token.
        profile: what the application asks of new users beyond the provider's claims.
        Raises ProviderNotFound, ProviderRefused, ProviderUnavailable, OneTimeTokenRefused for a used token,
        AccountExistsForApp, and everything else that `Admission.admit` raises.
        """
        client = find_client(self._clients, name)
        self._lockout.count_login_elsewhere(origin)
        with telling(self._audit, name, origin):
            claimed = client.verify(id_token, nonce=nonce)

        def then(user_id: str) -> LoggedIn | FactorRequired:
            if not self._lockout.is_first_use(claimed.issuer, nonce):
                raise OneTimeTokenRefused
            return self._login.advance(verified(user_id), origin, request=request)

        is_automatic = client.provider.is_automatic
        try:
            return self._admission.admit(
                with_profile(claimed, profile), origin, then, is_automatic=is_automatic
            )
        except AccountExists:
            owner = self._admission.find_owner(claimed)
            secret = self._held_back.keep_for(owner, claimed, Wish(redirect_uri="", next_page="/"))
            raise AccountExistsForApp(connect=secret) from None
