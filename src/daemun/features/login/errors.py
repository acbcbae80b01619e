"""Refusals of logging in."""

from daemun.problem import Problem


class InvalidCredentials(Problem):
    """Name or password is wrong. The response is the same for every reason."""

    code = "invalid_credentials"
    status = 401


class SecondFactorRequired(Problem):
    """The first factor was proven; one of `factors` is needed. `login_attempt`: what to send with it."""

    code = "second_factor_required"
    status = 401

    def __init__(self, *, login_attempt: str, factors: tuple[str, ...]) -> None:
        super().__init__(login_attempt=login_attempt, factors=factors)


class LoginAttemptEnded(Problem):
    """The login took too long, was already completed, or never existed."""

    code = "login_attempt_ended"
    status = 401
