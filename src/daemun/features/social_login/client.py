"""ProviderClient: to one provider and back (RFC 6749, RFC 7636, RFC 9207, OpenID Connect Core 1.0)."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from daemun.clock import Clock
from daemun.features.social_login.access_token import read_access_token
from daemun.features.social_login.calls import ProviderCalls
from daemun.features.social_login.discovery import Discovery
from daemun.features.social_login.error_codes import CLIENT_REFUSED
from daemun.features.social_login.errors import ProviderRefused, ProviderUnavailable
from daemun.features.social_login.id_token import read_id_token
from daemun.features.social_login.model import (
    Claimed,
    Metadata,
    Notification,
    Published,
    Returned,
    Unlinked,
    Warned,
)
from daemun.features.social_login.notifications import read_notification
from daemun.features.social_login.person import read_posted_person
from daemun.features.social_login.preset import Claims
from daemun.features.social_login.provider import Provider
from daemun.features.social_login.revocation import ProviderRevocation
from daemun.randomness import secret_digest
from daemun_verify.errors import InvalidToken
from daemun_verify.verification_key import VerificationKey


class ProviderClient:
    """`Gateway` over HTTP."""

    def __init__(
        self, provider: Provider, calls: ProviderCalls, clock: Clock, *, revoking: ProviderCalls
    ) -> None:
        """revoking: makes the background calls."""
        self._provider = provider
        self._preset = provider.preset
        self._calls = calls
        self._clock = clock
        self._discovery = Discovery(provider, calls, clock)
        self._revocation = ProviderRevocation(provider, self._discovery, revoking, clock)

    @property
    def provider(self) -> Provider:
        return self._provider

    def prepare(self) -> None:
        self._discovery.metadata()

    def examine(self) -> Published:
        return self._discovery.examine()

    def address_for(
        self, *, redirect_uri: str, state: str, nonce: str, challenge: str, again: bool = False
    ) -> str:
        endpoint = self._discovery.metadata().authorization_endpoint
        query = {
            "response_type": "code",
            "client_id": self._provider.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **self._preset.parameters,
            **(self._provider.asks_again if again else {}),
        }
        if self._preset.scopes:
            query["scope"] = " ".join(self._preset.scopes)
        if self._speaks_openid:
            query["nonce"] = nonce
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def check_issuer(self, issuer: str | None) -> None:
        if issuer is None and not self._discovery.metadata().sends_issuer:
            return
        if issuer is None or not self._provider.is_from_callback(issuer):
            raise ProviderRefused("wrong_issuer")

    def exchange(self, returned: Returned, *, redirect_uri: str, verifier: str, nonce: str) -> Claimed:
        metadata = self._discovery.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": returned.code or "",
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        if self._preset.repeats_state:
            form["state"] = returned.state
        tokens = self._ask_for_tokens(metadata, form)
        claimed = self._read(tokens, returned, metadata, nonce=nonce)
        return replace(claimed, token=self._revocation.token_of(tokens))

    def _read(
        self, tokens: Mapping[str, object], returned: Returned, metadata: Metadata, *, nonce: str
    ) -> Claimed:
        access_token = read_access_token(tokens)
        if not self._speaks_openid:
            return self._provider.read_claims(self._ask_for_profile(metadata, access_token))
        try:
            claims = read_id_token(
                tokens.get("id_token"),
                self._provider,
                self._discovery.find_key,
                self._clock,
                algorithms=self._preset.algorithms,
                nonce=nonce,
                access_token=access_token,
            )
        except InvalidToken as invalid:
            raise ProviderRefused(invalid.code) from None
        more = self._more_about(claims, access_token, metadata)
        person = read_posted_person(returned.user)
        said = {**person, **more, **self._provider.find_claims(claims), **claims}
        return replace(self._provider.read_claims(said), auth_time=_read_auth_time(claims))

    def verify(self, id_token: str, *, nonce: str) -> Claimed:
        if not self._speaks_openid:
            raise ProviderRefused("no_id_token")
        try:
            claims = read_id_token(
                id_token,
                self._provider,
                self._discovery.find_public_key if self._preset.app_algorithms else self._discovery.find_key,
                self._clock,
                algorithms=self._preset.app_algorithms or self._preset.algorithms,
                # Whoever sees the token must not be able to present it.
                nonce=secret_digest(nonce).hex(),
                others=self._provider.app_client_ids,
            )
        except InvalidToken as invalid:
            raise ProviderRefused(invalid.code) from None
        if "nonce" not in claims:
            raise ProviderRefused("claim_invalid")
        return self._provider.read_claims({**self._provider.find_claims(claims), **claims})

    def read_notification(self, posted: Notification) -> Unlinked | Warned | None:
        def find_key(key_id: str) -> VerificationKey | None:
            found = self._discovery.find_key(key_id)
            return None if found is None else found.key

        return read_notification(self._provider, posted, find_key)

    def revoke(self, subject: str, token: str | None) -> None:
        self._revocation.revoke(subject, token)

    @property
    def _speaks_openid(self) -> bool:
        return self._provider.discovered_at is not None

    def _ask_for_tokens(self, metadata: Metadata, form: dict[str, str]) -> dict[str, object]:
        now = self._clock.now()
        headers, fields = self._provider.credentials_at(now, takes_basic=metadata.takes_basic)
        status, tokens = self._calls.post(metadata.token_endpoint, {**form, **fields}, headers=headers)
        # Some providers report errors with status 200.
        error = tokens.get("error")
        if isinstance(error, str) and error in CLIENT_REFUSED:
            raise ProviderUnavailable(f"it refuses this client: {error}")
        if status != 200 or error is not None:
            raise ProviderRefused("code_refused")
        return tokens

    def _more_about(
        self, claims: Mapping[str, object], access_token: str | None, metadata: Metadata
    ) -> Claims:
        """Claims that are not in the ID token. Raises ProviderRefused if they are about another user."""
        if self._preset.userinfo_endpoint is None:
            wanted = "email" in self._preset.scopes and "email" not in claims
            if not wanted or metadata.userinfo_endpoint is None or access_token is None:
                return {}
        found = self._ask_for_profile(metadata, access_token)
        # OpenID Connect Core 1.0 section 5.3.2. Other profile responses need not contain it.
        is_untold = self._preset.userinfo_endpoint is not None and "sub" not in found
        if not is_untold and found.get("sub") != claims.get("sub"):
            raise ProviderRefused("wrong_subject")
        return found

    def _ask_for_profile(self, metadata: Metadata, access_token: str | None) -> Claims:
        if access_token is None or metadata.userinfo_endpoint is None:
            raise ProviderRefused("no_access_token")
        found = self._calls.get(metadata.userinfo_endpoint, token=access_token)
        profile = self._provider.read_profile(found)
        if self._preset.emails_endpoint is None:
            return profile
        listed = self._calls.get_list(self._preset.emails_endpoint, token=access_token)
        return {**profile, **_primary_of(listed)}


def _read_auth_time(claims: Mapping[str, object]) -> int | None:
    said = claims.get("auth_time")
    return said if type(said) is int else None


def _primary_of(listed: list[object]) -> Claims:
    """The primary address, if it was verified; the one in the profile is only for display."""
    for each in listed:
        if isinstance(each, dict) and each.get("primary") is True and each.get("verified") is True:
            return {"email": each.get("email"), "email_verified": True}
    return {"email": None, "email_verified": False}
