"""A passkey, and what browsers send about one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Response = Mapping[str, object]
"""A `PublicKeyCredential` as JSON, as browsers write it (WebAuthn Level 3 section 5.1)."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a request arrived: passkeys are bound to it unless the settings say otherwise."""

    host: str
    """Without a port."""
    origins: tuple[str, ...]
    """The origins of our pages."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The relying party of passkeys, and the origins whose pages may use them."""

    id: str
    """A domain: passkeys work on it and below it."""
    name: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCredential:
    """What an authenticator has created."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    """COSE (RFC 9052 section 7)."""
    aaguid: str
    """The claimed kind of authenticator; nothing proves it."""
    transports: tuple[str, ...]
    sign_count: int
    is_backup_eligible: bool
    is_backed_up: bool


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that a user has registered; only the public half."""

    id: str
    user_id: str
    credential_id: bytes
    public_key: bytes = field(repr=False)
    user_handle: bytes = field(repr=False)
    """64 random bytes by which authenticators know the user; the same for all passkeys of a user."""
    name: str
    aaguid: str
    transports: tuple[str, ...]
    """How browsers reach it, such as `internal` or `usb`: hints."""
    sign_count: int
    is_backup_eligible: bool
    """Whether it may be copied to other devices; never changes."""
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an authenticator has signed, after all checks."""

    passkey: Passkey
    sign_count: int
    is_backed_up: bool
    is_user_verified: bool
    """By PIN, fingerprint or face: it then counts as two factors."""
