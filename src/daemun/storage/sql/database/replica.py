"""Replica: reads that may be slightly stale."""

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Row

from daemun.problem import StoreUnavailable
from daemun.storage.sql.database.compiled import Values
from daemun.storage.sql.database.database import Database

_log = logging.getLogger("daemun.storage")


class Replica:
    """Reads from a replica; from the primary if there is none or it is unavailable."""

    def __init__(self, database: Database, copy: Database | None) -> None:
        self._database = database
        self._copy = copy

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """Read; in a batch from the primary, including the batch's own writes."""
        if self._copy is None or self._database.is_in_batch:
            return self._database.rows(statement, values)
        try:
            return self._copy.rows(statement, values)
        except StoreUnavailable:
            _log.warning("the replica is not available: reading from the database itself")
            return self._database.rows(statement, values)
