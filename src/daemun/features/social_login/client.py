"""ProviderClient: to one provider and back (RFC 6749, RFC 7636, RFC 9207, OpenID Connect Core 1.0)."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote_plus, urlencode

from daemun.clock import Clock
from daemun.features.social_login.calls import ProviderCalls
from daemun.features.social_login.discovery import Discovery, Metadata
from daemun.features.social_login.errors import ProviderRefused, ProviderUnavailable
from daemun.features.social_login.id_token import read_id_token
from daemun.features.social_login.model import Claimed
from daemun.features.social_login.provider import Provider
from daemun_verify.errors import InvalidToken

_OURS: Final = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type"})
"""Errors of the token endpoint that say that the settings are wrong."""


class ProviderClient:
    """`Gateway` over HTTP."""

    def __init__(self, provider: Provider, calls: ProviderCalls, clock: Clock) -> None:
        self._provider = provider
        self._calls = calls
        self._clock = clock
        self._discovery = Discovery(provider, calls, clock)

    @property
    def provider(self) -> Provider:
        return self._provider

    def prepare(self) -> None:
        self._discovery.metadata()

    def address_for(self, *, redirect_uri: str, state: str, nonce: str, challenge: str) -> str:
        endpoint = self._discovery.metadata().authorization_endpoint
        query = {
            "response_type": "code",
            "client_id": self._provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self._provider.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def check_issuer(self, issuer: str | None) -> None:
        if issuer is None and not self._discovery.metadata().sends_issuer:
            return
        if issuer != self._provider.issuer:
            raise ProviderRefused("wrong_issuer")

    def exchange(self, code: str, *, redirect_uri: str, verifier: str, nonce: str) -> Claimed:
        metadata = self._discovery.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._provider.client_id,
            "code_verifier": verifier,
        }
        tokens = self._ask_for_tokens(metadata, form)
        access_token = tokens.get("access_token")
        try:
            claims = read_id_token(
                tokens.get("id_token"),
                self._provider,
                self._discovery.find_key,
                self._clock,
                nonce=nonce,
                access_token=access_token if isinstance(access_token, str) else None,
            )
        except InvalidToken as invalid:
            raise ProviderRefused(invalid.code) from None
        return self._provider.read_claims({**self._more_about(claims, access_token, metadata), **claims})

    def _ask_for_tokens(self, metadata: Metadata, form: dict[str, str]) -> dict[str, object]:
        headers = {}
        secret = self._provider.client_secret
        if secret is not None:
            method = self._provider.client_auth or ("basic" if metadata.takes_basic else "post")
            if method == "basic":
                # RFC 6749 section 2.3.1: each is encoded as in a form.
                pair = f"{quote_plus(self._provider.client_id)}:{quote_plus(secret)}"
                headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
            else:
                form = {**form, "client_secret": secret}
        status, tokens = self._calls.post(metadata.token_endpoint, form, headers=headers)
        # Some say what is wrong with status 200.
        error = tokens.get("error")
        if isinstance(error, str) and error in _OURS:
            raise ProviderUnavailable(f"it refuses this client: {error}")
        if status != 200 or error is not None:
            raise ProviderRefused("code_refused")
        return tokens

    def _more_about(
        self, claims: Mapping[str, object], access_token: object, metadata: Metadata
    ) -> Mapping[str, object]:
        """What is not in the ID token. Raises ProviderRefused when it is about somebody else."""
        wanted = "email" in self._provider.scopes and "email" not in claims
        if not wanted or metadata.userinfo_endpoint is None or not isinstance(access_token, str):
            return {}
        if not access_token.isascii() or not access_token.isprintable():
            raise ProviderRefused("no_access_token")
        headers = {"Authorization": f"Bearer {access_token}"}
        found = self._calls.get(metadata.userinfo_endpoint, headers=headers)
        # OpenID Connect Core 1.0 section 5.3.2.
        if found.get("sub") != claims.get("sub"):
            raise ProviderRefused("wrong_subject")
        return found
