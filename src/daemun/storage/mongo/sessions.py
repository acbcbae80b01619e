"""Statements on sessions. One without a user is a tombstone, found only by the feed of revocations."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.sessions.model import RevokedSession, Session, WrittenSession
from daemun.features.sessions.store import RENEWED, ROTATED
from daemun.features.users.model import User
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import is_over, require_owner, roles_of
from daemun.storage.mongo.schema import SESSIONS, USERS

_NEWEST = [("created_at", -1), (ID, 1)]


class MongoSessionStore:
    """`SessionStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, session: Session) -> WrittenSession:
        def add() -> WrittenSession:
            require_owner(self._database, session.user_id)
            self._database.insert(SESSIONS, [SESSIONS.document_of(session)])
            return WrittenSession(roles_of(self._database, session.user_id))

        return self._database.together(add)

    def find(self, session_id: str) -> Session | None:
        where = {ID: session_id, "user_id": {"$ne": None}}
        return SESSIONS.read(Session, self._database.find_one(SESSIONS, where))

    def find_owned(self, session_id: str, *, now: datetime) -> tuple[Session, User] | None:
        session = self.find(session_id)
        if session is None or is_over(self._database, session.user_id, now=now):
            return None
        user = USERS.read(User, self._database.find_one(USERS, {ID: session.user_id}))
        return None if user is None else (session, user)

    def list_live(self, user_id: str, *, now: datetime) -> Sequence[Session]:
        live = {
            "user_id": user_id,
            "revoked_at": None,
            "idle_expires_at": {"$gt": now},
            "expires_at": {"$gt": now},
        }
        return SESSIONS.read_all(Session, self._database.find(SESSIONS, live, sort=_NEWEST))

    def rotate(self, seen: Session, rotated: Session) -> WrittenSession | None:
        return self._replace(seen, rotated, ROTATED)

    def renew(self, seen: Session, renewed: Session) -> WrittenSession | None:
        return self._replace(seen, renewed, RENEWED)

    def revoke(self, session_id: str, *, now: datetime) -> bool:
        return self._revoke(session_id, {"revoked_at": now})

    def replace(self, session_id: str, *, now: datetime) -> bool:
        return self._revoke(session_id, {"revoked_at": now, "replaced_at": now})

    def revoke_all(self, user_id: str, *, now: datetime, except_id: str | None = None) -> tuple[str, ...]:
        where = {"user_id": user_id, "revoked_at": None, ID: {"$ne": except_id or ""}}

        def revoke() -> tuple[str, ...]:
            ids = tuple(document[ID] for document in self._database.find(SESSIONS, where))
            if ids:
                self._database.update_all(SESSIONS, where, {"$set": {"revoked_at": now}})
            return ids

        # Both statements see the same sessions.
        return self._database.together(revoke)

    def list_revoked_since(self, since: datetime) -> Sequence[RevokedSession]:
        found = self._database.find(SESSIONS, {"revoked_at": {"$gte": since}})
        return [RevokedSession(document[ID], document["revoked_at"]) for document in found]

    def _revoke(self, session_id: str, values: dict[str, object]) -> bool:
        where = {ID: session_id, "revoked_at": None}
        return self._database.update(SESSIONS, where, {"$set": values}) == 1

    def _replace(self, seen: Session, new: Session, names: tuple[str, ...]) -> WrittenSession | None:
        where = {ID: seen.id, "generation": seen.generation, "revoked_at": None}
        values = SESSIONS.encode({name: getattr(new, name) for name in names})
        if self._database.update(SESSIONS, where, {"$set": values}) == 0:
            return None
        return WrittenSession(roles_of(self._database, seen.user_id))
