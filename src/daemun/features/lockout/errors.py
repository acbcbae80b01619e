"""Refusals by a limit."""

from daemun.problem import Problem


class TooManyTries(Problem):
    """A limit is reached. `retry_after`: seconds. The response is the same for users that exist and users
    that do not.
    """

    code = "too_many_tries"
    status = 429

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
