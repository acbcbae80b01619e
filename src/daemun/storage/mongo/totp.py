"""Statements on authenticator apps."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.totp.model import StoredTotp
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import TOTP

_OLDEST = [("created_at", 1), (ID, 1)]
_NEWEST = [("created_at", -1), (ID, 1)]


class MongoTotpStore:
    """`TotpStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_pending(self, totp: StoredTotp, *, keep: int) -> None:
        def put() -> None:
            require_owner(self._database, totp.user_id)
            others = {"user_id": totp.user_id, "pending_until": {"$ne": None}}
            oldest = [other[ID] for other in self._database.find(TOTP, others, sort=_NEWEST)][keep:]
            if oldest:
                self._database.delete(TOTP, {ID: {"$in": oldest}})
            self._database.insert(TOTP, [TOTP.document_of(totp)])

        self._database.together(put)

    def find_pending(self, user_id: str, totp_id: str, *, now: datetime) -> StoredTotp | None:
        where = {ID: totp_id, "user_id": user_id, "pending_until": {"$gt": now}}
        return TOTP.read(StoredTotp, self._database.find_one(TOTP, where))

    def confirm(self, totp_id: str, *, step: int, now: datetime) -> bool:
        taken = {"pending_until": None, "last_step": step, "last_used_at": now}
        where = {ID: totp_id, "pending_until": {"$gt": now}}
        return self._database.update(TOTP, where, {"$set": taken}) == 1

    def list_of(self, user_id: str) -> Sequence[StoredTotp]:
        where = {"user_id": user_id, "pending_until": None}
        return TOTP.read_all(StoredTotp, self._database.find(TOTP, where, sort=_OLDEST))

    def consume_step(self, totp_id: str, *, step: int, now: datetime) -> bool:
        where = {ID: totp_id, "pending_until": None, "last_step": {"$lt": step}}
        return self._database.update(TOTP, where, {"$set": {"last_step": step, "last_used_at": now}}) == 1

    def remove(self, user_id: str, totp_id: str) -> StoredTotp | None:
        where = {ID: totp_id, "user_id": user_id, "pending_until": None}
        return TOTP.read(StoredTotp, self._database.delete_returning(TOTP, where))
