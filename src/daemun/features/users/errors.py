"""Refusals about users."""

from daemun.problem import Problem


class UsernameTaken(Problem):
    """The user name belongs to somebody. Public names cannot hide that; registrations are limited per
    address.
    """

    code = "username_taken"
    status = 409


class EmailTaken(Problem):
    """The email address belongs to somebody. Only said while addresses are not verified by mail."""

    code = "email_taken"
    status = 409


class UserNotFound(Problem):
    """There is no such user any more."""

    code = "not_found"
    status = 404


class ProfileConflict(Problem):
    """The profile was changed by another request meanwhile: read it again."""

    code = "profile_conflict"
    status = 409
