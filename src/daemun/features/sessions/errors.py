"""Refusals of sessions."""

from daemun.problem import Problem


class SessionEnded(Problem):
    """The refresh token opens nothing: unknown, expired, revoked, or used before."""

    code = "session_ended"
    status = 401


class SessionOvertaken(SessionEnded):
    """The refresh token opens nothing, because its browser has just been given another one."""


class SessionNotFound(Problem):
    """There is no such live session of this user."""

    code = "not_found"
    status = 404
