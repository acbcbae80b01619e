"""Revocations: sessions ended early and lost roles, in the memory of this process.

A protected route checks here and reads no database. Entries are kept until every access token that they
affect has expired.
"""

from datetime import datetime, timedelta
from threading import Lock

from daemun.clock import Clock
from daemun.features.roles.model import LostRole
from daemun.features.roles.store import RoleStore
from daemun.features.sessions.store import SessionStore
from daemun_verify import VerifiedToken

_OVERLAP = timedelta(seconds=60)
"""How far each read looks back: longer than hosts' clocks differ, and than a commit takes."""

_BEING_ISSUED = timedelta(seconds=10)
"""A token may be signed slightly after its roles were read."""
_WHOLE_SECOND = timedelta(seconds=1)
"""Times in tokens are whole seconds."""


class Revocations:
    """Revoked sessions and lost roles, read from the store."""

    def __init__(
        self, sessions: SessionStore, roles: RoleStore, clock: Clock, *, token_lifetime: timedelta
    ) -> None:
        self._sessions = sessions
        self._roles = roles
        self._clock = clock
        self._kept_for = token_lifetime + _OVERLAP
        self._lock = Lock()
        self._revoked: dict[str, datetime] = {}
        self._lost: dict[tuple[str, str], LostRole] = {}
        self._read_at: datetime | None = None

    @property
    def read_at(self) -> datetime | None:
        """When the store was last read; None: never."""
        return self._read_at

    def read(self) -> None:
        """Add what was revoked since the last read; on the first one, everything still relevant."""
        now = self._clock.now()
        since = now - self._kept_for if self._read_at is None else min(self._read_at, now) - _OVERLAP
        revoked = self._sessions.list_revoked_since(since)
        lost = self._roles.list_lost_since(since)
        with self._lock:
            self._revoked.update((session.id, session.at) for session in revoked)
            self._lost.update(((role.user_id, role.role), role) for role in lost)
            self._read_at = now
            self._forget_old(now)

    def note_sessions(self, session_ids: tuple[str, ...]) -> None:
        """Add what this process revoked itself."""
        now = self._clock.now()
        with self._lock:
            self._revoked.update((session_id, now) for session_id in session_ids)

    def is_revoked(self, token: VerifiedToken) -> bool:
        """True if the token's session was revoked, or it carries a role that the user has lost."""
        if token.session_id in self._revoked:
            return True
        return bool(self._lost) and any(self._lost_since(token, role) for role in token.roles)

    def _lost_since(self, token: VerifiedToken, role: str) -> bool:
        lost = self._lost.get((token.user_id, role))
        if lost is None or token.issued_at >= lost.at + _BEING_ISSUED:
            return False
        if token.issued_at <= lost.at - _WHOLE_SECOND:
            return True
        # Issued about when the role was lost, or after it was granted again: only a read can tell.
        return role not in self._roles.list_roles(token.user_id)

    def _forget_old(self, now: datetime) -> None:
        oldest = now - self._kept_for
        for session_id in [key for key, at in self._revoked.items() if at < oldest]:
            del self._revoked[session_id]
        for key in [key for key, role in self._lost.items() if role.at < oldest]:
            del self._lost[key]
