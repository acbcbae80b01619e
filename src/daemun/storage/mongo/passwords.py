"""Statements on passwords."""

from datetime import datetime

from daemun.features.passwords.model import StoredPassword
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import HOLD, require_owner
from daemun.storage.mongo.schema import PASSWORDS

_BY_PLACE = [("place", 1), (ID, 1)]


class MongoPasswordStore:
    """`PasswordStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, password: StoredPassword) -> None:
        def add() -> None:
            require_owner(self._database, password.user_id)
            self._database.insert(PASSWORDS, [PASSWORDS.document_of(password)])

        self._database.together(add)

    def set(self, password: StoredPassword) -> None:
        def put() -> None:
            require_owner(self._database, password.user_id)
            document = PASSWORDS.document_of(password)
            self._database.replace_each(PASSWORDS, [({ID: password.user_id}, document)])

        self._database.together(put)

    def find(self, user_id: str) -> StoredPassword | None:
        return PASSWORDS.read(StoredPassword, self._database.find_one(PASSWORDS, {ID: user_id}))

    def find_decoy(self, position: float) -> StoredPassword | None:
        at = {"place": {"$gte": int(position * 2**32)}}
        found = self._database.find_one(PASSWORDS, at, sort=_BY_PLACE)
        return PASSWORDS.read(StoredPassword, found or self._database.find_one(PASSWORDS, {}, sort=_BY_PLACE))

    def hold(self, user_id: str) -> StoredPassword | None:
        return PASSWORDS.read(StoredPassword, self._database.update_returning(PASSWORDS, {ID: user_id}, HOLD))

    def spend(self, seen: StoredPassword, *, now: datetime) -> bool:
        where = {ID: seen.user_id, "hash": seen.hash, "used_at": None, "expires_at": {"$gt": now}}
        return self._database.update(PASSWORDS, where, {"$set": {"used_at": now}}) == 1

    def replace(self, user_id: str, *, seen_hash: str, hash: str, now: datetime) -> bool:
        new = {"hash": hash, "changed_at": now, "must_change": False, "expires_at": None, "used_at": None}
        return self._database.update(PASSWORDS, {ID: user_id, "hash": seen_hash}, {"$set": new}) == 1

    def rehash(self, user_id: str, *, seen_hash: str, hash: str) -> bool:
        where = {ID: user_id, "hash": seen_hash}
        return self._database.update(PASSWORDS, where, {"$set": {"hash": hash}}) == 1

    def remove(self, user_id: str) -> bool:
        return self._database.delete(PASSWORDS, {ID: user_id}) == 1

    def demand_change(self, user_id: str) -> bool:
        return self._database.update(PASSWORDS, {ID: user_id}, {"$set": {"must_change": True}}) == 1
