"""Statements on sessions. One without a user is a tombstone, found only by the revocation feed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, bindparam, func, insert, literal_column, select, update

from daemun.features.sessions.model import RevokedSession, Session, WrittenSession
from daemun.features.sessions.store import RENEWED, ROTATED
from daemun.features.users.model import User
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_joined, read_record, read_records
from daemun.storage.sql.owners import is_over
from daemun.storage.sql.schema import roles, sessions, users

# Never part of a role. A literal: SQLAlchemy would write a value into the text on each run.
_LINE_BREAK: Any = literal_column("'\n'", Text)
_ROLES = (
    select(func.aggregate_strings(roles.c.role, _LINE_BREAK))
    .where(roles.c.user_id == bindparam("of_user"), roles.c.revoked_at.is_(None))
    .scalar_subquery()
    .label("roles")
)
_ADD = insert(sessions).returning(_ROLES)
_FIND = select(sessions).where(sessions.c.id == bindparam("id"), sessions.c.user_id.is_not(None))
_FIND_OWNED = (
    select(sessions, users)
    .join(users, users.c.id == sessions.c.user_id)
    .where(sessions.c.id == bindparam("session_id"), ~is_over(sessions.c.user_id))
)
_LIST_LIVE = (
    select(sessions)
    .where(
        sessions.c.user_id == bindparam("user_id"),
        sessions.c.revoked_at.is_(None),
        sessions.c.idle_expires_at > bindparam("now"),
        sessions.c.expires_at > bindparam("now"),
    )
    .order_by(sessions.c.created_at.desc(), sessions.c.id)
)
_IF_STILL_SEEN = update(sessions).where(
    sessions.c.id == bindparam("of_id"),
    sessions.c.generation == bindparam("seen_generation"),
    sessions.c.revoked_at.is_(None),
)
_ROTATE = _IF_STILL_SEEN.values({name: bindparam(f"new_{name}") for name in ROTATED}).returning(_ROLES)
_RENEW = _IF_STILL_SEEN.values({name: bindparam(f"new_{name}") for name in RENEWED}).returning(_ROLES)
_REVOKE = (
    update(sessions)
    .where(sessions.c.id == bindparam("of_id"), sessions.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
_REPLACE = _REVOKE.values(replaced_at=bindparam("now"))
_REVOKE_ALL = (
    update(sessions)
    .where(
        sessions.c.user_id == bindparam("of_user"),
        sessions.c.revoked_at.is_(None),
        sessions.c.id != bindparam("except_id"),
    )
    .values(revoked_at=bindparam("now"))
    .returning(sessions.c.id)
)
_REVOKED_SINCE = select(sessions.c.id, sessions.c.revoked_at.label("at")).where(
    sessions.c.revoked_at.is_not(None), sessions.c.revoked_at >= bindparam("since")
)


class SqlSessionStore:
    """`SessionStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, session: Session) -> WrittenSession:
        return _written(
            self._database.write_returning(_ADD, column_values(session) | {"of_user": session.user_id})[0]
        )

    def find(self, session_id: str) -> Session | None:
        return read_record(Session, self._database.row(_FIND, {"id": session_id}))

    def find_owned(self, session_id: str, *, now: datetime) -> tuple[Session, User] | None:
        row = self._database.row(_FIND_OWNED, {"session_id": session_id, "now": now})
        return None if row is None else read_joined(row, (Session, sessions), (User, users))

    def list_live(self, user_id: str, *, now: datetime) -> Sequence[Session]:
        return read_records(Session, self._database.rows(_LIST_LIVE, {"user_id": user_id, "now": now}))

    def rotate(self, seen: Session, rotated: Session) -> WrittenSession | None:
        rows = self._database.write_returning(_ROTATE, _replacing(seen, rotated, ROTATED))
        return _written(rows[0]) if rows else None

    def renew(self, seen: Session, renewed: Session) -> WrittenSession | None:
        rows = self._database.write_returning(_RENEW, _replacing(seen, renewed, RENEWED))
        return _written(rows[0]) if rows else None

    def revoke(self, session_id: str, *, now: datetime) -> bool:
        return self._database.write(_REVOKE, {"of_id": session_id, "now": now}) == 1

    def replace(self, session_id: str, *, now: datetime) -> bool:
        return self._database.write(_REPLACE, {"of_id": session_id, "now": now}) == 1

    def revoke_all(self, user_id: str, *, now: datetime, except_id: str | None = None) -> tuple[str, ...]:
        values = {"of_user": user_id, "now": now, "except_id": except_id or ""}
        return tuple(row.id for row in self._database.write_returning(_REVOKE_ALL, values))

    def list_revoked_since(self, since: datetime) -> Sequence[RevokedSession]:
        return read_records(RevokedSession, self._database.rows(_REVOKED_SINCE, {"since": since}))


def _written(row: Row[Any]) -> WrittenSession:
    return WrittenSession(tuple(sorted(row.roles.split("\n"))) if row.roles is not None else ())


def _replacing(seen: Session, new: Session, names: tuple[str, ...]) -> dict[str, object]:
    values = {f"new_{name}": getattr(new, name) for name in names}
    return values | {"of_id": seen.id, "of_user": seen.user_id, "seen_generation": seen.generation}
