"""Statements on one-time tokens. Spending one deletes it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, case, delete, literal_column, not_, select, update

from daemun.features.one_time_tokens.model import Purpose, StoredToken
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.schema import one_time_tokens

_NOW = bindparam("now", type_=UtcDateTime)
_LIMIT = bindparam("max_tries", type_=Integer)
_IS_OF_DIGEST = one_time_tokens.c.digest == bindparam("of_digest")
_IS_OF_SUBJECT = and_(
    one_time_tokens.c.purpose == bindparam("of_purpose"), one_time_tokens.c.subject == bindparam("of_subject")
)
# Tries against an older token invalidate the code of a newer one, but not its link.
_DIED_OF_TRIES = and_(one_time_tokens.c.tries >= _LIMIT, one_time_tokens.c.earlier_tries < _LIMIT)
_ALIVE = select(one_time_tokens).where(
    one_time_tokens.c.purpose == bindparam("of_purpose"),
    one_time_tokens.c.expires_at > _NOW,
    not_(_DIED_OF_TRIES),
)
_FIND = _ALIVE.where(_IS_OF_DIGEST)
_LIST_ALIVE = _ALIVE.order_by(one_time_tokens.c.created_at, one_time_tokens.c.digest).limit(
    bindparam("at_most", type_=Integer)
)
_LIST_OF_SUBJECT = _LIST_ALIVE.where(one_time_tokens.c.subject == bindparam("of_subject"))
_AWAITS_CODE = and_(
    _IS_OF_SUBJECT,
    one_time_tokens.c.code_digest.is_not(None),
    one_time_tokens.c.code_expires_at > _NOW,
    one_time_tokens.c.tries < _LIMIT,
)
_FIND_CODE = select(one_time_tokens.c.digest).where(_AWAITS_CODE)
_COUNT = (
    update(one_time_tokens)
    .where(_AWAITS_CODE)
    .values(tries=one_time_tokens.c.tries + literal_column("1"))
    .returning(*one_time_tokens.c)
)
_CONSUME = delete(one_time_tokens).where(
    _IS_OF_DIGEST,
    one_time_tokens.c.version == bindparam("of_version"),
    one_time_tokens.c.expires_at > _NOW,
)
_WITHDRAW = delete(one_time_tokens).where(_IS_OF_SUBJECT)
_WITHDRAW_ALL = delete(one_time_tokens).where(
    one_time_tokens.c.purpose == bindparam("of_purpose"), one_time_tokens.c.user_id == bindparam("of_user")
)
_WITHDRAW_FROM = _WITHDRAW_ALL.where(
    one_time_tokens.c.expires_at >= bindparam("expiring_from", type_=UtcDateTime)
)
_REPLACED = [
    column.name
    for column in one_time_tokens.c
    if column.name not in {"purpose", "subject", "tries", "earlier_tries"}
]


class SqlOneTimeTokenStore:
    """`OneTimeTokenStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.insert(one_time_tokens)
        goes_on = case(
            (one_time_tokens.c.expires_at > new.excluded.created_at, one_time_tokens.c.tries),
            else_=literal_column("0"),
        )
        self._put = new.on_conflict_do_update(
            index_elements=[one_time_tokens.c.purpose, one_time_tokens.c.subject],
            set_={name: new.excluded[name] for name in _REPLACED}
            | {"tries": goes_on, "earlier_tries": goes_on},
        ).returning(one_time_tokens.c.tries)

    def put(self, token: StoredToken) -> int:
        (row,) = self._database.write_returning(self._put, column_values(token))
        return int(row.tries)

    def find(self, digest: bytes, purpose: Purpose, *, now: datetime) -> StoredToken | None:
        values = {
            "of_digest": digest,
            "of_purpose": purpose.name,
            "max_tries": purpose.max_wrong_codes,
            "now": now,
        }
        return read_record(StoredToken, self._database.row(_FIND, values))

    def count_try(self, purpose: Purpose, subject: str, *, now: datetime) -> StoredToken | None:
        values = _of_code(purpose, subject, now)
        return read_record(StoredToken, next(iter(self._database.write_returning(_COUNT, values)), None))

    def awaits_code(self, purpose: Purpose, subject: str, *, now: datetime) -> bool:
        return self._database.row(_FIND_CODE, _of_code(purpose, subject, now)) is not None

    def list_alive(
        self, purpose: Purpose, *, now: datetime, limit: int, subject: str | None = None
    ) -> Sequence[StoredToken]:
        values: dict[str, object] = {
            "of_purpose": purpose.name,
            "max_tries": purpose.max_wrong_codes,
            "now": now,
            "at_most": limit,
        }
        if subject is None:
            return read_records(StoredToken, self._database.rows(_LIST_ALIVE, values))
        values["of_subject"] = subject
        return read_records(StoredToken, self._database.rows(_LIST_OF_SUBJECT, values))

    def consume(self, digest: bytes, *, version: str, now: datetime) -> bool:
        values = {"of_digest": digest, "of_version": version, "now": now}
        return self._database.write(_CONSUME, values) == 1

    def withdraw(self, purpose: Purpose, subject: str) -> bool:
        return self._database.write(_WITHDRAW, {"of_purpose": purpose.name, "of_subject": subject}) == 1

    def withdraw_all(self, purpose: Purpose, user_id: str, *, expiring_from: datetime | None = None) -> None:
        values: dict[str, object] = {"of_purpose": purpose.name, "of_user": user_id}
        if expiring_from is None:
            self._database.write(_WITHDRAW_ALL, values)
        else:
            self._database.write(_WITHDRAW_FROM, values | {"expiring_from": expiring_from})


def _of_code(purpose: Purpose, subject: str, now: datetime) -> dict[str, object]:
    return {
        "of_purpose": purpose.name,
        "of_subject": subject,
        "max_tries": purpose.max_wrong_codes,
        "now": now,
    }
