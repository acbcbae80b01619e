"""Statements on mails that are not delivered yet. A delivered one is deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from daemun.features.mails.model import OutgoingMail
from daemun.storage.mongo.database.collection import ID
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.due_records import DueRecords
from daemun.storage.mongo.owners import require_owner
from daemun.storage.mongo.schema import OUTGOING_MAILS


class MongoOutgoingMailStore(DueRecords[OutgoingMail]):
    """`OutgoingMailStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, OUTGOING_MAILS, OutgoingMail, waits={"failed_at": None})

    def add(self, mail: OutgoingMail) -> None:
        def add() -> None:
            require_owner(self._database, mail.user_id)
            self._database.insert(OUTGOING_MAILS, [OUTGOING_MAILS.document_of(mail)])

        self._database.together(add)

    def find(self, mail_id: str) -> OutgoingMail | None:
        return OUTGOING_MAILS.read(OutgoingMail, self._database.find_one(OUTGOING_MAILS, {ID: mail_id}))

    def keep_written(self, claimed: OutgoingMail, sealed: bytes) -> bool:
        where = {**self._still_claimed(claimed), "is_written": False}
        written = {"$set": {"sealed": sealed, "is_written": True}}
        return self._database.update(OUTGOING_MAILS, where, written) == 1

    def fail(self, claimed: OutgoingMail, reason: str, *, now: datetime) -> bool:
        failed = {"$set": {"failed_at": now, "failure": reason}}
        return self._database.update(OUTGOING_MAILS, self._still_claimed(claimed), failed) == 1

    def try_again(self, mail_id: str, *, now: datetime, expires_at: datetime) -> bool:
        due = {"failed_at": None, "failure": None, "next_try_at": now, "expires_at": expires_at}
        where = {ID: mail_id, "failed_at": {"$ne": None}}
        return self._database.update(OUTGOING_MAILS, where, {"$set": due}) == 1

    def list_page(
        self, *, only_failed: bool = False, after_id: str | None = None, limit: int = 100
    ) -> Sequence[OutgoingMail]:
        where: dict[str, Any] = {ID: {"$gt": after_id or ""}}
        if only_failed:
            where["failed_at"] = {"$ne": None}
        found = self._database.find(OUTGOING_MAILS, where, sort=[(ID, 1)], limit=limit)
        return OUTGOING_MAILS.read_all(OutgoingMail, found)
