"""Refusals of logging in."""

from daemun.problem import Problem


class InvalidCredentials(Problem):
    """Name and password do not open anything. The same for every reason."""

    code = "invalid_credentials"
    status = 401


class SecondFactorRequired(Problem):
    """The first factor was proven; one of `factors` is needed. `login_attempt`: what to come back with."""

    code = "second_factor_required"
    status = 401

    def __init__(self, *, login_attempt: str, factors: tuple[str, ...]) -> None:
        super().__init__(login_attempt=login_attempt, factors=factors)


class LoginAttemptEnded(Problem):
    """The login took too long, was completed before, or never was."""

    code = "login_attempt_ended"
    status = 401
