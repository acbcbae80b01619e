"""Refusals about users."""

from daemun.problem import Problem


class UsernameTaken(Problem):
    """The user name is taken. Public names cannot hide that; registrations are limited per address."""

    code = "username_taken"
    status = 409


class EmailTaken(Problem):
    """The email address is taken. Only reported while addresses are not verified by mail."""

    code = "email_taken"
    status = 409


class UserNotFound(Problem):
    """There is no such user any more."""

    code = "not_found"
    status = 404


class ProfileConflict(Problem):
    """The profile was changed by another request in the meantime: read it again."""

    code = "profile_conflict"
    status = 409
