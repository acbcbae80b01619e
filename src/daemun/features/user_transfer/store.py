"""What moving many users at once needs of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from daemun.features.passwords.model import StoredPassword
from daemun.features.user_transfer.model import ForeignIdentity
from daemun.features.users.model import User
from daemun.origin import Origin


@dataclass(frozen=True, slots=True)
class WholeUser:
    """A user with what else is kept of them: everything but sessions."""

    user: User
    password: StoredPassword | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row that was taken."""

    number: int
    username: str | None
    email: str | None


class SeenRowStore(Protocol):
    """Remembers every row of one import, however many there are, in little memory."""

    def find(self, keys: Sequence[str]) -> Mapping[str, SeenRow]:
        """Those of the keys that were added."""

    def add(self, rows: Mapping[str, SeenRow]) -> None:
        """Remember these; one that is known stays as it is."""

    def close(self) -> None:
        """Forget everything."""


class Connections(Protocol):
    """Takes accounts at providers that come with users."""

    def knows(self, foreign: ForeignIdentity) -> bool:
        """Whether there is such a provider here."""

    def add(self, user_id: str, foreign: ForeignIdentity, origin: Origin) -> bool:
        """Connect it, in the caller's batch; False: there is no such provider here, or it is another's."""


class UserTransferStore(Protocol):
    """Users by the hundred."""

    def find_like(self, users: Sequence[User]) -> Sequence[User]:
        """Every stored user who has an id or a unique key of one of these."""

    def add_all(self, users: Sequence[WholeUser]) -> frozenset[str]:
        """Add those whose id and keys are free; their ids. Roles are held from `updated_at` on."""

    def list_page(self, *, after_id: str, limit: int) -> Sequence[WholeUser]:
        """In the order of ids; `after_id` is exclusive. May be a little old."""

    def open_seen_rows(self) -> SeenRowStore:
        """A memory for one import, empty and outside the database."""
