"""Statements that remove what is over, a little at a time."""

from daemun.features.housekeeping.model import Expired, Record
from daemun.storage.mongo.database.collection import ID, Collection, Filter
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import (
    LOCKOUT,
    LOGIN_ATTEMPTS,
    ONE_TIME_TOKENS,
    OUTGOING_MAILS,
    ROLES,
    SESSIONS,
    TOTP,
    TRUSTED_DEVICES,
)

# The kind of a count is what its key begins with.
_IN_A_ROW = {"$regex": "^(user|device|codes):"}


class MongoHousekeepingStore:
    """`HousekeepingStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_expired(self, kind: Record, expired: Expired) -> int:
        return self._database.count(*_over(kind, expired))

    def remove_expired(self, kind: Record, expired: Expired, *, limit: int) -> int:
        collection, where = _over(kind, expired)
        some = [document[ID] for document in self._database.find(collection, where, limit=limit)]
        # What was used since is not over any more.
        return self._database.delete(collection, {"$and": [{ID: {"$in": some}}, where]}) if some else 0


def _over(kind: Record, expired: Expired) -> tuple[Collection, Filter]:
    over = {"$lte": expired.before[kind]}
    count = {
        "window_started_at": over,
        "$or": [{"refused_until": None}, {"refused_until": {"$lte": expired.now}}],
    }
    match kind:
        case Record.SESSIONS:
            return SESSIONS, {"expires_at": over}
        case Record.COUNTS:
            return LOCKOUT, {**count, ID: {"$not": _IN_A_ROW}}
        case Record.COUNTS_IN_A_ROW:
            return LOCKOUT, {**count, ID: _IN_A_ROW}
        case Record.LOGIN_ATTEMPTS:
            return LOGIN_ATTEMPTS, {"expires_at": over}
        case Record.ONE_TIME_TOKENS:
            return ONE_TIME_TOKENS, {"expires_at": over}
        case Record.TRUSTED_DEVICES:
            return TRUSTED_DEVICES, {"expires_at": over}
        case Record.PENDING_TOTP:
            return TOTP, {"pending_until": over}
        case Record.FAILED_MAILS:
            return OUTGOING_MAILS, {"failed_at": over}
        case Record.REVOKED_ROLES:
            return ROLES, {"revoked_at": over}
