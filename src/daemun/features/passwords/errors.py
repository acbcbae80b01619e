"""Refusals about passwords."""

from daemun.problem import FieldError, Problem


class PasswordTooWeak(Problem):
    """A new password breaks rules; `errors` has one entry for each, with advice."""

    code = "password_too_weak"
    status = 422

    def __init__(self, *, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors)


class Overloaded(Problem):
    """Too many passwords are waiting to be hashed. Nothing was done: retry after `retry_after` seconds."""

    code = "overloaded"
    status = 503

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
