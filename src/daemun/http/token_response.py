"""Issued tokens as a response: JSON, or cookies with the rest as JSON (RFC 6749 section 5.1)."""

from typing import Annotated, Literal

from flask import Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.http.cookie_answers import answers_in_cookies
from daemun.http.cookies import put_tokens
from daemun.http.response_headers import json_response
from daemun.http.token_texts import TokenTexts

SECRET_MEMBERS = ("access_token", "token", "refresh_token")
"""Absent from bodies if tokens go into cookies."""


class TokensAnswer(TypedDict):
    """Issued tokens (RFC 6749 section 5.1)."""

    access_token: Annotated[str, Field(description="For `Authorization: Bearer` (RFC 9068).")]
    token: Annotated[str, Field(description="The access token again, under a shorter name.")]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(description="Lifetime of the access token in seconds.")]
    refresh_token: Annotated[str, Field(description="Valid for one refresh, which returns its successor.")]
    refresh_expires_in: Annotated[int, Field(description="Lifetime of the refresh token in seconds.")]
    session_id: str


def answer_tokens(tokens: TokenTexts, *, status: int = 200, **members: object) -> Response:
    """Tokens as JSON, or as cookies with only the non-secret members in the body."""
    body: TokensAnswer = {
        "access_token": tokens.access_token,
        "token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "refresh_token": tokens.refresh_token,
        "refresh_expires_in": tokens.refresh_expires_in,
        "session_id": tokens.session_id,
    }
    if not answers_in_cookies():
        return json_response({**body, **members}, status=status)
    known = {name: value for name, value in body.items() if name not in SECRET_MEMBERS}
    response = json_response({**known, **members}, status=status)
    return put_tokens(response, tokens)
