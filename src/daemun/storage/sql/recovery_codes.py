"""Statements on recovery codes. Spending one deletes it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, select

from daemun.features.recovery_codes.model import StoredRecoveryCode
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record
from daemun.storage.sql.schema import recovery_codes

_IS_OF_USER = recovery_codes.c.user_id == bindparam("of_user")
_FIND = select(recovery_codes).where(_IS_OF_USER, recovery_codes.c.label == bindparam("label"))
_SPEND = delete(recovery_codes).where(
    _IS_OF_USER,
    recovery_codes.c.number == bindparam("of_number"),
    recovery_codes.c.hash == bindparam("seen_hash"),
)
_COUNT = select(func.count()).select_from(recovery_codes).where(_IS_OF_USER)
_REMOVE_ALL = delete(recovery_codes).where(_IS_OF_USER)


class SqlRecoveryCodeStore:
    """`RecoveryCodeStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        added = database.insert(recovery_codes)
        # A second writer waits at the first code, and then overwrites all of them.
        self._put = added.on_conflict_do_update(
            index_elements=[recovery_codes.c.user_id, recovery_codes.c.number],
            set_={
                column.name: added.excluded[column.name]
                for column in recovery_codes.c
                if not column.primary_key
            },
        )

    def put(self, codes: Sequence[StoredRecoveryCode]) -> None:
        self._database.write(self._put, [column_values(code) for code in codes])

    def find(self, user_id: str, label: str) -> StoredRecoveryCode | None:
        row = self._database.row(_FIND, {"of_user": user_id, "label": label})
        return read_record(StoredRecoveryCode, row)

    def spend(self, code: StoredRecoveryCode) -> bool:
        values = {"of_user": code.user_id, "of_number": code.number, "seen_hash": code.hash}
        return self._database.write(_SPEND, values) == 1

    def count(self, user_id: str) -> int:
        row = self._database.row(_COUNT, {"of_user": user_id})
        return row[0] if row is not None else 0

    def remove_all(self, user_id: str) -> int:
        return self._database.write(_REMOVE_ALL, {"of_user": user_id})
