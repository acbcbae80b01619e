"""The storage port of importing and exporting users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from daemun.features.passwords.model import StoredPassword
from daemun.features.user_transfer.model import ForeignIdentity
from daemun.features.users.model import User
from daemun.origin import Origin


@dataclass(frozen=True, slots=True)
class WholeUser:
    """A user with password and roles, but without sessions."""

    user: User
    password: StoredPassword | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenRow:
    """An accepted row."""

    number: int
    username: str | None
    email: str | None


class SeenRowStore(Protocol):
    """Remembers every row of one import, in little memory."""

    def find(self, keys: Sequence[str]) -> Mapping[str, SeenRow]:
        """The rows of those keys that were added."""

    def add(self, rows: Mapping[str, SeenRow]) -> None:
        """Remember these rows; known keys are not changed."""

    def close(self) -> None:
        """Forget everything."""


class Connections(Protocol):
    """Connects provider accounts that come with imported users."""

    def knows(self, foreign: ForeignIdentity) -> bool:
        """Whether this provider is configured here."""

    def add(self, user_id: str, foreign: ForeignIdentity, origin: Origin) -> bool:
        """Connect it, in the caller's batch; False: the provider is unknown, or another user has it."""


class UserTransferStore(Protocol):
    """Users, many at a time."""

    def find_like(self, users: Sequence[User]) -> Sequence[User]:
        """Find stored users with the id or a unique key of one of these."""

    def add_all(self, users: Sequence[WholeUser]) -> frozenset[str]:
        """Add users whose id and keys are free; return their ids. Roles are granted as of `updated_at`."""

    def list_page(self, *, after_id: str, limit: int) -> Sequence[WholeUser]:
        """In the order of ids; `after_id` is exclusive. May be slightly stale."""

    def open_seen_rows(self) -> SeenRowStore:
        """Open an empty memory for one import, outside the database."""
