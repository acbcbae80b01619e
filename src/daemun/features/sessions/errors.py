"""Refusals of sessions."""

from daemun.problem import Problem


class SessionEnded(Problem):
    """The refresh token is unknown, expired, revoked, or already used."""

    code = "session_ended"
    status = 401


class SessionOvertaken(SessionEnded):
    """The refresh token is no longer valid, because its browser has just been given another one."""


class SessionNotFound(Problem):
    """This user has no such live session."""

    code = "not_found"
    status = 404
