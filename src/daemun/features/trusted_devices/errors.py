"""Refusals of changes to trusted devices."""

from daemun.problem import Problem


class TrustedDeviceNotFound(Problem):
    """There is no such device of this user."""

    code = "not_found"
    status = 404
