"""Statements that remove expired records: short ones that wait for no lock."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    not_,
    or_,
    select,
    tuple_,
)

from daemun.features.housekeeping.model import Expired, Record
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.schema import (
    lockout,
    login_attempts,
    one_time_tokens,
    outgoing_mails,
    recovery_codes,
    roles,
    sessions,
    totp,
    trusted_devices,
)

_BEFORE = bindparam("before", type_=UtcDateTime)
_NOW = bindparam("now", type_=UtcDateTime)
_IS_COUNT_EXPIRED = and_(
    lockout.c.window_started_at <= _BEFORE,
    or_(lockout.c.refused_until.is_(None), lockout.c.refused_until <= _NOW),
)
# The prefix of a key is the kind of its count.
_IS_IN_A_ROW = or_(*(lockout.c.key.startswith(f"{kind}:") for kind in ("user", "device", "codes")))

_EXPIRED: dict[Record, tuple[Table, ColumnElement[bool]]] = {
    Record.SESSIONS: (sessions, sessions.c.expires_at <= _BEFORE),
    Record.COUNTS: (lockout, and_(_IS_COUNT_EXPIRED, not_(_IS_IN_A_ROW))),
    Record.COUNTS_IN_A_ROW: (lockout, and_(_IS_COUNT_EXPIRED, _IS_IN_A_ROW)),
    Record.LOGIN_ATTEMPTS: (login_attempts, login_attempts.c.expires_at <= _BEFORE),
    Record.ONE_TIME_TOKENS: (one_time_tokens, one_time_tokens.c.expires_at <= _BEFORE),
    Record.TRUSTED_DEVICES: (trusted_devices, trusted_devices.c.expires_at <= _BEFORE),
    Record.PENDING_TOTP: (totp, totp.c.pending_until <= _BEFORE),
    Record.FAILED_MAILS: (outgoing_mails, outgoing_mails.c.failed_at <= _BEFORE),
    Record.REVOKED_ROLES: (roles, roles.c.revoked_at <= _BEFORE),
    Record.RECOVERY_CODES: (recovery_codes, recovery_codes.c.created_at <= _BEFORE),
}


class SqlHousekeepingStore:
    """`HousekeepingStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_expired(self, kind: Record, expired: Expired) -> int:
        row = self._database.row(
            _count(*_EXPIRED[kind]), {"before": expired.before[kind], "now": expired.now}
        )
        return row[0] if row is not None else 0

    def remove_expired(self, kind: Record, expired: Expired, *, limit: int) -> int:
        values = {"before": expired.before[kind], "now": expired.now, "limit": limit}
        return self._database.write(_remove(*_EXPIRED[kind]), values)


def _count(table: Table, condition: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(table).where(condition)


def _remove(table: Table, condition: ColumnElement[bool]) -> Delete:
    key = tuple(table.primary_key.columns)
    # Skip locked records: they are in use, or will be removed next time.
    some = select(*key).where(condition).limit(bindparam("limit")).with_for_update(skip_locked=True)
    return delete(table).where(tuple_(*key).in_(some))
