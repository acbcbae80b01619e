"""Refusals about roles."""

from daemun.problem import Problem


class TooManyRoles(Problem):
    """The user's roles do not fit into the cookie that carries the access token. `max_bytes`: how much they
    may take as JSON.
    """

    code = "too_many_roles"
    status = 409

    def __init__(self, *, max_bytes: int) -> None:
        super().__init__(max_bytes=max_bytes)
