"""The storage port of the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.audit.model import RecordedEvent


class AuditStore(Protocol):
    """Appends and reads events; nothing changes or removes one."""

    def add(self, event: RecordedEvent) -> None: ...

    def add_all(self, events: Sequence[RecordedEvent]) -> None: ...

    def list_page(
        self,
        *,
        user_id: str | None = None,
        name: str | None = None,
        before: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[RecordedEvent]:
        """Newest first, of one user, by one name; `before` is exclusive. May be slightly stale."""

    def list_latest(self, user_id: str, *, name: str, limit: int) -> Sequence[RecordedEvent]:
        """Newest first, of one user by one name. Never stale."""

    def find_newest(self) -> RecordedEvent | None:
        """The newest event of all. Never stale."""
