"""The clock skew accepted in access tokens, and what is left out of them."""

from datetime import timedelta
from typing import Final

ACCEPTED_ALGORITHMS: Final = ("ES256", "RS256", "EdDSA", "Ed25519")
LEEWAY: Final = timedelta(0)
"""A token expires on time."""
EARLY_LEEWAY: Final = timedelta(seconds=5)
"""It may start slightly in the future: another host of ours, with a fast clock, may have issued it."""


def includes_username(*, in_cookies: bool) -> bool:
    """Whether tokens contain the user name. Cookies are stored on disk unencrypted: ids only."""
    return not in_cookies
