"""OAuth error codes, by what they are about."""

from collections.abc import Mapping
from typing import Final

CLIENT_REFUSED: Final = frozenset(
    {
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
        # GitHub's.
        "incorrect_client_credentials",
        "redirect_uri_mismatch",
    }
)
"""The settings are wrong (RFC 6749 section 5.2)."""
DOWN: Final = frozenset({"server_error", "temporarily_unavailable"})
"""The provider says that it cannot serve now (RFC 6749 section 4.1.2.1)."""
_TOKEN_REFUSED: Final = frozenset({"invalid_grant", "invalid_token", "unsupported_token_type"})
"""The token is invalid or of the wrong type (RFC 6749 section 5.2, RFC 6750 section 3.1, RFC 7009 section
2.2.1).
"""
_KNOWN: Final = CLIENT_REFUSED | DOWN | _TOKEN_REFUSED


def read_error(answer: Mapping[str, object]) -> str | None:
    """The error of a response if it is a known one: other texts never go into the audit trail."""
    error = answer.get("error")
    return error if isinstance(error, str) and error in _KNOWN else None
