"""Generated names for users whose original name is not a valid user name here."""

import re
from typing import Final

from daemun.features.user_transfer.model import NameSource
from daemun.features.user_transfer.record import UserRecord

_NOT_IN_NAMES: Final = re.compile(r"[^\w.]+")


def made_name(record: UserRecord, source: NameSource) -> str | None:
    """Make a name, always the same one of the same row; None: the row has nothing to make it of."""
    text = {
        NameSource.EMAIL: (record.email or "").partition("@")[0],
        NameSource.ID: record.id or "",
        NameSource.NAME: record.username or "",
    }[source]
    return _NOT_IN_NAMES.sub("-", text).strip("-._") or None
