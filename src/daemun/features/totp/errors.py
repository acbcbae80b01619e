"""Refusals of setting up authenticator apps."""

from daemun.problem import Problem


class TooManyFactors(Problem):
    """The user has as many authenticator apps as anybody may have. `limit`: how many."""

    code = "too_many_factors"
    status = 409

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit=limit)
