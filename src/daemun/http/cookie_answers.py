"""Whether the tokens of the current response go into cookies or into its body.

In cookie transport always into cookies. Otherwise they go the way they came: a request that sent cookies, as
the pages do, gets cookies, so that no script ever sees such a token.
"""

from typing import Final, cast

from flask import Request, has_request_context, request
from werkzeug.local import LocalProxy

from daemun.http.web_context import web_context

_MARK: Final = "daemun_answers_in_cookies"


def answer_in_cookies() -> None:
    """Put the tokens of the current response into cookies."""
    vars(_present_request())[_MARK] = True


def answers_in_cookies() -> bool:
    """Whether the tokens of the current response go into cookies; False outside of requests."""
    if not has_request_context():
        return False
    return web_context().transport.cookies or _MARK in vars(_present_request())


def _present_request() -> Request:
    """The request itself, not its proxy: a context may serve several, as in tests."""
    return cast("LocalProxy[Request]", request)._get_current_object()  # noqa: SLF001 - its own way
