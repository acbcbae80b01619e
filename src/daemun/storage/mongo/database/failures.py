"""Which errors of the driver mean that MongoDB is unavailable."""

import logging
from typing import Final

from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    InvalidOperation,
    NetworkTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from daemun.problem import StoreMisconfigured, StoreUnavailable
from daemun.storage.resilience.errors import StoreConflict, StoreLost

_log = logging.getLogger("daemun.storage")

_TRANSIENT = "TransientTransactionError"
_WRITE_CONFLICT = 112
_DUPLICATE_KEY = 11000
_MISCONFIGURED: dict[int, tuple[str, str]] = {
    13: (
        "the user of DAEMUN_DATABASE_URL may not do what Daemun needs",
        "grant it the role readWrite on the database of Daemun, and dbAdmin there for upgrades",
    ),
    18: (
        "MongoDB refuses user name or password",
        "correct them in DAEMUN_DATABASE_URL, percent-encoded where they are special, with ?authSource=admin",
    ),
    8000: ("MongoDB Atlas refuses user name or password", "correct them in DAEMUN_DATABASE_URL"),
}
_TOO_OLD = ("this MongoDB is older than its driver can speak to", "upgrade it to 7.0 or newer")
# Time limits, locks, a full disk, write concerns that are not met, a server that shuts down or steps down.
_UNAVAILABLE = frozenset(
    {24, 46, 50, 64, 79, 91, 100, 133, 134, 189, 202, 262, 334, 9001, 11600, 11602, 14031}
)


class _UnavailableIfDown:
    """Turns "does not answer, too slow, full" into `StoreUnavailable`, what only an operator can fix into
    `StoreMisconfigured`, and a transaction that was rolled back into `StoreConflict`; lets bugs through.

    The log gets the reason as a name or a code, never the driver's text: it may quote values.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, PyMongoError):
            return
        if isinstance(error, OperationFailure) and error.code in _MISCONFIGURED:
            misconfigured = StoreMisconfigured(*_MISCONFIGURED[error.code])
            _log.error("the database cannot be used: %s", misconfigured)
            raise misconfigured from None
        if isinstance(error, ConfigurationError) and "wire version" in str(error):
            raise StoreMisconfigured(*_TOO_OLD) from None
        if was_undone(error):
            raise StoreConflict from None
        reason = _why_unavailable(error)
        if reason is None:
            return
        _log.warning("the database is not available: %s", reason)
        message = f"the database is not available: {reason}"
        raise (StoreLost if isinstance(error, ConnectionFailure) else StoreUnavailable)(message) from None


unavailable_if_down: Final = _UnavailableIfDown()


def was_undone(error: PyMongoError) -> bool:
    """Whether the whole transaction was rolled back and may run again at once."""
    if isinstance(error, NetworkTimeout | ServerSelectionTimeoutError | WaitQueueTimeoutError):
        return False
    if isinstance(error, BulkWriteError):
        codes = {each.get("code") for each in error.details.get("writeErrors", ())}
        return error.has_error_label(_TRANSIENT) or _WRITE_CONFLICT in codes
    is_conflict = isinstance(error, OperationFailure) and error.code == _WRITE_CONFLICT
    return is_conflict or error.has_error_label(_TRANSIENT)


def is_duplicate(error: PyMongoError) -> bool:
    """Whether a unique index refused a document."""
    if isinstance(error, BulkWriteError):
        return any(each.get("code") == _DUPLICATE_KEY for each in error.details.get("writeErrors", ()))
    return isinstance(error, OperationFailure) and error.code == _DUPLICATE_KEY


def _why_unavailable(error: PyMongoError) -> str | None:
    """The reason in a few words, without values; None: this error is a bug."""
    if isinstance(error, ServerSelectionTimeoutError):
        return "no server answers at that address, or none is the primary of the set that the URL names"
    if isinstance(
        error, ConnectionFailure | ExecutionTimeout | WTimeoutError | NotPrimaryError | AutoReconnect
    ):
        return type(error).__name__
    if isinstance(error, ConfigurationError):
        return "DNS has no servers for the name of mongodb+srv://"
    if isinstance(error, InvalidOperation) and "after close" in str(error):
        return "closed meanwhile"
    if isinstance(error, OperationFailure) and (error.timeout or error.code in _UNAVAILABLE):
        return f"code {error.code}"
    return None
