"""Daemun's tables in the database of an application that has its own tables and migrations."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from alembic.operations.ops import UpgradeOps
    from sqlalchemy import MetaData, Table

PREFIX: Final = "daemun_"
_USERS: Final = "daemun_users"


def users_table(metadata: MetaData) -> Table:
    """Make `ForeignKey("daemun_users.id")` work in models of this metadata, and joins for the name.

    The table itself stays Daemun's: neither `create_all` nor a generated migration makes or changes it, so it
    must be there first: `flask daemun db upgrade`.
    """
    from sqlalchemy import BLANK_SCHEMA, Column, Table, Text
    from sqlalchemy.schema import HasConditionalDDL

    from daemun.storage.sql.database.column_types import EXACT_TEXT

    keep_out_of_migrations()
    if (known := metadata.tables.get(_USERS)) is not None:
        return known
    users = Table(
        _USERS,
        metadata,
        Column("id", EXACT_TEXT, primary_key=True),
        Column("username", Text),
        Column("email", Text),
        schema=BLANK_SCHEMA,
    )
    HasConditionalDDL.ddl_if(users, callable_=_never)  # type: ignore[type-var]
    return users


@cache
def keep_out_of_migrations() -> None:
    """Make Alembic ignore Daemun's tables when it generates migrations in this process."""
    # Not by the entry point `alembic.plugins`: before 1.20.1 a module there breaks `import alembic`, and
    # Alembic asks no plugin that `env.py` does not name.
    from alembic.autogenerate import comparators

    try:
        from alembic.util import DispatchPriority
    except ImportError:
        # Before Alembic 1.18, in the order of registration: after its own.
        comparators.dispatch_for("schema")(_leave_out)
    else:
        comparators.dispatch_for("schema", priority=DispatchPriority.LAST)(_leave_out)


def _never(*_asked: object, **_facts: object) -> bool:
    return False


def _leave_out(_context: object, upgrade: UpgradeOps, _schemas: object) -> None:
    upgrade.ops[:] = [
        change for change in upgrade.ops if not getattr(change, "table_name", "").startswith(PREFIX)
    ]
