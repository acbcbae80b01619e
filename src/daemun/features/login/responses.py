"""A login over HTTP: its request, and its outcome as a response. The same for every factor."""

from typing import assert_never

from flask import Response, request

from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.sessions.model import OpenedSession
from daemun.features.sessions.responses import answer_issued, texts_of
from daemun.http.caller import replace_caller
from daemun.http.cookie_answers import answer_in_cookies, answers_in_cookies
from daemun.http.cookies import AnyResponse, access_cookie, device_cookie, put_tokens, set_device_cookie
from daemun.http.kept_secrets import TRUSTED_DEVICE
from daemun.http.origin import present_origin
from daemun.http.token_places import read_cookie
from daemun.http.token_response import TokensAnswer
from daemun.http.web_context import web_context


class LoginAnswer(TokensAnswer, total=False):
    """Issued tokens, and the mark of this device."""

    device: str


def present_login_request(*, remember: bool = False, device: str | None = None) -> LoginRequest:
    """Read the login request of the current HTTP request. device: the mark, from a client without cookies."""
    return LoginRequest(
        remember=remember,
        device=read_cookie(request, device_cookie(web_context().transport)) or device,
        trust=TRUSTED_DEVICE.read(),
    )


def put_logged_in(response: AnyResponse, login: Login, logged_in: LoggedIn) -> AnyResponse:
    """Put the cookies of a login on any response, such as a page or a redirect."""
    answer_in_cookies()
    _end_replaced(login, logged_in.opened)
    tokens = texts_of(login.issue(logged_in.opened))
    set_device_cookie(response, login.mark_device(logged_in.user.id))
    replace_caller(tokens.access_token)
    return put_tokens(response, tokens)


def answer_login(
    login: Login, outcome: LoggedIn | FactorRequired, *, status: int = 200, **members: object
) -> Response:
    """Tokens, the mark of a known device, and `members` beside them; or raises SecondFactorRequired."""
    match outcome:
        case LoggedIn(opened):
            mark = login.mark_device(opened.user.id)
            tokens = login.issue(opened)
            if not answers_in_cookies():
                return answer_issued(tokens, status=status, device=mark, **members)
            _end_replaced(login, opened)
            response = answer_issued(tokens, status=status, **members)
            set_device_cookie(response, mark)
            return response
        case FactorRequired(attempt, factors):
            raise SecondFactorRequired(login_attempt=attempt, factors=factors)
        case other:
            assert_never(other)


def _end_replaced(login: Login, opened: OpenedSession) -> None:
    """End the session whose cookies this login replaces in the browser."""
    brought = read_cookie(request, access_cookie(web_context().transport))
    if brought is not None:
        login.end_replaced(brought, present_origin(), by=opened)


def put_trust(response: AnyResponse, outcome: LoggedIn | FactorRequired) -> AnyResponse:
    """Set the cookie of a trusted device on a response, if the login trusted one."""
    trust = outcome.trust if isinstance(outcome, LoggedIn) else None
    if trust is not None:
        TRUSTED_DEVICE.put(response, trust.secret, max_age=trust.max_age)
    return response


def answer_second_step(login: Login, outcome: LoggedIn | FactorRequired, **members: object) -> Response:
    """As `answer_login`, with the cookie of a newly trusted device."""
    return put_trust(answer_login(login, outcome, status=200, **members), outcome)
