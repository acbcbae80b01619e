"""Statements that remove expired records, a little at a time."""

from daemun.features.housekeeping.model import Expired, Record
from daemun.storage.mongo.database.collection import FIRST, ID, Collection, Filter
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import (
    LOCKOUT,
    LOGIN_ATTEMPTS,
    ONE_TIME_TOKENS,
    OUTGOING_MAILS,
    RECOVERY_CODES,
    ROLES,
    SESSIONS,
    TOTP,
    TRUSTED_DEVICES,
)

# The key of a count begins with its kind.
_IN_A_ROW = {"$regex": "^(user|device|codes):"}
_END = {
    Record.SESSIONS: (SESSIONS, "expires_at"),
    Record.LOGIN_ATTEMPTS: (LOGIN_ATTEMPTS, "expires_at"),
    Record.ONE_TIME_TOKENS: (ONE_TIME_TOKENS, "expires_at"),
    Record.TRUSTED_DEVICES: (TRUSTED_DEVICES, "expires_at"),
    Record.PENDING_TOTP: (TOTP, "pending_until"),
    Record.FAILED_MAILS: (OUTGOING_MAILS, "failed_at"),
    Record.REVOKED_ROLES: (ROLES, "revoked_at"),
    Record.RECOVERY_CODES: (RECOVERY_CODES, "created_at"),
}
"""Records with a field that says when they expire; counts expire differently."""


class MongoHousekeepingStore:
    """`HousekeepingStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_expired(self, kind: Record, expired: Expired) -> int:
        return self._database.count(*_over(kind, expired))

    def remove_expired(self, kind: Record, expired: Expired, *, limit: int) -> int:
        collection, where = _over(kind, expired)
        some = [document[ID] for document in self._database.find(collection, where, limit=limit)]
        # Checked again: what was used meanwhile has not expired.
        return self._database.delete(collection, {"$and": [{ID: {"$in": some}}, where]}) if some else 0


def _over(kind: Record, expired: Expired) -> tuple[Collection, Filter]:
    over = {"$gte": FIRST, "$lte": expired.before[kind]}
    if kind in _END:
        collection, field = _END[kind]
        return collection, {field: over}
    is_in_a_row = _IN_A_ROW if kind is Record.COUNTS_IN_A_ROW else {"$not": _IN_A_ROW}
    return LOCKOUT, {
        "window_started_at": over,
        "$or": [{"refused_until": None}, {"refused_until": {"$lte": expired.now}}],
        ID: is_in_a_row,
    }
