"""Statements on login attempts. Spending one deletes it."""

from datetime import datetime

from daemun.features.login.model import LoginAttempt
from daemun.storage.mongo.database.collection import ID, Filter
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import LOGIN_ATTEMPTS


class MongoLoginAttemptStore:
    """`LoginAttemptStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, attempt: LoginAttempt) -> None:
        def add() -> None:
            require_owner(self._database, attempt.user_id)
            self._database.insert(LOGIN_ATTEMPTS, [LOGIN_ATTEMPTS.document_of(attempt)])

        self._database.together(add)

    def find(self, digest: bytes, *, now: datetime) -> LoginAttempt | None:
        return LOGIN_ATTEMPTS.read(
            LoginAttempt, self._database.find_one(LOGIN_ATTEMPTS, _is_open(digest, now))
        )

    def count_try(self, digest: bytes, *, limit: int, now: datetime) -> LoginAttempt | None:
        where = {**_is_open(digest, now), "tries": {"$lt": limit}}
        counted = self._database.update_returning(LOGIN_ATTEMPTS, where, {"$inc": {"tries": 1}})
        return LOGIN_ATTEMPTS.read(LoginAttempt, counted)

    def consume(self, digest: bytes, *, now: datetime) -> bool:
        return self._database.delete(LOGIN_ATTEMPTS, _is_open(digest, now)) == 1


def _is_open(digest: bytes, now: datetime) -> Filter:
    return {ID: digest, "expires_at": {"$gt": now}}
