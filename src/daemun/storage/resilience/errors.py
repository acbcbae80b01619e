"""The two ways of not being available that somebody reacts to."""

from daemun.problem import StoreUnavailable


class StoreLost(StoreUnavailable):
    """The server is not there or does not answer; a lock or a full disk is less than that."""


class StoreConflict(StoreUnavailable):
    """The database undid the whole transaction, because it was in the way of another."""
