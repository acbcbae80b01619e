"""Refusals of sessions."""

from daemun.problem import Problem


class SessionEnded(Problem):
    """The refresh token opens nothing: unknown, expired, revoked, or used before."""

    code = "session_ended"
    status = 401


class SessionNotFound(Problem):
    """There is no such live session of this user."""

    code = "not_found"
    status = 404
