"""Outbox: keeps mails instead of sending them, for tests and development."""

from collections import deque
from threading import Condition

from daemun.mail.message import Message

_PATIENCE = 5.0
"""Seconds."""


class Outbox:
    """The mails that would have been sent. Thread-safe."""

    def __init__(self, *, limit: int = 1000) -> None:
        """limit: how many are kept; the oldest are dropped."""
        self._messages: deque[Message] = deque(maxlen=limit)
        self._arrived = Condition()

    @property
    def messages(self) -> tuple[Message, ...]:
        """The mails that have arrived so far, oldest first."""
        with self._arrived:
            return tuple(self._messages)

    def send(self, message: Message) -> None:
        """Keep a message."""
        with self._arrived:
            self._messages.append(message)
            self._arrived.notify_all()

    def wait_for(self, count: int = 1, *, timeout: float = _PATIENCE) -> tuple[Message, ...]:
        """The messages, once there are `count` of them: they arrive from a background thread.

        timeout: seconds. Raises TimeoutError.
        """
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._messages) >= count, timeout):
                raise TimeoutError(f"{len(self._messages)} of {count} mails arrived in {timeout} seconds")
            return tuple(self._messages)

    def clear(self) -> None:
        """Drop all mails."""
        with self._arrived:
            self._messages.clear()
