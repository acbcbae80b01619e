"""Statements on passkeys."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.passkeys.model import Passkey
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import PASSKEYS

_OLDEST = [("created_at", 1), (ID, 1)]


class MongoPasskeyStore:
    """`PasskeyStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, passkey: Passkey) -> bool:
        taken = {"credential_id": passkey.credential_id}

        def add() -> bool:
            require_owner(self._database, passkey.user_id)
            return self._database.insert_if_free(PASSKEYS, PASSKEYS.document_of(passkey), taken=taken)

        return self._database.together(add)

    def find(self, credential_id: bytes) -> Passkey | None:
        return PASSKEYS.read(Passkey, self._database.find_one(PASSKEYS, {"credential_id": credential_id}))

    def list_of(self, user_id: str) -> Sequence[Passkey]:
        found = self._database.find(PASSKEYS, {"user_id": user_id}, sort=_OLDEST)
        return PASSKEYS.read_all(Passkey, found)

    def has(self, user_id: str) -> bool:
        return self._database.find_one(PASSKEYS, {"user_id": user_id}) is not None

    def rename(self, passkey_id: str, name: str, *, user_id: str) -> Passkey | None:
        where = {ID: passkey_id, "user_id": user_id}
        renamed = self._database.update_returning(PASSKEYS, where, {"$set": {"name": name}})
        return PASSKEYS.read(Passkey, renamed)

    def use(self, passkey_id: str, *, sign_count: int, is_backed_up: bool, now: datetime) -> bool:
        counter = {"$lt": sign_count} if sign_count else 0
        used = {"sign_count": sign_count, "is_backed_up": is_backed_up, "last_used_at": now}
        where = {ID: passkey_id, "sign_count": counter}
        return self._database.update(PASSKEYS, where, {"$set": used}) == 1

    def remove(self, passkey_id: str, *, user_id: str) -> Passkey | None:
        where = {ID: passkey_id, "user_id": user_id}
        return PASSKEYS.read(Passkey, self._database.delete_returning(PASSKEYS, where))
