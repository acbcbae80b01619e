"""Which users of a file are new, which exist already, and which conflict."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from daemun.features.user_transfer.store import SeenRow
from daemun.features.users.model import User

Verdict = Literal["new", "already_there", "id_taken", "username_taken", "email_taken", "look_alike"]
_Taken = Literal["id_taken", "username_taken", "email_taken"]


class KnownUsers:
    """Stored users, and new ones of the same commit, by everything that must be unique."""

    def __init__(self, users: Iterable[User]) -> None:
        self._by_id: dict[str, User] = {}
        self._by_username: dict[str, User] = {}
        self._by_email: dict[str, User] = {}
        self._by_skeleton: dict[str, User] = {}
        for user in users:
            self.add(user)

    def add(self, user: User) -> None:
        self._by_id[user.id] = user
        if user.username_key is not None:
            self._by_username[user.username_key] = user
        if user.email_key is not None:
            self._by_email[user.email_key] = user
        if user.username_skeleton is not None:
            self._by_skeleton[user.username_skeleton] = user

    def find_look_alike(self, user: User) -> User | None:
        """A user whose name looks like this one's."""
        return self._by_skeleton.get(user.username_skeleton or "")

    def judge(self, user: User) -> Verdict:
        """Say what to do with one more user.

        Already there: somebody has this id and one of the names, or every given name. `Jiwoo` alone does not
        prove to be `jiwoo`: that may be somebody else. Look-alike: the name is free, but looks like a taken
        one.
        """
        same_id = self._by_id.get(user.id)
        by_username = self._by_username.get(user.username_key or "")
        by_email = self._by_email.get(user.email_key or "")
        if same_id is None and by_username is None and by_email is None:
            return "new" if self.find_look_alike(user) is None else "look_alike"
        if same_id is not None:
            is_known = same_id in (by_username, by_email)
            return "already_there" if is_known else "id_taken"
        by_names = [
            found
            for key, found in ((user.username_key, by_username), (user.email_key, by_email))
            if key is not None
        ]
        if all(found is by_names[0] for found in by_names):
            is_written_alike = by_username is None or by_username.username == user.username
            return "already_there" if is_written_alike or by_email is not None else "username_taken"
        return "username_taken" if by_username is not None else "email_taken"


@dataclass(frozen=True, slots=True)
class Collision:
    """Two rows of one file for what can be one user only."""

    code: _Taken
    number: int
    """The row that came first."""


class SeenRows:
    """Rows of the file that were accepted so far, by everything that must be unique."""

    def __init__(self, seen: Mapping[str, SeenRow]) -> None:
        self._seen = dict(seen)

    @property
    def rows(self) -> Mapping[str, SeenRow]:
        return self._seen

    def add(self, user: User, number: int) -> None:
        for key in keys_of(user):
            self._seen.setdefault(key, SeenRow(number, user.username, user.email))

    def judge(self, user: User) -> Collision | Literal["already_there"] | None:
        """Say whether an earlier row is about this user or in the way; None: there is none.

        `Jiwoo` and `jiwoo` of one file are taken for two people, of whom none may be lost in silence. What is
        written alike is one person twice.
        """
        for key, code in _taken_by(user):
            seen = self._seen.get(key)
            if seen is not None:
                is_same = (seen.username, seen.email) == (user.username, user.email)
                return "already_there" if is_same else Collision(code, seen.number)
        return None

    def find_look_alike(self, user: User) -> str | None:
        """The name of an earlier row that looks like this user's."""
        seen = self._seen.get(_looks(user))
        return None if seen is None or user.username_skeleton is None else seen.username


def keys_of(user: User) -> Iterator[str]:
    """What must be unique about a user among the rows of a file."""
    yield from (key for key, _ in _taken_by(user))
    if user.username_skeleton is not None:
        yield _looks(user)


def _looks(user: User) -> str:
    return f"looks {user.username_skeleton}"


def _taken_by(user: User) -> Iterator[tuple[str, _Taken]]:
    if user.username_key is not None:
        yield f"username {user.username_key}", "username_taken"
    if user.email_key is not None:
        yield f"email {user.email_key}", "email_taken"
    yield f"id {user.id}", "id_taken"
