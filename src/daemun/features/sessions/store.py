"""The storage port of sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from daemun.features.sessions.model import RevokedSession, Session, WrittenSession
from daemun.features.users.model import User

ROTATED: Final = (
    *("generation", "sibling", "sibling_of", "refreshed_at"),
    *("minute_started_at", "refreshes_in_minute", "idle_expires_at"),
)
RENEWED: Final = (
    *ROTATED,
    *("family_digest", "authenticated_at", "amr", "kinds", "acr", "scope", "factor_proven_at"),
)


class SessionStore(Protocol):
    """Sessions; each verb is atomic on one record."""

    def add(self, session: Session) -> WrittenSession: ...

    def find(self, session_id: str) -> Session | None: ...

    def find_owned(self, session_id: str, *, now: datetime) -> tuple[Session, User] | None:
        """A session and its user; None also if the user's deletion is due."""

    def list_live(self, user_id: str, *, now: datetime) -> Sequence[Session]:
        """Newest first."""

    def rotate(self, seen: Session, rotated: Session) -> WrittenSession | None:
        """Write the fields `ROTATED` of `rotated`.

        Only if the record is not revoked and its generation is still that of `seen`. Of concurrent calls,
        exactly one writes, and the others get None.
        """

    def renew(self, seen: Session, renewed: Session) -> WrittenSession | None:
        """As `rotate`, for the fields `RENEWED`."""

    def revoke(self, session_id: str, *, now: datetime) -> bool:
        """True if the session was not revoked before."""

    def replace(self, session_id: str, *, now: datetime) -> bool:
        """As `revoke`, for a session that another login replaces in its browser."""

    def revoke_all(self, user_id: str, *, now: datetime, except_id: str | None = None) -> tuple[str, ...]:
        """Revoke every session of the user that is not revoked yet; return their ids."""

    def list_revoked_since(self, since: datetime) -> Sequence[RevokedSession]:
        """Revoked at or after `since`."""
