"""Replica: reads of what may be a little old."""

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Row

from daemun.problem import StoreUnavailable
from daemun.storage.sql.database.compiled import Values
from daemun.storage.sql.database.database import Database

_log = logging.getLogger("daemun.storage")


class Replica:
    """Reads from a copy of the database; from the database itself if there is none or it is away."""

    def __init__(self, database: Database, copy: Database | None) -> None:
        self._database = database
        self._copy = copy

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """Read; in a batch from the database itself, with what the batch wrote so far."""
        if self._copy is None or self._database.is_in_batch:
            return self._database.rows(statement, values)
        try:
            return self._copy.rows(statement, values)
        except StoreUnavailable:
            _log.warning("the replica is not available: reading from the database itself")
            return self._database.rows(statement, values)
