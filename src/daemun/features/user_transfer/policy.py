"""Who of a file is new, who is there already, and who stands in another's way."""

from collections.abc import Iterable
from typing import Literal

from daemun.features.users.model import User

Verdict = Literal["new", "already_there", "id_taken", "username_taken", "email_taken", "look_alike"]


class KnownUsers:
    """Stored users and those of the file so far, by everything that must be unique."""

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
        """Somebody whose name looks like this user's."""
        return self._by_skeleton.get(user.username_skeleton or "")

    def judge(self, user: User) -> Verdict:
        """Say what to do with one more user.

        Already there: somebody has this id and one of the names, or every name that is given. Look-alike: the
        name is free, and looks like one that is taken.
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
            return "already_there"
        return "username_taken" if by_username is not None else "email_taken"
