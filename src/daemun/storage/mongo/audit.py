"""Statements on the audit trail, which is append-only."""

from collections.abc import Sequence
from datetime import datetime

from daemun.features.audit.model import EventValue, RecordedEvent
from daemun.origin import Origin
from daemun.storage.mongo.database.collection import ID, Document
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import AUDIT_EVENTS

_NEWEST = [("at", -1), (ID, -1)]


class MongoAuditStore:
    """`AuditStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, event: RecordedEvent) -> None:
        self.add_all([event])

    def add_all(self, events: Sequence[RecordedEvent]) -> None:
        self._database.insert(AUDIT_EVENTS, [_document(event) for event in events])

    def list_page(
        self,
        *,
        user_id: str | None = None,
        name: str | None = None,
        before: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[RecordedEvent]:
        where: Document = {}
        if user_id is not None:
            where["user_id"] = user_id
        if name is not None:
            where["name"] = name
        if before is not None:
            where["at"] = {"$lt": before}
        return [_event(each) for each in self._database.find(AUDIT_EVENTS, where, sort=_NEWEST, limit=limit)]

    def list_latest(self, user_id: str, *, name: str, limit: int) -> Sequence[RecordedEvent]:
        return self.list_page(user_id=user_id, name=name, limit=limit)

    def find_newest(self) -> RecordedEvent | None:
        return next(iter(self.list_page(limit=1)), None)


def _document(event: RecordedEvent) -> Document:
    return AUDIT_EVENTS.document(
        {
            "id": event.id,
            "at": event.at,
            "name": event.name,
            "user_id": event.user_id,
            "session_id": event.session_id,
            "address": event.origin.address,
            "user_agent": event.origin.user_agent,
            "request_id": event.origin.request_id,
            "details": event.details,
        }
    )


def _event(document: Document) -> RecordedEvent:
    values: Document = AUDIT_EVENTS.values(document)
    return RecordedEvent(
        id=values["id"],
        at=values["at"],
        name=values["name"],
        user_id=values["user_id"],
        session_id=values["session_id"],
        origin=Origin(
            address=values["address"], user_agent=values["user_agent"], request_id=values["request_id"]
        ),
        details={name: _event_value(value) for name, value in values["details"].items()},
    )


def _event_value(value: EventValue | list[str]) -> EventValue:
    return tuple(value) if isinstance(value, list) else value
