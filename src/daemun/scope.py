"""Scopes and audiences of our own (RFC 6749 section 3.3, RFC 7519 section 4.1.3)."""

PASSWORD_CHANGE_SCOPE = "password_change"
"""A session or token with this scope may only change its password or log out."""


def password_change_audience(audience: str) -> str:
    """For whom tokens of that scope are: not for other services, which know nothing of the scope."""
    return f"{audience}#password_change"
