"""Statements on records that are due at `next_try_at` and claimed by one process at a time."""

from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, literal_column, select, update

from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import read_record


class _Due(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def tries(self) -> int: ...


R = TypeVar("R", bound=_Due)


class DueRecords(Generic[R]):
    """Changes to a claimed record take effect only while no other process has claimed it since."""

    def __init__(
        self, database: Database, table: Table, kind: type[R], *, waits: ColumnElement[bool]
    ) -> None:
        """waits: which records are tried at all."""
        self._database = database
        self._kind = kind
        until = bindparam("until", type_=UtcDateTime)
        is_due = (waits, table.c.next_try_at <= bindparam("now", type_=UtcDateTime))
        longest_due = (
            select(table.c.id)
            .where(*is_due)
            .order_by(table.c.next_try_at, table.c.id)
            .limit(literal_column("1"))
            # Skip records that others are claiming.
            .with_for_update(skip_locked=True)
        )
        self._claim = (
            update(table)
            .where(table.c.id == longest_due.scalar_subquery(), *is_due)
            .values(next_try_at=until, tries=table.c.tries + literal_column("1"))
            .returning(*table.c)
        )
        self._is_still_claimed = (
            table.c.id == bindparam("of_id"),
            table.c.tries == bindparam("seen_tries"),
            waits,
        )
        self._put_off = update(table).where(*self._is_still_claimed).values(next_try_at=until)
        self._remove = delete(table).where(*self._is_still_claimed)
        self._next = select(func.min(table.c.next_try_at)).where(waits)

    def claim(self, *, now: datetime, until: datetime) -> R | None:
        """Claim the one that has been due for longest, and count a try."""
        claimed = self._database.write_returning(self._claim, {"now": now, "until": until})
        return read_record(self._kind, next(iter(claimed), None))

    def put_off(self, claimed: R, *, until: datetime) -> bool:
        """Try again later."""
        return self._database.write(self._put_off, {**self._seen(claimed), "until": until}) == 1

    def remove(self, claimed: R) -> bool:
        """Delete one that is done."""
        return self._database.write(self._remove, self._seen(claimed)) == 1

    def next_try_at(self) -> datetime | None:
        """When the next one is due; None: there is none."""
        row = self._database.row(self._next)
        return row[0] if row is not None else None

    @staticmethod
    def _seen(claimed: R) -> dict[str, object]:
        return {"of_id": claimed.id, "seen_tries": claimed.tries}
