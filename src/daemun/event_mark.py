"""EventMark: a record, outside of the database, of when something last happened in it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemun.clock import Clock

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_SPARED = timedelta(seconds=10)
"""The file is not written more often than this."""


class EventMark:
    """A time in a file of the instance folder. If the newest event in the database is older, the database was
    restored from a copy.
    """

    def __init__(self, file: Path, clock: Clock) -> None:
        self.file = file
        self._clock = clock
        self._noted: datetime | None = None

    def note(self) -> None:
        """Record that something has just happened. A file that cannot be written is ignored."""
        now = self._clock.now()
        if self._noted is not None and abs(now - self._noted) < _SPARED:
            return
        self._noted = now
        try:
            # One write of constant length, so that no reader sees half of it.
            descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, now.astimezone(UTC).strftime(_FORMAT).encode())
            finally:
                os.close(descriptor)
        except OSError:
            return

    def read(self) -> datetime | None:
        """When something last happened; None: unknown."""
        try:
            return datetime.strptime(self.file.read_text(encoding="ascii"), _FORMAT).replace(tzinfo=UTC)
        except (OSError, ValueError):
            return None
