"""Statements that count tries: one upsert counts and refuses in the same step."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    bindparam,
    case,
    delete,
    null,
    or_,
    select,
    type_coerce,
    update,
)

from daemun.features.lockout.model import Count, Limit
from daemun.storage.sql.column_types import UtcDateTime
from daemun.storage.sql.engine import Database
from daemun.storage.sql.schema import lockout

_WAITING = select(lockout.c.tries, lockout.c.refused_until).where(
    lockout.c.key == bindparam("key"), lockout.c.refused_until > bindparam("now")
)
_TAKE_BACK = (
    update(lockout)
    .where(lockout.c.key == bindparam("of_key"), lockout.c.tries > 0)
    .values(
        tries=lockout.c.tries - 1,
        refused_until=case(
            (lockout.c.tries - 1 < bindparam("first_wait", type_=Integer), None),
            else_=lockout.c.refused_until,
        ),
    )
)
_FORGET = delete(lockout).where(lockout.c.key == bindparam("of_key"))


class SqlLockoutStore:
    """`LockoutStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counting = cache(lambda waits: _count_statement(database, waits))

    def count_try(self, key: str, limit: Limit, *, now: datetime) -> Count:
        statement = self._counting(len(limit.waits))
        values = _values(key, limit, now)
        while True:
            counted = self._database.write_returning(statement, values)
            if counted:
                return Count(counted[0].tries)
            refused = self._database.row(_WAITING, {"key": key, "now": now})
            if refused is not None:
                return Count(refused.tries, refused.refused_until)
            # Somebody forgot the key or took a try back between the two statements: count again.

    def take_back(self, counted: Sequence[tuple[str, Limit]]) -> None:
        if counted:
            values = [{"of_key": key, "first_wait": limit.first_wait} for key, limit in counted]
            self._database.write(_TAKE_BACK, values)

    def forget(self, key: str) -> None:
        self._database.write(_FORGET, {"of_key": key})


def _count_statement(database: Database, waits: int) -> Executable:
    """Build the upsert for a limit with so many waits."""
    tries = case(
        (lockout.c.window_started_at <= bindparam("window_start", type_=UtcDateTime), 1),
        else_=lockout.c.tries + 1,
    )
    started = case(
        (
            lockout.c.window_started_at <= bindparam("window_start", type_=UtcDateTime),
            bindparam("now", type_=UtcDateTime),
        ),
        else_=lockout.c.window_started_at,
    )
    return (
        database.insert(lockout)
        .on_conflict_do_update(
            index_elements=[lockout.c.key],
            set_={
                "tries": tries,
                "window_started_at": started,
                "refused_until": _refused_until(tries, waits),
            },
            where=or_(
                lockout.c.refused_until.is_(None),
                lockout.c.refused_until <= bindparam("now", type_=UtcDateTime),
            ),
        )
        .returning(lockout.c.tries)
    )


def _refused_until(tries: ColumnElement[int], waits: int) -> ColumnElement[datetime]:
    """Pick the last wait whose number of tries is reached."""
    if waits == 0:
        return type_coerce(null(), UtcDateTime)
    return case(
        *(
            (tries >= bindparam(f"wait_{i}", type_=Integer), bindparam(f"until_{i}", type_=UtcDateTime))
            for i in reversed(range(waits))
        )
    )


def _values(key: str, limit: Limit, now: datetime) -> dict[str, object]:
    values: dict[str, object] = {
        "key": key,
        "tries": 1,
        "window_started_at": now,
        "refused_until": max((now + wait.duration for wait in limit.waits if wait.tries <= 1), default=None),
        "now": now,
        "window_start": now - limit.window,
    }
    for i, wait in enumerate(limit.waits):
        values[f"wait_{i}"] = wait.tries
        values[f"until_{i}"] = now + wait.duration
    return values
