"""What is accepted of access tokens, and what is kept out of them."""

from datetime import timedelta
from typing import Final

ACCEPTED_ALGORITHMS: Final = ("ES256", "RS256", "EdDSA", "Ed25519")
LEEWAY: Final = timedelta(0)
"""A token ends on time."""
EARLY_LEEWAY: Final = timedelta(seconds=5)
"""It may begin a little ahead: another host of ours may have issued it, and its clock may be fast."""


def includes_username(*, in_cookies: bool) -> bool:
    """Whether tokens name the user. A cookie lies on a disk in the clear: ids only."""
    return not in_cookies
