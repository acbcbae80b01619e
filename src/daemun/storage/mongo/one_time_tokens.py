"""Statements on one-time tokens. Spending one deletes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from daemun.features.one_time_tokens.model import Purpose, StoredToken
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import ONE_TIME_TOKENS

_OLDEST = [("created_at", 1), ("digest", 1)]


class MongoOneTimeTokenStore:
    """`OneTimeTokenStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, token: StoredToken) -> int:
        return self._database.together(lambda: self._put(token))

    def find(self, digest: bytes, purpose: Purpose, *, now: datetime) -> StoredToken | None:
        where = {"digest": digest, **_alive(purpose, now)}
        return ONE_TIME_TOKENS.read(StoredToken, self._database.find_one(ONE_TIME_TOKENS, where))

    def count_try(self, purpose: Purpose, subject: str, *, now: datetime) -> StoredToken | None:
        where = _awaits_code(purpose, subject, now)
        counted = self._database.update_returning(ONE_TIME_TOKENS, where, {"$inc": {"tries": 1}})
        return ONE_TIME_TOKENS.read(StoredToken, counted)

    def awaits_code(self, purpose: Purpose, subject: str, *, now: datetime) -> bool:
        return self._database.find_one(ONE_TIME_TOKENS, _awaits_code(purpose, subject, now)) is not None

    def list_alive(
        self, purpose: Purpose, *, now: datetime, limit: int, subject: str | None = None
    ) -> Sequence[StoredToken]:
        where = _alive(purpose, now) | ({} if subject is None else {"subject": subject})
        found = self._database.find(ONE_TIME_TOKENS, where, sort=_OLDEST, limit=limit)
        return ONE_TIME_TOKENS.read_all(StoredToken, found)

    def consume(self, digest: bytes, *, version: str, now: datetime) -> bool:
        where = {"digest": digest, "version": version, "expires_at": {"$gt": now}}
        return self._database.delete(ONE_TIME_TOKENS, where) == 1

    def withdraw(self, purpose: Purpose, subject: str) -> bool:
        return self._database.delete(ONE_TIME_TOKENS, {"purpose": purpose.name, "subject": subject}) == 1

    def withdraw_all(self, purpose: Purpose, user_id: str, *, expiring_from: datetime | None = None) -> None:
        where: dict[str, Any] = {"purpose": purpose.name, "user_id": user_id}
        if expiring_from is not None:
            where["expires_at"] = {"$gte": expiring_from}
        self._database.delete(ONE_TIME_TOKENS, where)

    def _put(self, token: StoredToken) -> int:
        require_owner(self._database, token.user_id)
        document = ONE_TIME_TOKENS.document_of(token)
        if token.subject is None:
            self._database.insert(ONE_TIME_TOKENS, [document])
            return token.tries
        place = {"purpose": token.purpose, "subject": token.subject}
        replaced = self._database.find_one(ONE_TIME_TOKENS, place)
        if replaced is not None:
            goes_on = replaced["expires_at"] > token.created_at
            document["tries"] = document["earlier_tries"] = replaced["tries"] if goes_on else 0
        self._database.replace_each(ONE_TIME_TOKENS, [(place, document)])
        return int(document["tries"])


def _alive(purpose: Purpose, now: datetime) -> dict[str, Any]:
    # Tries against an older token can use up the code of a newer one, but not its link.
    limit = purpose.max_wrong_codes
    return {
        "purpose": purpose.name,
        "expires_at": {"$gt": now},
        "$or": [{"tries": {"$lt": limit}}, {"earlier_tries": {"$gte": limit}}],
    }


def _awaits_code(purpose: Purpose, subject: str, now: datetime) -> dict[str, Any]:
    return {
        "purpose": purpose.name,
        "subject": subject,
        "code_digest": {"$ne": None},
        "code_expires_at": {"$gt": now},
        "tries": {"$lt": purpose.max_wrong_codes},
    }
