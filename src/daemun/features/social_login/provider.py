"""Provider: a preset merged with the settings; and how its claims about a user are read."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Self
from urllib.parse import quote_plus, urlsplit

from daemun.features.social_login.client_secret import sign_secret
from daemun.features.social_login.errors import ProviderRefused
from daemun.features.social_login.model import Claimed
from daemun.features.social_login.preset import PLAIN, Claims, Look, Preset, in_language
from daemun.features.social_login.presets import CONSUMERS
from daemun.features.social_login.settings import ProviderSettings
from daemun.features.tokens.signer import PrivateKey, read_es256_key

_MAX_SUBJECT = 255
_MAX_EMAIL = 254
_ASKS_AGAIN: Final = {"prompt": "login", "max_age": "0"}
_TENANT = "{tenant}"
_ANY_TENANT = "{tenantid}"
"""Literally in a discovery document for all tenants."""
_TENANT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class SigningSecret:
    """The key that signs a client secret for each request."""

    key: PrivateKey = field(repr=False)
    key_id: str
    team_id: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of external accounts."""

    name: str
    label: str | None
    """The operator's label, for every language."""
    preset: Preset
    """Merged with the settings."""
    issuer: str
    """With the subject, the key of an account. For all tenants, it contains `{tenantid}`."""
    discovered_at: str | None
    """None: plain OAuth 2."""
    client_id: str
    app_client_ids: frozenset[str]
    client_secret: str | SigningSecret | None = field(repr=False)
    is_automatic: bool
    trusts_email: bool
    email_domains: tuple[str, ...]
    tenants: frozenset[str]
    """The allowed tenants; empty: all."""
    denied_tenants: frozenset[str]
    trusted_origins: frozenset[str]
    admin_key: str | None = field(repr=False)

    @classmethod
    def from_settings(cls, name: str, settings: ProviderSettings) -> Self:
        """Make a provider from its checked settings."""
        preset = _lay_over(settings.known_preset or PLAIN, settings)
        issuer, discovered_at = _issuer_of(preset, settings.tenant or "common")
        return cls(
            name=name,
            label=settings.label,
            preset=preset,
            issuer=issuer,
            discovered_at=discovered_at,
            client_id=settings.client_id,
            app_client_ids=frozenset(settings.app_client_ids),
            client_secret=_secret_of(settings),
            is_automatic=settings.link == "auto",
            trusts_email=settings.trust_email,
            email_domains=tuple(domain.lower() for domain in settings.email_domains),
            tenants=frozenset(tenant.lower() for tenant in settings.tenants),
            denied_tenants=frozenset([CONSUMERS] if settings.tenant == "organizations" else ()),
            trusted_origins=frozenset(_origins_of(preset, discovered_at) if settings.internal else ()),
            admin_key=None if settings.admin_key is None else settings.admin_key.get_secret_value(),
        )

    @property
    def look(self) -> Look | None:
        """The look of its button."""
        return self.preset.look

    @property
    def notifies(self) -> bool:
        """Whether it notifies us when a user revokes the application's access there."""
        return self.preset.notifies is not None

    @property
    def revokes_by_subject(self) -> bool:
        """Whether revocation needs no token."""
        return self.admin_key is not None

    @property
    def says_when(self) -> bool:
        """Whether it states when a user last authenticated, if it was told to ask again."""
        return self.discovered_at is not None and self.preset.says_when

    @property
    def asks_again(self) -> Mapping[str, str]:
        """Parameters that ask users to authenticate again."""
        if self.preset.asks_again is not None:
            return self.preset.asks_again
        return _ASKS_AGAIN if self.discovered_at is not None else {}

    @property
    def posts_forms(self) -> bool:
        """Whether its response is a form that the browser posts."""
        return self.preset.parameters.get("response_mode") == "form_post"

    def label_in(self, language: str) -> str:
        """Its name as shown to users."""
        return self.label or in_language(self.preset.label, language) or self.name

    def button_in(self, language: str) -> str | None:
        """The text of its button. None: its rules prescribe none."""
        return None if self.label else in_language(self.preset.button, language)

    def secret_at(self, now: datetime) -> str | None:
        """The client's secret to send. None: a public client."""
        secret = self.client_secret
        if not isinstance(secret, SigningSecret):
            return secret
        return sign_secret(
            secret.key,
            key_id=secret.key_id,
            team_id=secret.team_id,
            client_id=self.client_id,
            issuer=self.issuer,
            now=now,
        )

    def credentials_at(self, now: datetime, *, takes_basic: bool) -> tuple[dict[str, str], dict[str, str]]:
        """Headers and form fields that authenticate us (RFC 6749 section 2.3.1)."""
        fields = {"client_id": self.client_id}
        secret = self.secret_at(now)
        if secret is None:
            return {}, fields
        if (self.preset.client_auth or ("basic" if takes_basic else "post")) == "basic":
            # Both are encoded as in a form.
            return {"Authorization": basic(quote_plus(self.client_id), quote_plus(secret))}, fields
        return {}, {**fields, "client_secret": secret}

    def issuer_in(self, claims: Claims) -> str | None:
        """The issuer in the claims of an ID token, if it may be this provider."""
        said = claims.get("iss")
        if said in self.preset.other_issuers:
            return self.issuer
        expected = self.issuer
        if _ANY_TENANT in expected:
            tenant = claims.get("tid")
            if not isinstance(tenant, str) or not self._takes_tenant(tenant):
                return None
            expected = expected.replace(_ANY_TENANT, tenant)
        return expected if said == expected else None

    def may_use_key_of(self, issuer: str | None, claims: Claims) -> bool:
        """Whether a key's issuer is that of the claims; a key without one is for all."""
        tenant = claims.get("tid")
        whose = issuer.replace(_ANY_TENANT, tenant) if issuer and isinstance(tenant, str) else issuer
        return whose is None or whose == claims.get("iss")

    def is_from_callback(self, issuer: str) -> bool:
        """Whether the `iss` of a returning browser is that of this provider (RFC 9207)."""
        expected = self.preset.callback_issuer or (self.issuer if self.discovered_at else None)
        return expected is None or self._is_one_of(expected, issuer)

    def takes(self, issuer: str) -> bool:
        """Whether accounts of this issuer log in with this provider."""
        return self._is_one_of(self.issuer, issuer)

    def read_profile(self, profile: Claims) -> Claims:
        """Add the standard claims to a nonstandard profile.

        Raises ProviderRefused when it reports a failure.
        """
        if any(profile.get(name) != value for name, value in self.preset.answers.items()):
            raise ProviderRefused("profile_refused")
        return {**profile, **self.find_claims(profile)}

    def find_claims(self, said: Claims) -> Claims:
        """The standard claims that are in other places."""
        found = {name: _find(said, path) for name, path in self.preset.claims.items()}
        subject = found.get("sub")
        if type(subject) is int:
            found["sub"] = str(subject)
        return {name: value for name, value in found.items() if value is not None}

    def read_claims(self, claims: Claims) -> Claimed:
        """The subject of the claims. Raises ProviderRefused if there is none."""
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT or not subject.isprintable():
            raise ProviderRefused("no_subject")
        email = claims.get("email")
        if not isinstance(email, str) or not 0 < len(email) <= _MAX_EMAIL or self._is_no_mailbox(email):
            email = None
        return Claimed(
            provider=self.name,
            issuer=self.issuer_in(claims) or self.issuer,
            subject=subject,
            email=email,
            is_email_proven=email is not None and self._vouches_for(email, claims),
            is_email_relayed=email is not None and self.preset.is_relay(claims),
            claims=claims,
        )

    def _vouches_for(self, email: str, claims: Claims) -> bool:
        is_untold = self.trusts_email and claims.get("email_verified") is None
        is_said = self.preset.proves_email(claims) or is_untold
        return is_said and (not self.email_domains or _domain(email) in self.email_domains)

    def _is_no_mailbox(self, email: str) -> bool:
        return _domain(email) in self.preset.no_mailboxes

    def _is_one_of(self, expected: str, issuer: str) -> bool:
        before, any_tenant, after = expected.partition(_ANY_TENANT)
        if not any_tenant:
            return issuer == expected
        tenant = issuer.removeprefix(before).removesuffix(after)
        return f"{before}{tenant}{after}" == issuer and self._takes_tenant(tenant)

    def _takes_tenant(self, tenant: str) -> bool:
        is_known = not self.tenants or tenant in self.tenants
        return _TENANT_ID.fullmatch(tenant) is not None and is_known and tenant not in self.denied_tenants


def basic(name: str, secret: str) -> str:
    """The `Authorization` of HTTP Basic (RFC 7617)."""
    return f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"


def _lay_over(preset: Preset, settings: ProviderSettings) -> Preset:
    if settings.issuer is not None:
        preset = replace(preset, issuer=settings.issuer)
    if settings.subject is not None:
        preset = replace(
            preset,
            authorization_endpoint=settings.authorization_endpoint,
            token_endpoint=settings.token_endpoint,
            userinfo_endpoint=settings.userinfo_endpoint,
            claims={"sub": settings.subject},
            scopes=(),
        )
    return replace(
        preset,
        scopes=preset.scopes if settings.scopes is None else settings.scopes,
        algorithms=settings.algorithms or preset.algorithms,
        client_auth=settings.client_auth or preset.client_auth,
    )


def _issuer_of(preset: Preset, tenant: str) -> tuple[str, str | None]:
    if preset.issuer is None:
        # The server at this address decides who users are.
        return preset.callback_issuer or preset.userinfo_endpoint or "", None
    named = CONSUMERS if tenant == "consumers" else tenant.lower()
    discovered_at = preset.issuer.replace(_TENANT, named)
    is_for_all = named in ("common", "organizations")
    return preset.issuer.replace(_TENANT, _ANY_TENANT if is_for_all else named), discovered_at


def _secret_of(settings: ProviderSettings) -> str | SigningSecret | None:
    if settings.private_key is not None:
        key = read_es256_key(settings.private_key.get_secret_value())
        return SigningSecret(key, settings.key_id or "", settings.team_id or "")
    return None if settings.client_secret is None else settings.client_secret.get_secret_value()


def _origins_of(preset: Preset, discovered_at: str | None) -> list[str]:
    revocation = preset.revocation
    called = (
        discovered_at,
        preset.token_endpoint,
        preset.userinfo_endpoint,
        preset.emails_endpoint,
        *((revocation.endpoint, revocation.token_endpoint) if revocation is not None else ()),
    )
    parts = [urlsplit(each) for each in called if each is not None]
    return [f"{each.scheme}://{each.netloc}" for each in parts]


def _find(profile: object, path: str) -> object:
    found = profile
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()
