"""Driver errors that mean that the database is unavailable."""

import logging
import os
import sqlite3
from typing import Final

from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    ResourceClosedError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from daemun.problem import StoreUnavailable
from daemun.storage.resilience.errors import StoreConflict, StoreLost
from daemun.storage.sql.database.misconfiguration import find_misconfiguration

_log = logging.getLogger("daemun.storage")

_SQLITE_CODES = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)

# Connection, authorization, no such database, rollback, resources, operator intervention, system, internal.
_SQLSTATE_CLASSES = ("08", "28", "3D", "40", "53", "57", "58", "XX")
_CROWDED = "lower DAEMUN_DATABASE_POOL_SIZE, or raise the limit of the server, the database or the role"
_MEANINGS = {
    "25P04": "a transaction took too long: ALTER ROLE ... RESET transaction_timeout",
    "57P05": "the connection was idle for too long: ALTER ROLE ... RESET idle_session_timeout",
    "25006": "it only reads: name the primary, or ALTER ROLE ... RESET default_transaction_read_only",
    "53100": "its disk is full",
    "53300": f"too many connections: {_CROWDED}",
    "57014": "a statement took too long",
    "SQLITE_FULL": "the disk is full, that of the database or that of temporary files",
    "SQLITE_BUSY": "somebody else writes for longer than DAEMUN_DATABASE_LOCK_TIMEOUT",
    "SQLITE_NOMEM": "no memory is left",
}
# Lock not available, read-only transaction, transaction idle or open for too long.
_SQLSTATES = frozenset({"55P03", "25006", "25P03", "25P04"})

# Serialization failure, deadlock: the whole transaction was rolled back, and may be repeated.
_CONFLICTS = frozenset({"40001", "40P01"})

# All our foreign keys refer to users: this one was deleted after we had read it.
_USER_IS_GONE = frozenset({"SQLITE_CONSTRAINT_FOREIGNKEY", "23503"})


# Connection; shut down by the operator, crashed, not yet up.
_LOST = ("08", "57P")


class _UnavailableIfDown:
    """Turns "does not answer, locked, full, read-only, lost" into `StoreUnavailable`, and what only an
    operator can fix into `StoreMisconfigured`; bugs propagate.

    The log gets the reason as a code, but not the driver's text, because that may quote values.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, SQLAlchemyError | OSError):
            return
        misconfigured = find_misconfiguration(error)
        if misconfigured is not None:
            _log.error("the database cannot be used: %s", misconfigured)
            raise misconfigured from None
        reason = why_unavailable(error)
        if reason is None:
            return
        if getattr(getattr(error, "orig", None), "sqlstate", None) in _CONFLICTS:
            raise StoreConflict from None
        _log.warning("the database is not available: %s", reason)
        message = f"the database is not available: {reason}"
        raise (StoreLost if _is_lost(error) else StoreUnavailable)(message) from None


unavailable_if_down: Final = _UnavailableIfDown()


def why_unavailable(error: SQLAlchemyError | OSError) -> str | None:
    """The reason in a few words without values; None: the error is a bug."""
    if isinstance(error, OSError):
        return os.strerror(error.errno or 0)
    if isinstance(error, NoFreeConnection):
        return "every connection is in use"
    if _was_closed_meanwhile(error):
        return "connection lost"
    if not isinstance(error, DBAPIError):
        return None
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        name = str(getattr(error.orig, "sqlite_errorname", "SQLITE_ERROR"))
        is_down = sqlite_code & 0xFF in _SQLITE_CODES or name in _USER_IS_GONE
        return f"{name}{_meaning(name)}" if is_down else None
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate is not None:
        is_down = (
            sqlstate.startswith(_SQLSTATE_CLASSES) or sqlstate in _SQLSTATES or sqlstate in _USER_IS_GONE
        )
        return f"SQLSTATE {sqlstate}{_meaning(sqlstate)}" if is_down else None
    if isinstance(error, OperationalError | InterfaceError):
        # Without a code it failed before any statement: the text is about host, port and database user.
        text = str(error.orig).partition("\n")[0]
        is_crowded = "too many" in text or "connection slots" in text
        return f"{text}; {_CROWDED}" if is_crowded else text
    return "connection lost" if error.connection_invalidated else None


def _meaning(code: str) -> str:
    return f", {_MEANINGS[code]}" if code in _MEANINGS else ""


def _was_closed_meanwhile(error: SQLAlchemyError) -> bool:
    """Whether the connection was lost during SQLAlchemy's first queries on it."""
    return isinstance(error, ResourceClosedError) and "Connection is closed" in str(error)


def _is_lost(error: SQLAlchemyError | OSError) -> bool:
    if isinstance(error, SQLAlchemyError) and _was_closed_meanwhile(error):
        return True
    if not isinstance(error, DBAPIError) or hasattr(error.orig, "sqlite_errorcode"):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate is None:
        return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    return bool(sqlstate.startswith(_LOST))
