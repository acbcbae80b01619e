"""A role that was revoked."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LostRole:
    """From `at` on, older access tokens that carry `role` for this user are refused."""

    user_id: str
    role: str
    at: datetime
