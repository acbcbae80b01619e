"""Issued tokens as an answer."""

from flask import Response

from daemun.features.sessions.model import IssuedTokens
from daemun.http.token_response import TokenTexts, answer_tokens


def answer_issued(tokens: IssuedTokens, *, status: int = 200, **members: object) -> Response:
    """Tokens as JSON or cookies, and `members` beside them."""
    return answer_tokens(
        TokenTexts(
            access_token=tokens.access_token.text,
            expires_in=tokens.access_token.expires_in,
            refresh_token=tokens.refresh_token,
            refresh_expires_in=tokens.refresh_expires_in,
            session_id=tokens.session.id,
            remember=tokens.session.remember,
        ),
        status=status,
        **members,
    )
