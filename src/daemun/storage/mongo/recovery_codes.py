"""Statements on recovery codes. Spending one deletes it."""

from collections.abc import Sequence

from daemun.features.recovery_codes.model import StoredRecoveryCode
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import RECOVERY_CODES


class MongoRecoveryCodeStore:
    """`RecoveryCodeStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, codes: Sequence[StoredRecoveryCode]) -> None:
        def put() -> None:
            # Concurrent calls take turns: each changes the user's document.
            for user_id in {code.user_id for code in codes}:
                require_owner(self._database, user_id)
                self._database.delete(RECOVERY_CODES, {"user_id": user_id})
            self._database.insert_new(RECOVERY_CODES, [RECOVERY_CODES.document_of(code) for code in codes])

        self._database.together(put)

    def find(self, user_id: str, label: str) -> StoredRecoveryCode | None:
        where = {"user_id": user_id, "label": label}
        return RECOVERY_CODES.read(StoredRecoveryCode, self._database.find_one(RECOVERY_CODES, where))

    def spend(self, code: StoredRecoveryCode) -> bool:
        where = {"user_id": code.user_id, "number": code.number, "hash": code.hash}
        return self._database.delete(RECOVERY_CODES, where) == 1

    def count(self, user_id: str) -> int:
        return self._database.count(RECOVERY_CODES, {"user_id": user_id})

    def remove_all(self, user_id: str) -> int:
        return self._database.delete(RECOVERY_CODES, {"user_id": user_id})
