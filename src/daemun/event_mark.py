"""EventMark: outside of the database, when something last happened in it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemun.clock import Clock

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_SPARED = timedelta(seconds=10)
"""Within this time the file is not written again."""


class EventMark:
    """A time in a file of the instance folder. A database that knows only older events is a copy that was put
    back.
    """

    def __init__(self, file: Path, clock: Clock) -> None:
        self.file = file
        self._clock = clock
        self._noted: datetime | None = None

    def note(self) -> None:
        """Something has happened just now. Where the file cannot be written, nobody has to wait for that."""
        now = self._clock.now()
        if self._noted is not None and abs(now - self._noted) < _SPARED:
            return
        self._noted = now
        try:
            # Always as long as before and in one piece, so that nobody reads half of it.
            descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, now.astimezone(UTC).strftime(_FORMAT).encode())
            finally:
                os.close(descriptor)
        except OSError:
            return

    def read(self) -> datetime | None:
        """When something last happened; None: it is not known."""
        try:
            return datetime.strptime(self.file.read_text(encoding="ascii"), _FORMAT).replace(tzinfo=UTC)
        except (OSError, ValueError):
            return None
