"""Statements that count tries: one upsert counts and refuses in the same step, on one key or on several."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Integer,
    Select,
    bindparam,
    case,
    delete,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
    update,
)

from daemun.features.lockout.model import AllCounted, Key, Limit, Refusal, TryCount
from daemun.storage.sql.database.column_types import EXACT_TEXT, UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.schema import lockout

_NOW = bindparam("now", type_=UtcDateTime)
_WAITING = select(lockout.c.key, lockout.c.tries, lockout.c.refused_until).where(
    lockout.c.key.in_(bindparam("keys", expanding=True)), lockout.c.refused_until > _NOW
)
_WAIT = update(lockout).where(lockout.c.key == bindparam("of_key")).values(refused_until=bindparam("until"))
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
_FIND_TRIES = select(lockout.c.tries).where(
    lockout.c.key == bindparam("of_key"), lockout.c.window_started_at > bindparam("start", type_=UtcDateTime)
)
_FORGET = delete(lockout).where(lockout.c.key == bindparam("of_key"))


class _MustWait(Exception):
    """Rolls back what was counted so far; never reaches callers."""


class SqlLockoutStore:
    """`LockoutStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counting = cache(lambda keys: _count_statement(database, keys))

    def count_try(self, key: str, limit: Limit, *, now: datetime) -> TryCount:
        return self.count_together(((key, limit),), now=now).only

    def count_together(
        self, keys: Sequence[Key], *, now: datetime, once: tuple[str, str] | None = None
    ) -> AllCounted | Refusal:
        # A refusal rolls the batch back, so with several keys the batch must be our own.
        in_batch = self._database.together if len(keys) == 1 else self._database.in_batch
        while True:
            try:
                return in_batch(lambda: self._count(keys, now, once or ()))
            except _MustWait:
                refusal = self._find_refusal(keys, now)
            if refusal is not None:
                return refusal
            # The key was forgotten or a try taken back between the two statements: count again.

    def take_back(self, counted: Sequence[Key]) -> None:
        if counted:
            values = [{"of_key": key, "first_wait": limit.first_wait} for key, limit in counted]
            self._database.write(_TAKE_BACK, values)

    def find_tries(self, key: str, limit: Limit, *, now: datetime) -> int:
        row = self._database.row(_FIND_TRIES, {"of_key": key, "start": now - limit.window})
        return 0 if row is None else int(row.tries)

    def forget(self, key: str) -> None:
        self._database.write(_FORGET, {"of_key": key})

    def _count(self, keys: Sequence[Key], now: datetime, once: tuple[str, ...]) -> AllCounted:
        rows = self._database.write_returning(self._counting(len(keys)), _values(keys, now))
        tries = {row.key: row.tries for row in rows}
        if len(rows) < len(keys):
            raise _MustWait
        known = once if once and tries[once[0]] > 1 else ()
        self.take_back([(key, limit) for key, limit in keys if key in known])
        ends = {key: limit.wait_until(tries[key], now) for key, limit in keys if key not in known}
        # The rows are locked, so nothing is counted between the two statements.
        waits = [{"of_key": key, "until": until} for key, until in ends.items() if until is not None]
        if waits:
            self._database.write(_WAIT, waits)
        return AllCounted(tuple(tries[key] for key, _ in keys))

    def _find_refusal(self, keys: Sequence[Key], now: datetime) -> Refusal | None:
        values = {"keys": [key for key, _ in keys], "now": now}
        waiting = {row.key: row for row in self._database.rows(_WAITING, values)}
        for key, limit in keys:
            if key in waiting:
                return Refusal(key, limit, waiting[key].tries, waiting[key].refused_until)
        return None


def _count_statement(database: Database, keys: int) -> Executable:
    """Build the upsert for this many keys; rows are locked in their order."""
    window_start = case(*((lockout.c.key == _key(i), _start_of(i)) for i in range(keys)))
    is_over = lockout.c.window_started_at <= window_start
    return (
        database.insert(lockout)
        .from_select(["key", "tries", "window_started_at"], _new_rows(keys))
        .on_conflict_do_update(
            index_elements=[lockout.c.key],
            set_={
                "tries": case((is_over, literal_column("1")), else_=lockout.c.tries + literal_column("1")),
                "window_started_at": case((is_over, _NOW), else_=lockout.c.window_started_at),
                "refused_until": null(),
            },
            where=or_(lockout.c.refused_until.is_(None), lockout.c.refused_until <= _NOW),
        )
        .returning(lockout.c.key, lockout.c.tries)
    )


def _new_rows(keys: int) -> Select[str, int, datetime]:
    if keys == 1:
        # Without a condition on the SELECT, SQLite parses ON CONFLICT as part of a join.
        return _new_row(0).where(true())
    rows = union_all(*(_new_row(i) for i in range(keys))).cte("new_rows")
    tried = rows.alias("tried")
    waiting = (
        select(lockout.c.key).join(tried, tried.c.key == lockout.c.key).where(lockout.c.refused_until > _NOW)
    )
    # None at all, if one of them must wait: so a refused try locks and writes nothing. The condition of the
    # upsert still sees a key that began to wait since.
    return select(rows).where(~waiting.exists())


def _new_row(number: int) -> Select[str, int, datetime]:
    return select(_key(number).label("key"), literal_column("1", Integer).label("tries"), _NOW.label("now"))


def _key(number: int) -> BindParameter[str]:
    return bindparam(f"key_{number}", type_=EXACT_TEXT)


def _start_of(number: int) -> ColumnElement[datetime]:
    return bindparam(f"start_{number}", type_=UtcDateTime)


def _values(keys: Sequence[Key], now: datetime) -> dict[str, object]:
    values: dict[str, object] = {"now": now}
    for i, (key, limit) in enumerate(keys):
        values[f"key_{i}"] = key
        values[f"start_{i}"] = now - limit.window
    return values
