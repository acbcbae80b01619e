"""Rows of one import, in a private SQLite file that is deleted with it; small imports stay in memory."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from daemun.features.user_transfer.store import SeenRow

_KEYS_AT_ONCE = 500
_FIND = "SELECT key, number, username, email FROM seen WHERE key IN (SELECT value FROM json_each(?))"


class SqliteSeenRows:
    """`SeenRowStore` for one import and one thread."""

    def __init__(self) -> None:
        # The empty name is a temporary database: SQLite keeps it private and deletes it.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
            "CREATE TABLE seen (key TEXT PRIMARY KEY, number INTEGER, username TEXT, email TEXT)"
            " WITHOUT ROWID; BEGIN"
        )

    def find(self, keys: Sequence[str]) -> Mapping[str, SeenRow]:
        found: dict[str, SeenRow] = {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            some = keys[start : start + _KEYS_AT_ONCE]
            rows = self._connection.execute(_FIND, [json.dumps(some)])
            found |= {key: SeenRow(*row) for key, *row in rows}
        return found

    def add(self, rows: Mapping[str, SeenRow]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)",
            [(key, row.number, row.username, row.email) for key, row in rows.items()],
        )

    def close(self) -> None:
        self._connection.close()
