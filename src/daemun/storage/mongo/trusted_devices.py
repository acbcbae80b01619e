"""Statements on trusted devices."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.trusted_devices.model import TrustedDevice
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import TRUSTED_DEVICES

_NEWEST = [("created_at", -1), (ID, 1)]


class MongoTrustedDeviceStore:
    """`TrustedDeviceStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, device: TrustedDevice) -> None:
        def add() -> None:
            require_owner(self._database, device.user_id)
            self._database.insert(TRUSTED_DEVICES, [TRUSTED_DEVICES.document_of(device)])

        self._database.together(add)

    def find(self, digest: bytes, *, now: datetime) -> TrustedDevice | None:
        where = {"digest": digest, "expires_at": {"$gt": now}}
        return TRUSTED_DEVICES.read(TrustedDevice, self._database.find_one(TRUSTED_DEVICES, where))

    def touch(self, device_id: str, *, now: datetime) -> None:
        self._database.update(TRUSTED_DEVICES, {ID: device_id}, {"$set": {"last_used_at": now}})

    def list_of(self, user_id: str, *, now: datetime) -> Sequence[TrustedDevice]:
        where = {"user_id": user_id, "expires_at": {"$gt": now}}
        found = self._database.find(TRUSTED_DEVICES, where, sort=_NEWEST)
        return TRUSTED_DEVICES.read_all(TrustedDevice, found)

    def remove(self, user_id: str, device_id: str) -> bool:
        return self._database.delete(TRUSTED_DEVICES, {ID: device_id, "user_id": user_id}) == 1

    def remove_all(self, user_id: str) -> int:
        return self._database.delete(TRUSTED_DEVICES, {"user_id": user_id})
