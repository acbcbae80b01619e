"""Refusals of one-time tokens. They never say why: expired, spent, replaced, of another purpose."""

from daemun.problem import Problem


class OneTimeTokenRefused(Problem):
    """The link or the secret is invalid or has expired."""

    code = "one_time_token_refused"
    status = 400


class InvalidCode(Problem):
    """The code is wrong or no longer valid."""

    code = "invalid_code"
    status = 401
