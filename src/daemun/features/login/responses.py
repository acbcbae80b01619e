"""A login's outcome as an answer: tokens as JSON or cookies, or a problem that asks for more."""

from typing import assert_never

from flask import Response

from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.sessions.responses import answer_issued


def answer_login(outcome: LoggedIn | FactorRequired, *, status: int = 200, **members: object) -> Response:
    """Tokens, and `members` beside them; or raises SecondFactorRequired."""
    match outcome:
        case LoggedIn(tokens):
            return answer_issued(tokens, status=status, **members)
        case FactorRequired(attempt, factors):
            raise SecondFactorRequired(login_attempt=attempt, factors=factors)
        case other:
            assert_never(other)
