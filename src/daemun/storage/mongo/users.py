"""Statements on users."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import PyMongoError

from daemun.features.users.model import EVERYBODY, User, UserSearch
from daemun.features.users.store import AlreadyExists
from daemun.storage.mongo.database.collection import ID, Document, Filter
from daemun.storage.mongo.database.database import Database
from daemun.storage.mongo.database.failures import is_duplicate
from daemun.storage.mongo.owners import hold_user, is_over
from daemun.storage.mongo.provider_grants import part_grants
from daemun.storage.mongo.schema import IDENTITIES, OWNED, ROLES, SESSIONS, USERS
from daemun.storage.resilience.errors import StoreConflict

_LAST_CHARACTER = "\U0010ffff"
_KEYS = ("username_key", "email_key", "username_skeleton")


def _conditions(search: UserSearch) -> Iterator[Filter]:
    if search.prefix:
        # A range, not a pattern: it can use an index, and no character is special.
        begins = {"$gte": search.prefix, "$lt": search.prefix + _LAST_CHARACTER}
        yield {"$or": [{"username_key": begins}, {"email_key": begins}]}
    if "\0" in search.contains:
        # A pattern would end at NUL, and no name contains it.
        yield {ID: None}
    elif search.contains:
        has = {"$regex": re.escape(search.contains)}
        yield {"$or": [{"username_key": has}, {"email_key": has}]}
    if search.is_locked is not None:
        yield {"locked_at": {"$ne": None} if search.is_locked else None}


def _of_role(role: str) -> list[Document]:
    held = {"held": {"$elemMatch": {"role": role, "revoked_at": None}}}
    return [
        {"$lookup": {"from": ROLES.name, "localField": ID, "foreignField": "user_id", "as": "held"}},
        {"$match": held},
    ]


class MongoUserStore:
    """`UserStore` in MongoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, user: User) -> None:
        document = USERS.document_of(user)
        keys = [{name: document[name]} for name in (ID, *_KEYS) if document[name] is not None]
        if not self._database.insert_if_free(USERS, document, taken={"$or": keys}):
            raise AlreadyExists(self._taken_field(user))

    def find(self, user_id: str) -> User | None:
        return self._find({ID: user_id})

    def hold(self, user_id: str) -> User | None:
        return USERS.read(User, hold_user(self._database, user_id))

    def hold_active(self, user_id: str, *, now: datetime) -> User | None:
        user = self.hold(user_id)
        if user is None or user.is_locked or is_over(self._database, user_id, now=now):
            return None
        return user

    def find_by_username_key(self, key: str) -> User | None:
        return self._find({"username_key": key})

    def is_name_taken(self, user: User) -> bool:
        names = [
            {name: value}
            for name in ("username_key", "username_skeleton")
            if (value := getattr(user, name)) is not None
        ]
        return bool(names) and self._database.find_one(USERS, {"$or": names}) is not None

    def find_by_email_key(self, key: str) -> User | None:
        return self._find({"email_key": key})

    def list_by_ids(self, ids: Sequence[str]) -> Sequence[User]:
        return USERS.read_all(User, self._database.find(USERS, {ID: {"$in": list(ids)}}))

    def list_page(
        self, search: UserSearch = EVERYBODY, *, after_id: str | None = None, limit: int = 100
    ) -> Sequence[User]:
        conditions = [{ID: {"$gt": after_id or ""}}, *_conditions(search)]
        stages: list[Document] = [{"$match": {"$and": conditions}}, {"$sort": {ID: 1}}]
        if search.role is not None:
            stages += _of_role(search.role)
        return USERS.read_all(User, self._database.aggregate(USERS, [*stages, {"$limit": limit}]))

    def replace_profile(
        self, user_id: str, *, seen_at: datetime, profile: Mapping[str, object], now: datetime
    ) -> bool:
        new = {"profile": profile, "updated_at": max(now, seen_at + timedelta(milliseconds=1))}
        where = {ID: user_id, "updated_at": seen_at}
        return self._database.update(USERS, where, {"$set": USERS.encode(new)}) == 1

    def set_language(self, user_id: str, language: str) -> bool:
        return self._database.update(USERS, {ID: user_id}, {"$set": {"language": language}}) == 1

    def set_proven_email(
        self, user_id: str, *, email: str, key: str, seen_key: str | None, now: datetime
    ) -> bool:
        new = {"email": email, "email_key": key, "email_verified_at": now, "updated_at": now}
        # The read saves a transaction; the unique index decides races.
        if self._database.find_one(USERS, {"email_key": key, ID: {"$ne": user_id}}) is not None:
            raise AlreadyExists("email")
        try:
            return self._database.update(USERS, {ID: user_id, "email_key": seen_key}, {"$set": new}) == 1
        except PyMongoError as error:
            if not is_duplicate(error):
                raise
            if self._database.is_in_batch:
                raise StoreConflict from None
            raise AlreadyExists("email") from None

    def release_unproven_email(self, key: str, *, now: datetime) -> bool:
        where = {"email_key": key, "email_verified_at": None, "username_key": {"$ne": None}}
        released = {"$set": {"email": None, "email_key": None, "updated_at": now}}
        return self._database.update(USERS, where, released) == 1

    def lock(self, user_id: str, *, now: datetime) -> bool:
        where = {ID: user_id, "locked_at": None}
        return self._database.update(USERS, where, {"$set": {"locked_at": now}}) == 1

    def unlock(self, user_id: str, *, now: datetime) -> bool:
        where = {ID: user_id, "locked_at": {"$ne": None}}
        return self._database.update(USERS, where, {"$set": {"locked_at": None}}) == 1

    def delete(self, user_id: str, *, now: datetime) -> bool:
        """Sessions stay as anonymous tombstones for the feed of revocations."""
        return self._database.together(lambda: self._delete(user_id, now))

    def _delete(self, user_id: str, now: datetime) -> bool:
        if self._database.delete(USERS, {ID: user_id}) == 0:
            return False
        self._database.held.discard(user_id)
        connected = self._database.find(IDENTITIES, {"user_id": user_id})
        part_grants(self._database, [each[ID] for each in connected])
        for each in OWNED:
            self._database.delete(each, {each.owner or "": user_id})
        nobody = {
            "user_id": None,
            "family_digest": b"",
            "address": None,
            "user_agent": "",
            "revoked_at": {"$ifNull": ["$revoked_at", now]},
        }
        self._database.update_all(SESSIONS, {"user_id": user_id}, [{"$set": nobody}])
        return True

    def _find(self, where: Mapping[str, Any]) -> User | None:
        return USERS.read(User, self._database.find_one(USERS, where))

    def _taken_field(self, user: User) -> str:
        if user.email_key is not None and self.find_by_email_key(user.email_key) is not None:
            return "email"
        return "username"
