"""What an administrator requests, and gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from daemun.features.factors.model import Factor
from daemun.features.sessions.model import Session
from daemun.features.users.model import User


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to create. Names are as typed."""

    username: str | None = None
    email: str | None = None
    roles: tuple[str, ...] = ()
    profile: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UserOverview:
    """What an administrator may know about a user; nothing is secret."""

    user: User
    roles: tuple[str, ...]
    sessions: tuple[Session, ...]
    """Live sessions, newest first."""
    has_password: bool
    must_change_password: bool
    factors: tuple[Factor, ...]
    """Second factors."""
    last_login_at: datetime | None
