"""Statements on users."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from daemun.features.users.model import EVERYBODY, User, UserSearch
from daemun.features.users.store import AlreadyExists
from daemun.storage.sql.database.column_types import EXACT_TEXT, UtcDateTime
from daemun.storage.sql.database.compiled import Values
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.database.replica import Replica
from daemun.storage.sql.owners import is_over
from daemun.storage.sql.schema import roles, sessions, users

_LAST_CHARACTER = "\U0010ffff"

_SELECT = select(users)
_BY_ID = _SELECT.where(users.c.id == bindparam("id"))
_IDS_IN_A_STATEMENT = 500
_BY_IDS = _SELECT.where(users.c.id.in_(bindparam("ids", expanding=True)))
_HOLD = _BY_ID.with_for_update(read=True)
_HOLD_ACTIVE = _HOLD.where(users.c.locked_at.is_(None), ~is_over(bindparam("id")))
_BY_USERNAME_KEY = _SELECT.where(users.c.username_key == bindparam("key"))
_BY_EMAIL_KEY = _SELECT.where(users.c.email_key == bindparam("key"))
_PAGE = _SELECT.where(users.c.id > bindparam("after_id")).order_by(users.c.id).limit(bindparam("limit"))

_REPLACE_PROFILE = (
    update(users)
    .where(users.c.id == bindparam("of_id"), users.c.updated_at == bindparam("seen_at"))
    .values(profile=bindparam("new_profile"), updated_at=bindparam("new_updated_at"))
)
_SET_LANGUAGE = (
    update(users).where(users.c.id == bindparam("of_id")).values(language=bindparam("new_language"))
)
_HAS_NAME = select(users.c.id).where(
    or_(
        users.c.username_key == bindparam("key"),
        users.c.username_skeleton == bindparam("skeleton"),
    )
)
_SET_PROVEN_EMAIL = (
    update(users)
    .where(
        users.c.id == bindparam("of_id"),
        users.c.email_key.is_not_distinct_from(bindparam("seen_key", type_=EXACT_TEXT)),
    )
    .values(
        email=bindparam("new_email"),
        email_key=bindparam("new_key"),
        email_verified_at=bindparam("now"),
        updated_at=bindparam("now"),
    )
)
_HAS_ANOTHER = select(users.c.id).where(
    users.c.email_key == bindparam("new_key"), users.c.id != bindparam("of_id")
)
_RELEASE_UNPROVEN_EMAIL = (
    update(users)
    .where(
        users.c.email_key == bindparam("of_key"),
        users.c.email_verified_at.is_(None),
        users.c.username_key.is_not(None),
    )
    .values(email=None, email_key=None, updated_at=bindparam("now"))
)
_LOCK = (
    update(users)
    .where(users.c.id == bindparam("of_id"), users.c.locked_at.is_(None))
    .values(locked_at=bindparam("now"))
)
_UNLOCK = (
    update(users)
    .where(users.c.id == bindparam("of_id"), users.c.locked_at.is_not(None))
    .values(locked_at=None)
)
_DELETE = delete(users).where(users.c.id == bindparam("of_id"))

# Sessions of a user who was just deleted: their tombstones contain no personal data.
_ANONYMIZE_SESSIONS = (
    update(sessions)
    .where(sessions.c.user_id.is_(None), sessions.c.family_digest != b"")
    .values(
        family_digest=b"",
        address=None,
        user_agent="",
        revoked_at=func.coalesce(sessions.c.revoked_at, bindparam("now", type_=UtcDateTime)),
    )
)


def _conditions(search: UserSearch) -> Iterator[ColumnElement[bool]]:
    if search.prefix:
        yield or_(_begins(users.c.username_key, search.prefix), _begins(users.c.email_key, search.prefix))
    if "\0" in search.contains:
        # SQLite's LIKE ends a pattern at NUL; no name contains one.
        yield false()
    elif search.contains:
        yield or_(
            users.c.username_key.contains(search.contains, autoescape=True),
            users.c.email_key.contains(search.contains, autoescape=True),
        )
    if search.role is not None:
        held = (roles.c.user_id == users.c.id, roles.c.role == search.role, roles.c.revoked_at.is_(None))
        yield exists().where(*held)
    if search.is_locked is not None:
        yield users.c.locked_at.is_not(None) if search.is_locked else users.c.locked_at.is_(None)


def _begins(key: Column[str], prefix: str) -> ColumnElement[bool]:
    # A range, not LIKE: it uses an index, and no character has a special meaning.
    return and_(key >= prefix, key < prefix + _LAST_CHARACTER)


class SqlUserStore:
    """`UserStore` in SQL."""

    def __init__(self, database: Database, replica: Replica) -> None:
        self._database = database
        self._replica = replica
        self._add = database.insert(users).on_conflict_do_nothing().returning(users.c.id)

    def add(self, user: User) -> None:
        if not self._database.write_returning(self._add, column_values(user)):
            raise AlreadyExists(self._taken_field(user))

    def find(self, user_id: str) -> User | None:
        return self._find(_BY_ID, {"id": user_id})

    def hold(self, user_id: str) -> User | None:
        return self._find(_HOLD, {"id": user_id})

    def hold_active(self, user_id: str, *, now: datetime) -> User | None:
        return self._find(_HOLD_ACTIVE, {"id": user_id, "now": now})

    def find_by_username_key(self, key: str) -> User | None:
        return self._find(_BY_USERNAME_KEY, {"key": key})

    def is_name_taken(self, user: User) -> bool:
        values = {"key": user.username_key, "skeleton": user.username_skeleton}
        return self._database.row(_HAS_NAME, values) is not None

    def find_by_email_key(self, key: str) -> User | None:
        return self._find(_BY_EMAIL_KEY, {"key": key})

    def list_by_ids(self, ids: Sequence[str]) -> Sequence[User]:
        found: list[User] = []
        for start in range(0, len(ids), _IDS_IN_A_STATEMENT):
            some = {"ids": list(ids[start : start + _IDS_IN_A_STATEMENT])}
            found += read_records(User, self._database.rows(_BY_IDS, some))
        return found

    def list_page(
        self, search: UserSearch = EVERYBODY, *, after_id: str | None = None, limit: int = 100
    ) -> Sequence[User]:
        page = _PAGE.where(*_conditions(search))
        return read_records(User, self._replica.rows(page, {"after_id": after_id or "", "limit": limit}))

    def replace_profile(
        self, user_id: str, *, seen_at: datetime, profile: Mapping[str, object], now: datetime
    ) -> bool:
        values = {
            "of_id": user_id,
            "seen_at": seen_at,
            "new_profile": profile,
            "new_updated_at": max(now, seen_at + timedelta(milliseconds=1)),
        }
        return self._database.write(_REPLACE_PROFILE, values) == 1

    def set_language(self, user_id: str, language: str) -> bool:
        return self._database.write(_SET_LANGUAGE, {"of_id": user_id, "new_language": language}) == 1

    def set_proven_email(
        self, user_id: str, *, email: str, key: str, seen_key: str | None, now: datetime
    ) -> bool:
        values = {"of_id": user_id, "new_email": email, "new_key": key, "seen_key": seen_key, "now": now}
        # This read saves PostgreSQL a failed transaction; the unique key decides races.
        if self._database.row(_HAS_ANOTHER, {"of_id": user_id, "new_key": key}) is not None:
            raise AlreadyExists("email")
        try:
            return self._database.write(_SET_PROVEN_EMAIL, values) == 1
        except IntegrityError:
            raise AlreadyExists("email") from None

    def release_unproven_email(self, key: str, *, now: datetime) -> bool:
        return self._database.write(_RELEASE_UNPROVEN_EMAIL, {"of_key": key, "now": now}) == 1

    def lock(self, user_id: str, *, now: datetime) -> bool:
        return self._database.write(_LOCK, {"of_id": user_id, "now": now}) == 1

    def unlock(self, user_id: str, *, now: datetime) -> bool:
        return self._database.write(_UNLOCK, {"of_id": user_id}) == 1

    def delete(self, user_id: str, *, now: datetime) -> bool:
        """Foreign keys erase the rest; sessions remain as anonymous tombstones for the revocation feed."""
        return self._database.together(lambda: self._delete(user_id, now))

    def _delete(self, user_id: str, now: datetime) -> bool:
        is_deleted = self._database.write(_DELETE, {"of_id": user_id}) == 1
        self._database.write(_ANONYMIZE_SESSIONS, {"now": now})
        return is_deleted

    def _find(self, statement: Select[Any], values: Values) -> User | None:
        return read_record(User, self._database.row(statement, values))

    def _taken_field(self, user: User) -> str:
        if user.email_key is not None and self.find_by_email_key(user.email_key) is not None:
            return "email"
        return "username"
