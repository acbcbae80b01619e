"""A login over HTTP: what it asks for, and its outcome as an answer. The same for every factor."""

from typing import assert_never

from flask import Response, request

from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.sessions.responses import answer_issued
from daemun.http.cookies import DEVICE_COOKIE, set_device_cookie
from daemun.http.token_places import read_cookie
from daemun.http.token_response import TokensAnswer
from daemun.http.web_context import web_context


class LoginAnswer(TokensAnswer, total=False):
    """Issued tokens, and what marks this device."""

    device: str


def present_login_request(*, remember: bool = False, device: str | None = None) -> LoginRequest:
    """What the present request asks of a login. device: the mark, from a client without cookies."""
    return LoginRequest(remember=remember, device=read_cookie(request, DEVICE_COOKIE) or device)


def answer_login(
    login: Login, outcome: LoggedIn | FactorRequired, *, status: int = 200, **members: object
) -> Response:
    """Tokens, the mark of a known device, and `members` beside them; or raises SecondFactorRequired."""
    match outcome:
        case LoggedIn(opened):
            mark = login.mark_device(opened.user.id)
            tokens = login.issue(opened)
            if not web_context().transport.cookies:
                return answer_issued(tokens, status=status, device=mark, **members)
            response = answer_issued(tokens, status=status, **members)
            set_device_cookie(response, mark)
            return response
        case FactorRequired(attempt, factors):
            raise SecondFactorRequired(login_attempt=attempt, factors=factors)
        case other:
            assert_never(other)
