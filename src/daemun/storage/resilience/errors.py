"""The two kinds of unavailability that are handled specially."""

from daemun.problem import StoreUnavailable


class StoreLost(StoreUnavailable):
    """The server is unreachable or does not respond; a lock or a full disk does not count."""


class StoreConflict(StoreUnavailable):
    """The database rolled back the whole transaction because of a conflict with another."""
