"""The access token in the response of a token endpoint (RFC 6749 section 5.1)."""

from collections.abc import Mapping

from daemun.features.social_login.errors import ProviderRefused


def read_access_token(tokens: Mapping[str, object]) -> str | None:
    """None: there is none. Raises ProviderRefused for a token that does not fit a header."""
    token = tokens.get("access_token")
    if not isinstance(token, str) or not token:
        return None
    if not token.isascii() or not token.isprintable():
        raise ProviderRefused("no_access_token")
    return token
