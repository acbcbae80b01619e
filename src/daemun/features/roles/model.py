"""A role that was taken away."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LostRole:
    """From `at` on, an older access token that carries `role` for this user is refused."""

    user_id: str
    role: str
    at: datetime
