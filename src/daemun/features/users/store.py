"""The storage port of users."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from daemun.features.users.model import EVERYBODY, User, UserSearch


class AlreadyExists(Exception):
    """A unique key is taken. `field`: username (or what it looks like), or email."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class UserStore(Protocol):
    """Users by id and by their unique keys."""

    def add(self, user: User) -> None:
        """Raises AlreadyExists. Of concurrent calls with one key, exactly one succeeds."""

    def find(self, user_id: str) -> User | None: ...

    def hold(self, user_id: str) -> User | None:
        """Find, and prevent locking or deleting this user before the current batch ends."""

    def hold_active(self, user_id: str, *, now: datetime) -> User | None:
        """As `hold`; None also if the user is locked, or the deletion is due."""

    def find_by_username_key(self, key: str) -> User | None: ...

    def is_name_taken(self, user: User) -> bool:
        """Whether another user has this name, or one that looks like it."""

    def find_by_email_key(self, key: str) -> User | None: ...

    def list_by_ids(self, ids: Sequence[str]) -> Sequence[User]:
        """The existing users with these ids, in no order."""

    def list_page(
        self, search: UserSearch = EVERYBODY, *, after_id: str | None = None, limit: int = 100
    ) -> Sequence[User]:
        """In the order of ids; `after_id` is exclusive. May be slightly stale."""

    def replace_profile(
        self, user_id: str, *, seen_at: datetime, profile: Mapping[str, object], now: datetime
    ) -> bool:
        """Write the profile if `updated_at` is still `seen_at`; `updated_at` becomes `now`, or a millisecond
        after `seen_at` if that is later.
        """

    def set_language(self, user_id: str, language: str) -> bool:
        """Store a user's chosen language; `updated_at` is not changed. False when there is no such user."""

    def set_proven_email(
        self, user_id: str, *, email: str, key: str, seen_key: str | None, now: datetime
    ) -> bool:
        """Give a user an address that is proven `now`, if their key is still `seen_key`.

        Raises AlreadyExists when it is another user's. Of concurrent calls with one key, one succeeds.
        """

    def release_unproven_email(self, key: str, *, now: datetime) -> bool:
        """Take an address that was never proven from its user, if they have a user name to log in with."""

    def lock(self, user_id: str, *, now: datetime) -> bool:
        """False when there is no such user or it is locked already."""

    def unlock(self, user_id: str, *, now: datetime) -> bool: ...

    def delete(self, user_id: str, *, now: datetime) -> bool:
        """Erase the record, and everything that other stores keep by this user id, except the audit trail.

        Live sessions end at `now`, and the feed of revoked sessions continues to report every one.
        """
