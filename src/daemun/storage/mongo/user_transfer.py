"""Statements on many users at once."""

from collections.abc import Sequence

from daemun.features.passwords.model import StoredPassword
from daemun.features.user_transfer.store import WholeUser
from daemun.features.users.model import User
from daemun.storage.mongo.database.collection import ID, Filter
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.schema import PASSWORDS, ROLES, USERS
from daemun.storage.seen_rows import SqliteSeenRows

_UNIQUE = ("id", "username_key", "email_key", "username_skeleton")


class MongoUserTransferStore:
    """`UserTransferStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_like(self, users: Sequence[User]) -> Sequence[User]:
        return USERS.read_all(User, self._database.find(USERS, _like(users)))

    def add_all(self, users: Sequence[WholeUser]) -> frozenset[str]:
        if not users:
            return frozenset()
        return self._database.together(lambda: self._add_all(users))

    def _add_all(self, users: Sequence[WholeUser]) -> frozenset[str]:
        taken = {key for user in self.find_like([whole.user for whole in users]) for key in _keys(user)}
        new: list[WholeUser] = []
        for whole in users:
            keys = _keys(whole.user)
            if taken.isdisjoint(keys):
                new.append(whole)
                taken |= keys
        passwords = [whole.password for whole in new if whole.password is not None]
        self._database.insert_new(USERS, [USERS.document_of(whole.user) for whole in new])
        self._database.insert_new(PASSWORDS, [PASSWORDS.document_of(each) for each in passwords])
        held = [
            {"user_id": whole.user.id, "role": role, "granted_at": whole.user.updated_at, "revoked_at": None}
            for whole in new
            for role in whole.roles
        ]
        self._database.insert_new(ROLES, [ROLES.document(each) for each in held])
        return frozenset(whole.user.id for whole in new)

    def open_seen_rows(self) -> SqliteSeenRows:
        return SqliteSeenRows()

    def list_page(self, *, after_id: str, limit: int) -> Sequence[WholeUser]:
        found = self._database.find(USERS, {ID: {"$gt": after_id}}, sort=[(ID, 1)], limit=limit)
        page = USERS.read_all(User, found)
        ids = {"$in": [user.id for user in page]}
        hashes = {
            password.user_id: password
            for password in PASSWORDS.read_all(StoredPassword, self._database.find(PASSWORDS, {ID: ids}))
        }
        held: dict[str, list[str]] = {}
        for document in self._database.find(ROLES, {"user_id": ids, "revoked_at": None}):
            held.setdefault(document["user_id"], []).append(document["role"])
        return [WholeUser(user, hashes.get(user.id), tuple(sorted(held.get(user.id, ())))) for user in page]


def _keys(user: User) -> frozenset[tuple[str, str]]:
    values = ((name, getattr(user, name)) for name in _UNIQUE)
    return frozenset((name, value) for name, value in values if value is not None)


def _like(users: Sequence[User]) -> Filter:
    return {
        "$or": [
            {USERS.kept_name(name): {"$in": [value for user in users if (value := getattr(user, name))]}}
            for name in _UNIQUE
        ]
    }
