"""Issued tokens as a response."""

from collections.abc import Callable

from flask import Response

from daemun.features.sessions.errors import SessionEnded, SessionOvertaken
from daemun.features.sessions.model import IssuedTokens
from daemun.features.sessions.service import Sessions
from daemun.http.caller import present_caller, replace_caller
from daemun.http.cookie_answers import answer_in_cookies
from daemun.http.cookies import AnyResponse, clear_cookies
from daemun.http.origin import present_origin
from daemun.http.token_response import answer_tokens
from daemun.http.token_texts import NotRenewed, TokenTexts


def answer_issued(tokens: IssuedTokens, *, status: int = 200, **members: object) -> Response:
    """Tokens as JSON or cookies, and `members` beside them."""
    return answer_tokens(texts_of(tokens), status=status, **members)


def texts_of(tokens: IssuedTokens) -> TokenTexts:
    """Tokens as they are sent."""
    return TokenTexts(
        access_token=tokens.access_token.text,
        expires_in=tokens.access_token.expires_in,
        refresh_token=tokens.refresh_token,
        refresh_expires_in=tokens.refresh_expires_in,
        session_id=tokens.session.id,
        remember=tokens.session.remember,
    )


def renewing(sessions: Sessions) -> Callable[[str], TokenTexts | NotRenewed]:
    """Make the function with which a request renews its own session."""

    def renew(refresh_token: str) -> TokenTexts | NotRenewed:
        answer_in_cookies()
        try:
            return texts_of(sessions.refresh(refresh_token, present_origin()))
        except SessionOvertaken:
            return NotRenewed.OVERTAKEN
        except SessionEnded:
            return NotRenewed.ENDED

    return renew


def continuing(sessions: Sessions) -> Callable[[str], str | None]:
    """Make the function with which a connection continues after its access token expires."""

    def go_on(session_id: str) -> str | None:
        try:
            return sessions.reissue(session_id, present_origin())
        except SessionEnded:
            return None

    return go_on


def end_present_session(sessions: Sessions, response: AnyResponse) -> AnyResponse:
    """Log the current request out: end its session, and clear its cookies in a response."""
    caller = present_caller()
    if caller.token is not None:
        sessions.revoke(
            caller.session_id,
            user_id=caller.token.user_id,
            reason="logout",
            origin=present_origin(),
        )
    replace_caller(None)
    return clear_cookies(response)
