"""Statements on trusted devices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from daemun.features.trusted_devices.model import TrustedDevice
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record, read_records
from daemun.storage.sql.schema import trusted_devices

_NOW = bindparam("now", type_=UtcDateTime)
_IS_OF_USER = trusted_devices.c.user_id == bindparam("of_user")
_IS_OF_ID = trusted_devices.c.id == bindparam("of_id")
_IS_LIVE = trusted_devices.c.expires_at > _NOW

_ADD = insert(trusted_devices)
_FIND = select(trusted_devices).where(trusted_devices.c.digest == bindparam("of_digest"), _IS_LIVE)
_TOUCH = update(trusted_devices).where(_IS_OF_ID).values(last_used_at=_NOW)
_LIST = (
    select(trusted_devices)
    .where(_IS_OF_USER, _IS_LIVE)
    .order_by(trusted_devices.c.created_at.desc(), trusted_devices.c.id)
)
_REMOVE = delete(trusted_devices).where(_IS_OF_USER, _IS_OF_ID)
_REMOVE_ALL = delete(trusted_devices).where(_IS_OF_USER)


class SqlTrustedDeviceStore:
    """`TrustedDeviceStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, device: TrustedDevice) -> None:
        self._database.write(_ADD, column_values(device))

    def find(self, digest: bytes, *, now: datetime) -> TrustedDevice | None:
        return read_record(TrustedDevice, self._database.row(_FIND, {"of_digest": digest, "now": now}))

    def touch(self, device_id: str, *, now: datetime) -> None:
        self._database.write(_TOUCH, {"of_id": device_id, "now": now})

    def list_of(self, user_id: str, *, now: datetime) -> Sequence[TrustedDevice]:
        return read_records(TrustedDevice, self._database.rows(_LIST, {"of_user": user_id, "now": now}))

    def remove(self, user_id: str, device_id: str) -> bool:
        return self._database.write(_REMOVE, {"of_user": user_id, "of_id": device_id}) == 1

    def remove_all(self, user_id: str) -> int:
        return self._database.write(_REMOVE_ALL, {"of_user": user_id})
