"""Statements on the audit trail: there is an INSERT and a SELECT, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from daemun.features.audit.model import EventValue, RecordedEvent
from daemun.origin import Origin
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.replica import Replica
from daemun.storage.sql.schema import audit_events

_ADD = insert(audit_events)
_NEWEST = (
    select(audit_events)
    .order_by(audit_events.c.at.desc(), audit_events.c.id.desc())
    .limit(bindparam("limit"))
)
_LATEST = _NEWEST.where(
    audit_events.c.user_id == bindparam("user_id"), audit_events.c.name == bindparam("name")
)


class SqlAuditStore:
    """`AuditStore` in SQL."""

    def __init__(self, database: Database, replica: Replica) -> None:
        self._database = database
        self._replica = replica

    def add(self, event: RecordedEvent) -> None:
        self._database.write(_ADD, _values(event))

    def add_all(self, events: Sequence[RecordedEvent]) -> None:
        if events:
            self._database.write(_ADD, [_values(event) for event in events])

    def list_page(
        self,
        *,
        user_id: str | None = None,
        name: str | None = None,
        before: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[RecordedEvent]:
        page = _NEWEST
        if user_id is not None:
            page = page.where(audit_events.c.user_id == user_id)
        if name is not None:
            page = page.where(audit_events.c.name == name)
        if before is not None:
            page = page.where(audit_events.c.at < before)
        return [_event(row) for row in self._replica.rows(page, {"limit": limit})]

    def list_latest(self, user_id: str, *, name: str, limit: int) -> Sequence[RecordedEvent]:
        values = {"user_id": user_id, "name": name, "limit": limit}
        return [_event(row) for row in self._database.rows(_LATEST, values)]

    def find_newest(self) -> RecordedEvent | None:
        row = self._database.row(_NEWEST, {"limit": 1})
        return None if row is None else _event(row)


def _values(event: RecordedEvent) -> dict[str, object]:
    return {
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


def _event(row: Row[Any]) -> RecordedEvent:
    return RecordedEvent(
        id=row.id,
        at=row.at,
        name=row.name,
        user_id=row.user_id,
        session_id=row.session_id,
        origin=Origin(address=row.address, user_agent=row.user_agent, request_id=row.request_id),
        details={name: _event_value(value) for name, value in row.details.items()},
    )


def _event_value(value: EventValue | list[str]) -> EventValue:
    return tuple(value) if isinstance(value, list) else value
