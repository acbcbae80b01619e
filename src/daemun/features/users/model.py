"""The record of a user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class User:
    """A user. `*_key` is the canonical, unique form; the other is as the user typed it."""

    id: str
    created_at: datetime
    updated_at: datetime
    username: str | None = None
    username_key: str | None = None
    email: str | None = None
    email_key: str | None = None
    email_verified_at: datetime | None = None
    profile: Mapping[str, object] = field(default_factory=dict)
    """The application's own fields, as JSON values."""
    locked_at: datetime | None = None
    username_skeleton: str | None = None
    """What the name looks like, also unique. None if an older program wrote it: filled in at the start."""
    language: str | None = None
    """The language that the user chose on the pages (RFC 5646); None: none."""

    @property
    def is_locked(self) -> bool:
        """Whether an administrator has locked this user out."""
        return self.locked_at is not None

    def has_proven_other(self, email_key: object) -> bool:
        """Whether this user has proven an address other than the one of this key."""
        return self.email_verified_at is not None and self.email_key != email_key


@dataclass(frozen=True, slots=True)
class UserSearch:
    """Which users to list: those who match every given condition."""

    prefix: str = ""
    """The beginning of the user name or the email address, in its canonical form."""
    contains: str = ""
    """A part of the user name or the email address, in its canonical form."""
    role: str | None = None
    is_locked: bool | None = None


EVERYBODY = UserSearch()


def require_id(user_id: object) -> None:
    """Raise TypeError for anything but an id, such as a user: the error of a database would be less clear."""
    if not isinstance(user_id, str):
        raise TypeError(f"the id of a user is text, such as `user.id`; this is {type(user_id).__name__}")


def require_user(user: object) -> None:
    """Raise TypeError for the id of a user in place of the user."""
    if isinstance(user, str):
        raise TypeError("give the user, as `auth.users.find(id)` finds one, and not the id or the name")
