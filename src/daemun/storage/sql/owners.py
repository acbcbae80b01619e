"""A user whose deletion is due counts as deleted, although the row still exists."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, bindparam, exists

from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.schema import account_deletions


def is_over(user_id: ColumnElement[Any]) -> Exists:
    """Whether this user counts as deleted at `now`, a parameter of the statement."""
    return exists().where(
        account_deletions.c.user_id == user_id,
        account_deletions.c.due_at <= bindparam("now", type_=UtcDateTime),
    )
