"""Documents that belong to a user are written only while the user exists: MongoDB has no foreign keys.

A user whose deletion is due counts as gone, although the document is still there.
"""

from datetime import datetime

from daemun.problem import StoreUnavailable
from daemun.storage.mongo.database.collection import ID, Document
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import ACCOUNT_DELETIONS, ROLES, USERS

HOLD = {"$inc": {"held": 1}}
"""Changes a document, so that a concurrent lock or removal waits, or is rolled back and runs again."""


def hold_user(database: Database, user_id: str) -> Document | None:
    """Find a user and keep everybody from locking or deleting them before the current batch ends."""
    found = database.update_returning(USERS, {ID: user_id}, HOLD)
    if found is not None and database.is_in_batch:
        database.held.add(user_id)
    return found


def require_owner(database: Database, user_id: str | None) -> None:
    """Raise StoreUnavailable if this user is gone. For batches that write documents of the user."""
    if user_id is None or user_id in database.held:
        return
    if hold_user(database, user_id) is None:
        raise StoreUnavailable("the user is gone")


def is_over(database: Database, user_id: str | None, *, now: datetime) -> bool:
    """Whether the deletion of this user is due."""
    return database.find_one(ACCOUNT_DELETIONS, {ID: user_id, "due_at": {"$lte": now}}) is not None


def roles_of(database: Database, user_id: str) -> tuple[str, ...]:
    """Read the roles of a user, in alphabetical order."""
    held = database.find(ROLES, {"user_id": user_id, "revoked_at": None})
    return tuple(sorted(document["role"] for document in held))
