"""Envelope: queued mails are sealed, because they always contain an address and may contain a secret."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from daemun.features.mails.model import Order
from daemun.mail.message import Message
from daemun.sealing import Sealing


class Envelope:
    """Seals orders and written messages, each only for its mail."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def seal_order(self, mail_id: str, order: Order) -> bytes:
        return self._seal(mail_id, asdict(order) | {"at": order.at.isoformat()})

    def open_order(self, mail_id: str, sealed: bytes) -> Order:
        """Raises SealBroken."""
        read = self._open(mail_id, sealed)
        at = datetime.fromisoformat(read.pop("at"))
        return Order(**read, at=at)

    def seal_message(self, mail_id: str, message: Message) -> bytes:
        return self._seal(mail_id, asdict(message))

    def open_message(self, mail_id: str, sealed: bytes) -> Message:
        """Raises SealBroken."""
        return Message(**self._open(mail_id, sealed))

    def _seal(self, mail_id: str, content: dict[str, object]) -> bytes:
        return self._sealing.seal(json.dumps(content).encode(), record=mail_id)

    def _open(self, mail_id: str, sealed: bytes) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self._sealing.open(sealed, record=mail_id))
        return read
