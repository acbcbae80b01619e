"""Provider: one of the settings, as the rest of the feature sees it; and what it says about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import urlsplit

from daemun.features.social_login.errors import ProviderRefused
from daemun.features.social_login.model import Claimed
from daemun.features.social_login.settings import ProviderSettings

_MAX_SUBJECT = 255
_MAX_EMAIL = 254


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people have accounts."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    scopes: tuple[str, ...]
    algorithms: tuple[str, ...]
    client_auth: Literal["basic", "post"] | None
    is_automatic: bool
    trusts_email: bool
    email_domains: tuple[str, ...]
    trusted_origins: frozenset[str]

    @classmethod
    def from_settings(cls, name: str, settings: ProviderSettings) -> Self:
        """Make one of its settings."""
        secret = settings.client_secret
        parts = urlsplit(settings.issuer)
        return cls(
            name=name,
            label=settings.label or name,
            issuer=settings.issuer,
            client_id=settings.client_id,
            client_secret=None if secret is None else secret.get_secret_value(),
            scopes=settings.scopes,
            algorithms=settings.algorithms,
            client_auth=settings.client_auth,
            is_automatic=settings.link == "auto",
            trusts_email=settings.trust_email,
            email_domains=tuple(domain.lower() for domain in settings.email_domains),
            trusted_origins=frozenset([f"{parts.scheme}://{parts.netloc}"] if settings.internal else ()),
        )

    def read_claims(self, claims: Mapping[str, object]) -> Claimed:
        """Who the claims name. Raises ProviderRefused when that is nobody."""
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT or not subject.isprintable():
            raise ProviderRefused("no_subject")
        email = claims.get("email")
        if not isinstance(email, str) or not 0 < len(email) <= _MAX_EMAIL:
            email = None
        return Claimed(
            provider=self.name,
            issuer=self.issuer,
            subject=subject,
            email=email,
            is_email_proven=email is not None and self._vouches_for(email, claims.get("email_verified")),
            claims=claims,
        )

    def _vouches_for(self, email: str, verified: object) -> bool:
        # Text and numbers are no promise: only the boolean of the standard is (OI-09).
        is_said = verified is True or (self.trusts_email and verified is None)
        domain = email.rpartition("@")[2].lower()
        return is_said and (not self.email_domains or domain in self.email_domains)
