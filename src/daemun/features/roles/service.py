"""Roles: grant, revoke, list."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import RoleGranted, RoleRevoked
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.roles.errors import TooManyRoles
from daemun.features.roles.store import RoleStore
from daemun.features.users.model import require_id
from daemun.origin import Origin

_MAX_LENGTH: Final = 64
_MAX_BYTES_IN_COOKIE: Final = 1024
"""Leaves room for `claims=` and a long issuer."""


class Roles:
    """Who has which role."""

    def __init__(
        self, store: RoleStore, batches: Batches, audit: Audit, clock: Clock, *, max_bytes: int | None = None
    ) -> None:
        """max_bytes: how much all roles of one user may take in a token; None: no limit."""
        self._store = store
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._max_bytes = max_bytes

    def grant(self, user_id: str, role: str, *, origin: Origin = SYSTEM) -> bool:
        """Grant a role; True when the user did not have it. Tokens carry it from the next refresh on.

        role: up to 64 characters in any script, such as `editor`, `Site Admin`, `관리자`; case-sensitive.
        Raises ValueError for what `read_role` refuses, and TooManyRoles where tokens travel in cookies.
        """
        require_id(user_id)
        return self._batches.in_batch(lambda: self.grant_in_batch(user_id, role, origin=origin))

    def grant_in_batch(self, user_id: str, role: str, *, origin: Origin) -> bool:
        """As `grant`, in the caller's batch."""
        role = read_role(role)
        granted = self._store.grant(user_id, role, now=self._clock.now())
        if granted:
            self.check_size(self.list_roles(user_id))
            self._audit.record(RoleGranted(user_id=user_id, role=role), origin)
        return granted

    def revoke(self, user_id: str, role: str, *, origin: Origin = SYSTEM) -> bool:
        """Revoke a role; True when the user had it. Access tokens with it are refused within a second."""
        require_id(user_id)
        role = normal_role(role)

        def revoke() -> bool:
            revoked = self._store.revoke(user_id, role, now=self._clock.now())
            if revoked:
                self._audit.record(RoleRevoked(user_id=user_id, role=role), origin)
            return revoked

        return self._batches.in_batch(revoke)

    def check_size(self, roles: Sequence[str]) -> None:
        """Raise TooManyRoles when a token with all of these is too large for its cookie."""
        taken = len(json.dumps(list(roles), separators=(",", ":")))
        if self._max_bytes is not None and taken > self._max_bytes:
            raise TooManyRoles(max_bytes=self._max_bytes)

    def list_in_use(self) -> frozenset[str]:
        """Every role that somebody has."""
        return self._store.list_in_use()

    def list_roles(self, user_id: str) -> tuple[str, ...]:
        """The user's roles, in alphabetical order."""
        require_id(user_id)
        return self._store.list_roles(user_id)

    def list_roles_of(self, user_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The roles of each of these users."""
        return self._store.list_roles_of(user_ids)


def max_role_bytes(*, in_cookies: bool) -> int | None:
    """How much all roles of one user may take in an access token; browsers keep 4,096 bytes of a cookie."""
    return _MAX_BYTES_IN_COOKIE if in_cookies else None


def read_role(text: str) -> str:
    """Normalize the name of a role for storage and comparison (NFC).

    Raises ValueError for an invalid name.
    """
    role = normal_role(text)
    is_sound = role.isprintable() and "," not in role and any(map(str.isalnum, role))
    if not is_sound or len(role) > _MAX_LENGTH:
        raise ValueError(
            f"a role is 1 to {_MAX_LENGTH} printable characters without commas, one of them a letter or digit"
        )
    return role


def normal_role(text: str) -> str:
    """Normalize what may be a role: strip spaces, NFC."""
    return unicodedata.normalize("NFC", text.strip(" "))
